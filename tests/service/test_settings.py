"""Settings: documented, with ranges, frozen; what is unknown or not allowed is refused without being shown."""

import re
from pathlib import Path

import pydantic
import pytest

from service.settings import PREFIX, Settings, SettingsError, load_settings

DOCUMENTATION = (Path(__file__).parents[2] / "docs" / "settings.md").read_text("utf-8")
ROWS = dict(re.findall(r"^\| `WENHENG_(\w+)` \| `?(.*?)`? \|", DOCUMENTATION, re.MULTILINE))


def test_every_setting_is_documented_with_its_default() -> None:
    defaults = Settings.model_construct()
    documented = {name.lower(): ("" if said == "none" else said) for name, said in ROWS.items()}
    actual = {
        name: ",".join(value) if isinstance(value := getattr(defaults, name), tuple) else str(value)
        for name in Settings.model_fields
    }
    assert documented == actual


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_says_what_it_is(name: str) -> None:
    said = Settings.model_fields[name].description
    assert said
    assert said.endswith(".")


def test_the_environment_and_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENHENG_PORT", "9000")
    monkeypatch.setenv("WENHENG_HOSTS", "文衡.内网, wenheng.lan,")
    settings = load_settings(data=Path("elsewhere"))
    assert (settings.port, settings.data, settings.hosts) == (9000, Path("elsewhere"), ("文衡.内网", "wenheng.lan"))
    assert load_settings(port=1).port == 1
    with pytest.raises(pydantic.ValidationError):
        settings.port = 1  # type: ignore[misc]


def test_an_unknown_setting_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}PROT", "机密")
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert str(refused.value) == "There is no setting WENHENG_PROT; docs/settings.md lists them."


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "机密"), ("PORT", "65536"), ("MAX_K", "1001"), ("ENGINE", "magic"), ("HOST", ""), ("LOG_LEVEL", "loud")],
)
def test_a_value_that_is_not_allowed_is_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"{PREFIX}{name}", value)
    with pytest.raises(SettingsError, match=f"^WENHENG_{name} is not allowed: [^\n]+\\.$") as refused:
        load_settings()
    assert not value or value not in str(refused.value)


def test_an_unknown_override_is_refused() -> None:
    with pytest.raises(SettingsError):
        load_settings(prot=1)
