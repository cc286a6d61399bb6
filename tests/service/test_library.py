"""What the keeper of a library does: undo, bulk corrections, statistics, a map, overlaps."""

from __future__ import annotations

import time

import pytest
from flask.testing import FlaskClient

from corpus.store import Store, trash
from index.engine import Engine
from service.errors import UndoGoneError
from service.settings import Settings
from service.trash import Trash
from tests.service.conftest import COPIED, LOGISTICS, SUPERVISION


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Everything the database holds of documents."""
    tables = ("documents", "places", "tags", "passages", "sentences", "texts", "vectors", "seals")
    with store.reading() as connection:
        found = {name: [tuple(row) for row in connection.execute(f"SELECT * FROM {name}")] for name in tables}
        # The seal of the store's version, which rises with each write.
        found["seals"] = [each for each in found["seals"] if each[0] != "settings"]
        found["words"] = [tuple(row) for row in connection.execute("SELECT rowid, tokens FROM words")]
    return {name: sorted(each, key=repr) for name, each in found.items()}


def test_a_deletion_is_undone_to_the_last_row(filled: FlaskClient, engine: Engine) -> None:
    filled.patch("/v1/documents/1", json={"tags": ["年度"], "organ": "白鹭市政府办公室"})
    before, asked = rows(engine.store), {"query": COPIED, "k": 3}
    found = filled.post("/v1/search", json=asked).get_json()["results"]
    answer = filled.post("/v1/documents/delete", json={"ids": [1, 2, 99]}).get_json()
    assert answer["deleted"] == 2
    assert filled.post("/v1/search", json=asked).get_json()["results"] == []
    assert rows(engine.store)["texts"] == []
    undone = filled.post("/v1/documents/undo", json={"undo": answer["undo"]})
    assert undone.get_json() == {"restored": 2}
    assert rows(engine.store) == before
    assert filled.post("/v1/search", json=asked).get_json()["results"] == found
    report = filled.post("/v1/check", json={"text": f"我们{COPIED}。"}).get_json()
    assert report["sources"][0]["document"]["id"] == 1
    again = filled.post("/v1/documents/undo", json={"undo": answer["undo"]})
    assert (again.status_code, again.get_json()["error"]["code"]) == (404, "undo_gone")


def test_what_came_again_meanwhile_stays_as_it_is(filled: FlaskClient) -> None:
    undo = filled.delete("/v1/documents/1").get_json()["undo"]
    both = {"documents": [{"text": SUPERVISION, "source": "督查.txt"}, {"text": LOGISTICS, "source": "后勤.txt"}]}
    filled.post("/v1/documents", json=both)
    assert filled.post("/v1/documents/undo", json={"undo": undo}).get_json() == {"restored": 0}
    titles = [each["title"] for each in filled.get("/v1/documents").get_json()["documents"]]
    assert len(titles) == len(set(titles)) == 2


def test_a_place_that_was_taken_meanwhile_is_left_to_who_has_it(filled: FlaskClient) -> None:
    undo = filled.delete("/v1/documents/1").get_json()["undo"]
    filled.post("/v1/documents", json={"text": "新的督查总结，只有这一段话。", "source": "督查.txt"})
    assert filled.post("/v1/documents/undo", json={"undo": undo}).get_json() == {"restored": 1}
    assert filled.get("/v1/documents?source=督查.txt").get_json()["total"] == 2


def test_the_trash_forgets(filled: FlaskClient, engine: Engine) -> None:
    removed = engine.take_out([1])
    waits = Trash(kept_s=0.01)
    name = waits.keep(removed)
    assert name is not None
    time.sleep(0.05)
    with pytest.raises(UndoGoneError):
        waits.take(name)
    assert Trash(kept_bytes=10).keep(removed) is None
    full = Trash(kept_bytes=removed.size_bytes)
    first, second = full.keep(removed), full.keep(removed)
    assert first is not None
    assert second is not None
    with pytest.raises(UndoGoneError):
        full.take(first)
    assert full.take(second) is removed
    assert engine.put_back(removed) == 1
    with engine.store.reading() as connection:
        assert trash.copy(connection, []).documents == 0


def test_many_documents_are_corrected_in_one_step(filled: FlaskClient, engine: Engine) -> None:
    version = engine.store.version
    asked = {
        "ids": [1, 2, 99],
        "organ": "白鹭市政府办公室",
        "year": None,
        "title_change": {"find": "白鹭市", "replace": "白鹭"},
        "add_tags": ["已定稿"],
    }
    assert filled.post("/v1/documents/correct", json=asked).get_json() == {"corrected": 2}
    assert engine.store.version == version + 1
    one, two = filled.get("/v1/documents").get_json()["documents"]
    assert one["title"] == "2021年督查工作总结（白鹭政府办）"
    assert two["title"] == "2022年后勤保障工作计划（白鹭机关事务局）"
    for each in (one, two):
        assert (each["organ"], each["year"], each["tags"]) == ("白鹭市政府办公室", None, ["已定稿"])
        assert {"organ", "title", "year"} <= set(each["corrected"])
        assert each["kind"]
    filled.post("/v1/documents/correct", json={"ids": [1], "remove_tags": ["已定稿"]})
    assert filled.get("/v1/documents?tag=已定稿").get_json()["total"] == 1


def test_documents_are_counted(filled: FlaskClient) -> None:
    filled.patch("/v1/documents/2", json={"tags": ["后勤", "年度"], "organ": ""})
    counted = filled.get("/v1/statistics").get_json()
    assert counted["documents"] == 2
    listed = filled.get("/v1/documents").get_json()["documents"]
    assert counted["characters"] == sum(each["characters"] for each in listed)
    assert counted["passages"] == sum(each["passages"] for each in listed)
    assert [each["value"] for each in counted["year"]] == [2021, 2022]
    assert {each["value"]: each["documents"] for each in counted["organ"]} == {"": 1, "白鹭市政府办": 1}
    assert [each["value"] for each in counted["tag"]] == ["后勤", "年度"]
    narrowed = filled.get("/v1/statistics?year=2021&year=2030").get_json()
    assert narrowed["documents"] == 1
    assert narrowed["passages"] < counted["passages"]
    assert filled.get("/v1/statistics?nothing=1").status_code == 422


def _map(client: FlaskClient, filters: dict[str, object]) -> dict[str, list[dict[str, object]]]:
    answer = client.post("/v1/map", json={"filters": filters})
    if answer.status_code == 202:
        job = answer.get_json()["job"]
        while job["state"] in {"queued", "running"}:
            time.sleep(0.05)
            job = client.get(f"/v1/jobs/{job['id']}").get_json()
        assert job["state"] == "done", job
        answer = client.post("/v1/map", json={"filters": filters})
    assert answer.status_code == 200
    found: dict[str, list[dict[str, object]]] = answer.get_json()
    return found


def test_a_map_is_drawn_once_for_each_state_of_the_corpus(filled: FlaskClient) -> None:
    text = "关于会议的说明\n" + "\n".join(
        f"第{n}条，会议室预约须提前{n}天登记，会议材料由办公室统一印制。" for n in range(2, 30)
    )
    filled.post("/v1/documents", json={"text": text, "title": "会议说明"})
    drawn = _map(filled, {})
    assert len(drawn["points"]) > 30
    assert all(0 <= float(str(each[axis])) <= 1 for each in drawn["points"] for axis in "xy")
    assert sum(int(str(each["points"])) for each in drawn["regions"]) == len(drawn["points"])
    assert any("会议室" in str(each["words"]) for each in drawn["regions"])
    assert filled.post("/v1/map", json={}).status_code == 200
    passage = filled.get(f"/v1/passages/{drawn['points'][0]['passage_id']}").get_json()
    assert passage["document_id"] == drawn["points"][0]["document_id"]
    few = _map(filled, {"year": 2022})
    assert 0 < len(few["points"]) < 5
    assert _map(filled, {"year": 1900}) == {"points": [], "regions": []}
    filled.delete("/v1/documents/1")
    assert filled.post("/v1/map", json={}).status_code == 202


def test_overlaps_are_those_that_share_wording(filled: FlaskClient, settings: Settings) -> None:
    copied = SUPERVISION.replace("个别事项催办不够及时。", "催办还不够及时，回访也不够多。")
    filled.post("/v1/documents", json={"text": copied, "source": "改.txt"})
    [twin] = filled.get("/v1/documents/1/overlaps").get_json()["documents"]
    assert twin["document"]["id"] == 3
    assert twin["is_twin"]
    assert 0.5 <= twin["share"] < 1
    assert filled.get("/v1/documents/2/overlaps").get_json() == {"documents": []}
    assert filled.get("/v1/documents/77/overlaps").status_code == 404


def test_a_collection_gets_another_name_and_its_own_back(filled: FlaskClient, engine: Engine) -> None:
    before = rows(engine.store)
    asked = {"collection": "default", "name": "县府/办 50%"}
    assert filled.post("/v1/collections/rename", json=asked).get_json() == {"documents": 2}
    found = filled.post("/v1/search", json={"query": COPIED, "k": 1, "filters": {"collection": asked["name"]}})
    assert found.get_json()["results"][0]["document"]["collection"] == asked["name"]
    assert filled.get("/v1/documents?collection=default").get_json()["total"] == 0
    # What is sent again under a source of the collection takes the place of its former version, as before.
    again = {"text": SUPERVISION + "新增一句。", "source": "督查.txt", "collection": asked["name"]}
    assert filled.post("/v1/documents", json=again).get_json()["documents"][0]["status"] == "replaced"
    again["text"] = SUPERVISION
    filled.post("/v1/documents", json=again)
    back = {"collection": asked["name"], "name": "default"}
    assert filled.post("/v1/collections/rename", json=back).get_json() == {"documents": 2}
    assert {each[0] for each in rows(engine.store)["places"]} == {each[0] for each in before["places"]} == {"default"}


def test_renamed_and_renamed_back_is_as_it_was_to_the_last_row(filled: FlaskClient, engine: Engine) -> None:
    before = rows(engine.store)
    filled.post("/v1/collections/rename", json={"collection": "default", "name": "旧稿"})
    assert rows(engine.store) != before
    filled.post("/v1/collections/rename", json={"collection": "旧稿", "name": "default"})
    assert rows(engine.store) == before


def test_a_name_that_is_taken_and_a_collection_that_is_none(filled: FlaskClient, engine: Engine) -> None:
    filled.post("/v1/documents", json={"text": "另一篇文稿。", "collection": "旧稿"})
    before = rows(engine.store)
    for collection, name, said in (
        ("default", "旧稿", (409, "collection_exists")),
        ("旧稿", "旧稿", (409, "collection_exists")),
        ("没有的", "新名", (404, "not_found")),
        ("旧稿", "  ", (422, "invalid_request")),
    ):
        refused = filled.post("/v1/collections/rename", json={"collection": collection, "name": name})
        assert (refused.status_code, refused.get_json()["error"]["code"]) == said
    assert rows(engine.store) == before
