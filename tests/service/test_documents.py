"""Documents: added as text and as files, listed, read, corrected, deleted; passages with their neighbours."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.documents import label, source_of_text
from tests.service.conftest import LOGISTICS, SUPERVISION

HOSTILE = "<script>alert('甲')</script>\u202e\U0001f600" + "长" * 900


def upload(client: FlaskClient, *files: tuple[str, bytes], **fields: Any) -> Any:
    sent = [(io.BytesIO(data), name) for name, data in files]
    return client.post("/v1/documents", data={"files": sent, **fields})


def test_a_text_is_added_once_and_replaced_under_its_source(client: FlaskClient) -> None:
    body = {"text": SUPERVISION, "source": "督查室/2021", "tags": ["年度"], "metadata": {"经办": "综合科"}}
    added = client.post("/v1/documents", json=body).get_json()
    assert added["failed"] == []
    [document] = added["documents"]
    assert document["status"] == "added"
    assert document["title"] == "2021年督查工作总结（白鹭市政府办）"
    assert (document["source"], document["tags"]) == ("督查室/2021", ["年度"])
    assert document["metadata"] == {"经办": "综合科"}
    [again] = client.post("/v1/documents", json=body).get_json()["documents"]
    assert (again["status"], again["id"]) == ("unchanged", document["id"])
    [changed] = client.post("/v1/documents", json=body | {"text": LOGISTICS}).get_json()["documents"]
    assert changed["status"] == "replaced"
    assert client.get("/v1/documents").get_json()["total"] == 1


def test_facts_that_are_stated_outweigh_what_is_recognised(client: FlaskClient) -> None:
    body = {"text": SUPERVISION, "title": "督查情况", "organ": "督查室", "year": None}
    [document] = client.post("/v1/documents", json=body).get_json()["documents"]
    assert (document["title"], document["organ"], document["year"]) == ("督查情况", "督查室", None)
    assert document["level"] == "市"
    assert document["corrected"] == ["organ", "title", "year"]


def test_texts_without_a_source_do_not_replace_each_other(client: FlaskClient) -> None:
    client.post("/v1/documents", json={"documents": [{"text": SUPERVISION}, {"text": LOGISTICS}]})
    listed = client.get("/v1/documents").get_json()["documents"]
    assert [each["source"] for each in listed] == [source_of_text(SUPERVISION), source_of_text(LOGISTICS)]


def test_a_bad_file_does_not_keep_the_others_out(client: FlaskClient) -> None:
    answer = upload(client, ("督查.txt", SUPERVISION.encode("gb18030")), ("空.txt", b""), tags=["甲", "乙"])
    assert answer.status_code == 200
    [document] = answer.get_json()["documents"]
    assert set(document["tags"]) == {"甲", "乙"}
    [failed] = answer.get_json()["failed"]
    assert (failed["name"], failed["error"]["code"]) == ("空.txt", "empty_file")


def test_when_nothing_could_be_added_every_file_is_named(client: FlaskClient) -> None:
    answer = upload(client, ("空.txt", b""), ("白.txt", b"  "))
    assert answer.status_code == 422
    assert answer.get_json()["error"]["code"] == "empty_file"
    assert answer.get_json()["error"]["fields"].keys() == {"空.txt", "白.txt"}


def test_a_file_name_is_a_label(client: FlaskClient) -> None:
    [document] = upload(client, ("../../etc/总结\x01.txt", SUPERVISION.encode())).get_json()["documents"]
    assert document["source"] == "../../etc/总结.txt"
    assert label("\x00\ud800\n") == "unnamed"
    assert len(label("长" * 5000)) == 1000


def test_source_goes_with_one_file(client: FlaskClient) -> None:
    files = [("一.txt", SUPERVISION.encode()), ("二.txt", LOGISTICS.encode())]
    assert upload(client, *files, source="共用").get_json()["error"]["fields"].keys() == {"body"}
    [document] = upload(client, files[0], source="/srv/总结/一.txt").get_json()["documents"]
    assert document["source"] == "/srv/总结/一.txt"


def test_hostile_titles_come_back_as_they_are(client: FlaskClient) -> None:
    [document] = client.post("/v1/documents", json={"text": SUPERVISION, "title": HOSTILE}).get_json()["documents"]
    answer = client.get(f"/v1/documents/{document['id']}")
    assert answer.get_json()["title"] == HOSTILE
    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_list_has_pages_sorts_and_filters(filled: FlaskClient) -> None:
    def titles(query: str) -> list[int]:
        return [each["year"] for each in filled.get(f"/v1/documents?{query}").get_json()["documents"]]

    assert titles("sort=-year") == [2022, 2021]
    assert titles("sort=-year&limit=1&offset=1") == [2021]
    assert titles("year=2021&year=2022") == [2021, 2022]
    assert titles("kind=工作计划") == [2022]
    assert filled.get("/v1/documents?limit=1").get_json()["total"] == 2


def test_a_document_has_its_text_and_passages(filled: FlaskClient) -> None:
    document = filled.get("/v1/documents/1").get_json()
    assert document["text"] == SUPERVISION
    assert len(document["passages"]) > 3
    for passage in document["passages"]:
        assert document["text"][passage["start"] : passage["end"]] == passage["text"]
    assert {"text", "passages"}.isdisjoint(filled.get("/v1/documents/1?text=false&passages=no").get_json())


def test_corrections(filled: FlaskClient) -> None:
    body = {"organ": "督查室", "year": None, "tags": ["已定稿"], "metadata": {"经办": "综合科"}}
    corrected = filled.patch("/v1/documents/1", json=body).get_json()
    assert {name: corrected[name] for name in body} == body
    assert corrected["corrected"] == ["organ", "year"]
    assert filled.patch("/v1/documents/1", json={}).get_json() == corrected


def test_deleting(filled: FlaskClient) -> None:
    assert filled.delete("/v1/documents/1").get_json()["deleted"] == 1
    assert filled.get("/v1/documents/1").status_code == 404
    assert filled.post("/v1/documents/delete", json={"ids": [1, 2, 3]}).get_json()["deleted"] == 1
    assert filled.post("/v1/search", json={"query": "督查"}).get_json()["results"] == []


def test_a_passage_among_its_neighbours(filled: FlaskClient) -> None:
    passages = filled.get("/v1/documents/1").get_json()["passages"]
    middle = passages[len(passages) // 2]
    answer = filled.get(f"/v1/passages/{middle['id']}?before=1&after=1").get_json()
    assert {name: answer[name] for name in middle} == middle
    assert answer["document"]["id"] == 1
    assert middle in answer["neighbours"]
    assert 1 < len(answer["neighbours"]) <= 3


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_newlines_stay_as_they_are(client: FlaskClient, newline: str) -> None:
    text = SUPERVISION.replace("\n", newline)
    [document] = client.post("/v1/documents", json={"text": text}).get_json()["documents"]
    assert client.get(f"/v1/documents/{document['id']}").get_json()["text"] == text
