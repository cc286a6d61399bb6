"""The Word add-in as the server hands it out; how its pane behaves is seen in tests/browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from index.engine import Engine
from service.app import application
from service.settings import Settings, SettingsError, load_settings

APP = "{http://schemas.microsoft.com/office/appforoffice/1.1}"
COMMANDS = "{http://schemas.microsoft.com/office/taskpaneappversionoverrides}"
TYPES = "{http://schemas.microsoft.com/office/officeappbasictypes/1.0}"
# In this order; Office refuses another.
PARTS = (
    *("Id", "Version", "ProviderName", "DefaultLocale", "DisplayName", "Description", "IconUrl"),
    *("HighResolutionIconUrl", "SupportUrl", "AppDomains", "Hosts", "Requirements", "DefaultSettings", "Permissions"),
    "VersionOverrides",
)


def manifest_of(client: FlaskClient, **asked: str) -> ET.Element:
    response = client.get("/office/manifest.xml", **asked)
    assert response.mimetype == "application/xml"
    return ET.fromstring(response.data)


def addresses(manifest: ET.Element) -> set[str]:
    values = {value for each in manifest.iter() for value in (each.text, *each.attrib.values()) if value}
    return {value for value in values if urlsplit(value).netloc and "schemas.microsoft.com" not in value}


def with_office_js(settings: Settings, engine: Engine, value: str) -> Iterator[APIFlask]:
    with application(settings.model_copy(update={"office_js": value}), engine) as app:
        yield app


@pytest.fixture
def served(settings: Settings, engine: Engine, tmp_path: Path) -> Iterator[APIFlask]:
    folder = tmp_path / "office-js"
    (folder / "zh-cn").mkdir(parents=True)
    (folder / "office.js").write_text("let office = 1;")
    (folder / "zh-cn" / "office_strings.js").write_text("let words = 2;")
    (tmp_path / "secret.txt").write_text("geheim")
    yield from with_office_js(settings, engine, str(folder))


@pytest.fixture
def from_microsoft(settings: Settings, engine: Engine) -> Iterator[APIFlask]:
    yield from with_office_js(settings, engine, "cdn")


def test_the_manifest_has_its_parts_in_order_and_each_reference_leads_somewhere(client: FlaskClient) -> None:
    manifest = manifest_of(client)
    assert [each.tag.split("}")[1] for each in manifest] == list(PARTS)
    overrides = manifest.find(f"{COMMANDS}VersionOverrides")
    assert overrides is not None
    ids = {each.attrib["id"] for each in overrides.iter() if each.tag.startswith(TYPES) and "id" in each.attrib}
    wanted = {each.attrib["resid"] for each in overrides.iter() if "resid" in each.attrib}
    assert wanted == ids
    assert all(len(each) <= 32 for each in ids)
    for each in overrides.iter(f"{TYPES}String"):
        assert len(each.attrib["DefaultValue"]) <= 125


def test_every_address_of_the_manifest_answers(client: FlaskClient) -> None:
    for address in addresses(manifest_of(client)):
        with client.get(address, follow_redirects=True) as response:
            assert response.status_code == 200, address
            shown = response.data
        if address.endswith(".png"):
            assert shown.startswith(b"\x89PNG")
            size = int.from_bytes(shown[16:20])
            assert address.endswith(f"-{size}.png")


def test_the_manifest_names_the_server_as_it_was_reached(settings: Settings, engine: Engine) -> None:
    changed = settings.model_copy(update={"hosts": ("wenheng.lan",), "https": True})
    with application(changed, engine) as app:
        lan, again = (manifest_of(app.test_client(), base_url="http://wenheng.lan:8443/") for _ in range(2))
        local = manifest_of(app.test_client(), base_url="http://localhost/")
    assert {f"{urlsplit(each).scheme}://{urlsplit(each).netloc}" for each in addresses(lan)} == {
        "https://wenheng.lan:8443"
    }
    assert lan.findtext(f"{APP}Id") == again.findtext(f"{APP}Id") != local.findtext(f"{APP}Id")


def test_without_office_js_the_pane_says_so_and_takes_nothing_from_elsewhere(client: FlaskClient) -> None:
    response = client.get("/office/pane")
    assert "WENHENG_OFFICE_JS" in response.text
    assert "microsoft" not in response.text
    assert response.headers["Content-Security-Policy"] == client.get("/").headers["Content-Security-Policy"]
    assert client.get("/office/js/office.js").status_code == 404


def test_the_administrator_s_office_js_is_served_and_nothing_beside_it(served: APIFlask) -> None:
    client = served.test_client()
    pane = client.get("/office/pane")
    assert '<script src="/office/js/office.js"></script>' in pane.text
    assert "microsoft" not in pane.headers["Content-Security-Policy"]
    with client.get("/office/js/zh-cn/office_strings.js") as response:
        assert (response.text, response.mimetype) == ("let words = 2;", "text/javascript")
    for outside in ("../secret.txt", "%2e%2e/secret.txt", "zh-cn/../../secret.txt", "none.js", ""):
        assert client.get(f"/office/js/{outside}").status_code == 404, outside


def test_microsoft_s_servers_are_allowed_for_the_pane_alone(from_microsoft: APIFlask) -> None:
    client = from_microsoft.test_client()
    pane = client.get("/office/pane")
    assert "https://appsforoffice.microsoft.com/lib/1/hosted/office.js" in pane.text
    allowed = dict(part.strip().split(" ", 1) for part in pane.headers["Content-Security-Policy"].split(";"))
    assert allowed["script-src"] == "'self' https://appsforoffice.microsoft.com"
    assert allowed["connect-src"] == "'self'"
    for path in ("/", "/check", "/library", "/office/manifest.xml"):
        assert "microsoft" not in client.get(path).headers["Content-Security-Policy"], path


def test_a_folder_without_office_js_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENHENG_OFFICE_JS", str(tmp_path))
    with pytest.raises(SettingsError, match=r"no office\.js"):
        load_settings()
