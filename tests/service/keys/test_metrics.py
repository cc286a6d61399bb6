"""Counts and times tell of every collection: only an administrator of all of them may ask."""

from flask.testing import FlaskClient

from tests.service.keys.conftest import OURS, MakeAsker


def test_metrics_are_for_an_administrator_of_everything(asker: MakeAsker, client: FlaskClient) -> None:
    assert asker(name="抓取", scopes=("admin",)).get("/metrics").status_code == 200
    assert asker(OURS, name="本集", scopes=("admin",)).get("/metrics").status_code == 403
    assert asker(name="读者").get("/metrics").status_code == 403
    assert client.get("/metrics").status_code == 401
