"""A key that is limited to a collection never learns of others: it is answered as if there were no others."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from werkzeug.test import TestResponse

from corpus.store import Store
from corpus.store.within import unseen
from index.engine import Engine
from service.app import application
from service.documents import Incoming, ingest_file
from service.keys import KeyFile
from service.settings import Settings
from tests.fakes import PairEncoder
from tests.service.keys.conftest import (
    OURS,
    SECRET,
    SHARED,
    THEIRS,
    Asker,
    MakeAsker,
    fill_theirs,
    our_text,
    their_text,
)

DRAFT = f"汇报如下。\n{SHARED}。\n{SECRET}，照此办理。\n对领导批示件逐件建账，专人盯办，办结一件销号一件。\n"
QUERY = "预算科目调剂，批示件逐件建账"
# What differs between two runs that say the same.
CHANGING = ("took_ms", "added_at", "created_at", "started_at", "finished_at", "rate", "check_id", "id", "document_id")


def said(answer: TestResponse) -> Any:
    assert answer.status_code == 200, answer.text
    return plain(answer.get_json())


def plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: plain(value) for name, value in node.items() if name not in (*CHANGING, "twins", "joined")}
    if isinstance(node, list):
        return [plain(each) for each in node]
    return round(node, 4) if isinstance(node, float) else node  # vectors in another order sum up a little otherwise


@pytest.fixture
def lonely(alone: Path, settings: Settings) -> Iterator[Asker]:
    """The same question to a corpus that never held anything else."""
    settings = settings.model_copy(update={"data": alone})
    with Engine.open(alone, PairEncoder()) as engine, application(settings, engine) as app:
        ingest_file(engine, Incoming("督查.txt", our_text().encode(), "督查.txt", OURS))
        yield Asker(app.test_client(), KeyFile(alone).create("李工", ("search", "check", "write"), (OURS,))[1])


REQUESTS = {
    "search": ("/v1/search", {"query": QUERY, "facets": True, "explain": True}),
    "search by words": ("/v1/search", {"query": QUERY, "mode": "words", "facets": True}),
    "search by meaning": ("/v1/search", {"query": SHARED, "mode": "meaning", "k": 50}),
    "search for a phrase": ("/v1/search", {"query": '"预算科目"'}),
    "search another collection": ("/v1/search", {"query": QUERY, "filters": {"collection": THEIRS}}),
    "search by tag": ("/v1/search", {"query": QUERY, "filters": {"tag": "机密"}}),
    "in English": ("/v1/search", {"query": "supervision of instructions"}),
    "phrases": ("/v1/phrases/search", {"query": SHARED}),
    "all phrases": ("/v1/phrases/search", {}),
    "rewrite": ("/v1/phrases/rewrite", {"text": SHARED}),
    "check": ("/v1/check", {"text": DRAFT, "nearest": 3}),
    "check strictly": ("/v1/check", {"text": DRAFT, "sensitivity": "high"}),
    "similarity": ("/v1/similarity", {"source": SECRET, "targets": [SHARED]}),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_answers_are_those_of_a_corpus_without_others(ours: Asker, lonely: Asker, name: str) -> None:
    path, body = REQUESTS[name]
    assert said(ours.post(path, body)) == said(lonely.post(path, body))


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1/info", {}),
        ("/v1/documents", {}),
        ("/v1/documents", {"collection": THEIRS}),
        ("/v1/documents", {"tag": "机密"}),
        ("/v1/documents", {"sort": "-id"}),
        ("/v1/checks", {}),
        ("/v1/jobs", {}),
    ],
)
def test_counts_are_those_of_a_corpus_without_others(ours: Asker, lonely: Asker, path: str, query: Any) -> None:
    assert said(ours.get(path, **query)) == said(lonely.get(path, **query))


def test_facets_count_ours_only_and_alls_count_all(ours: Asker, everything: Asker) -> None:
    def collections(who: Asker) -> set[str]:
        facets = who.post("/v1/search", {"query": QUERY, "facets": True}).get_json()["facets"]
        return {each["value"] for each in facets["collection"]}

    assert collections(ours) == {OURS}
    assert collections(everything) == {OURS, THEIRS}


def test_set_phrases_are_counted_among_ours(ours: Asker, everything: Asker) -> None:
    def set_phrases(who: Asker) -> Any:
        answer = who.post("/v1/check", {"text": f"{SHARED}。"}).get_json()
        marked = [each for each in answer["spans"] if "set_phrase" in each["marks"]]
        return answer["set_phrases"] or marked

    assert set_phrases(everything)
    assert not set_phrases(ours)


def test_alternatives_and_sources_of_a_check_are_ours(ours: Asker, everything: Asker) -> None:
    assert THEIRS in everything.post("/v1/check", {"text": DRAFT}).text
    answer = ours.post("/v1/check", {"text": DRAFT, "nearest": 5}).get_json()
    assert answer["spans"]
    assert THEIRS not in json.dumps(answer, ensure_ascii=False)
    assert "预算" not in json.dumps({**answer, "draft": None}, ensure_ascii=False).replace(SECRET, "")


def their_ids(everything: Asker) -> tuple[int, int]:
    document = everything.get("/v1/documents", collection=THEIRS).get_json()["documents"][0]["id"]
    return document, everything.get(f"/v1/documents/{document}").get_json()["passages"][0]["id"]


def test_ids_of_others_are_ids_of_nothing(ours: Asker, everything: Asker) -> None:
    document, passage = their_ids(everything)
    paths = [f"/v1/documents/{document}", f"/v1/documents/{document}/related", f"/v1/passages/{passage}"]
    for path in paths:
        nothing = re.sub(r"/\d+", "/987654", path)
        found, none = ours.get(path), ours.get(nothing)
        assert found.status_code == none.status_code == 404
        assert found.get_json() == none.get_json()
    assert ours.delete(f"/v1/documents/{document}").status_code == 404
    assert ours.patch(f"/v1/documents/{document}", {"organ": "我"}).status_code == 404
    assert ours.post("/v1/documents/delete", {"ids": [document, 1, 2, 3]}).get_json() == {"deleted": 0}
    assert everything.get(f"/v1/documents/{document}").status_code == 200
    for body in ({"draft": "稿", "source_id": document}, {"draft_id": document, "source": "源"}):
        assert ours.post("/v1/compare", body).status_code == 404
    assert ours.post("/v1/search", {"like": {"document_id": document}}).status_code == 404
    assert ours.post("/v1/search", {"like": {"passage_id": passage}}).status_code == 404


def test_ids_do_not_count_what_others_add(ours: Asker, everything: Asker, both: Engine) -> None:
    def mine() -> int:
        return int(ours.get("/v1/documents").get_json()["documents"][0]["id"])

    before = mine()
    assert before > 1000  # one of 2^52, not the fourth
    ours.post("/v1/documents", {"text": "甲。", "source": "甲", "collection": OURS})
    fill_theirs(both, range(8, 12))
    answer = ours.post("/v1/documents", {"text": "乙。", "source": "乙", "collection": OURS}).get_json()
    ids = [each["id"] for each in ours.get("/v1/documents").get_json()["documents"]]
    assert answer["documents"][0]["id"] in ids
    assert all(abs(one - other) > 1000 for one in ids for other in ids if one != other)
    assert mine() == before
    assert {each["id"] for each in everything.get("/v1/documents").get_json()["documents"]} == set(range(1, 16))


def test_every_id_that_is_answered_can_be_asked_for(ours: Asker) -> None:
    hit = ours.post("/v1/search", {"query": SHARED, "fold_twins": True, "join": True}).get_json()["results"][0]
    document = ours.get(f"/v1/documents/{hit['document']['id']}").get_json()
    assert document["id"] == hit["document"]["id"]
    assert hit["id"] in {each["id"] for each in document["passages"]}
    passage = ours.get(f"/v1/passages/{hit['id']}").get_json()
    assert passage["document_id"] == passage["document"]["id"] == document["id"]
    only = {"query": SHARED, "filters": {"id": document["id"]}}
    assert ours.post("/v1/search", only).get_json()["results"]
    assert not ours.post("/v1/search", {"query": SHARED, "filters": {"exclude_id": document["id"]}}).get_json()[
        "results"
    ]
    assert ours.post("/v1/search", {"like": {"passage_id": hit["id"]}}).status_code == 200
    span = ours.post("/v1/compare", {"draft": SHARED, "source_id": document["id"]}).get_json()["spans"][0]
    assert span["source"]["document"]["id"] == document["id"]


def test_the_same_collections_see_the_same_ids(ours: Asker, asker: MakeAsker) -> None:
    ids = [
        who.get("/v1/documents").get_json()["documents"][0]["id"] for who in (ours, asker(OURS), asker(OURS, THEIRS))
    ]
    assert ids[0] == ids[1] != ids[2]


def test_twins_across_collections_are_none(ours: Asker, everything: Asker, both: Engine) -> None:
    ingest_file(both, Incoming("抄.txt", our_text().encode(), "抄.txt", THEIRS))

    def groups(who: Asker) -> int:
        return len(done(who, who.post("/v1/twins", {}).get_json()["job"]["id"])["result"]["documents"])

    assert groups(everything) >= 1
    assert groups(ours) == 0
    answer = ours.post("/v1/search", {"query": SHARED})
    assert all(not each["twins"] for each in answer.get_json()["results"])


def done(who: Asker, job_id: str) -> Any:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        job = who.get(f"/v1/jobs/{job_id}").get_json()
        if job["state"] not in {"queued", "running"}:
            return job
        time.sleep(0.02)
    raise AssertionError("the job does not end")


def test_jobs_are_their_owners(ours: Asker, everything: Asker, asker: MakeAsker) -> None:
    other = asker(THEIRS, name="王会计")
    job = other.post("/v1/twins", {}).get_json()["job"]["id"]
    done(other, job)
    assert ours.get("/v1/jobs").get_json() == {"jobs": []}
    for answer in (ours.get(f"/v1/jobs/{job}"), ours.delete(f"/v1/jobs/{job}"), ours.post(f"/v1/jobs/{job}/cancel")):
        assert answer.status_code == 404
    assert [each["id"] for each in everything.get("/v1/jobs").get_json()["jobs"]] == [job]
    assert ours.post("/v1/jobs", {"kind": "rebuild"}).status_code == 403


def test_checks_are_their_owners_also_under_a_new_key(ours: Asker, everything: Asker, asker: MakeAsker) -> None:
    other = asker(THEIRS, name="王会计")
    theirs = other.post("/v1/check", {"text": DRAFT, "keep": "with_text"}).get_json()["id"]
    mine = ours.post("/v1/check", {"text": DRAFT, "keep": "without_text"}).get_json()
    for answer in (ours.get(f"/v1/checks/{theirs}"), ours.delete(f"/v1/checks/{theirs}"),
                   ours.post(f"/v1/checks/{theirs}", {"text": DRAFT})):  # fmt: skip
        assert answer.status_code == 404
    assert ours.get(f"/v1/checks/{theirs}/report.json").status_code == 404
    assert other.get(f"/v1/checks/{theirs}/report.json").status_code == 200
    assert [each["id"] for each in asker(OURS).get("/v1/checks").get_json()["checks"]] == [mine["id"]]
    assert {each["id"] for each in everything.get("/v1/checks").get_json()["checks"]} == {mine["id"], theirs}
    kept = ours.get(f"/v1/checks/{mine['id']}").get_json()
    assert kept["sources"][0]["document"]["id"] == mine["sources"][0]["document"]["id"]
    assert ours.get(f"/v1/documents/{kept['sources'][0]['document']['id']}").status_code == 200


def test_a_check_in_memory_is_its_owners(ours: Asker, asker: MakeAsker) -> None:
    other = asker(THEIRS, name="王会计")
    job = other.post("/v1/check", {"text": DRAFT, "background": True}).get_json()["job"]["id"]
    check = done(other, job)["result"]["check_id"]
    assert other.get(f"/v1/checks/{check}").status_code == 200
    assert ours.get(f"/v1/checks/{check}").status_code == 404
    assert ours.delete(f"/v1/checks/{check}").status_code == 404
    assert other.get(f"/v1/checks/{check}").status_code == 200


def test_writing_elsewhere_is_refused_without_saying_what_is_there(ours: Asker) -> None:
    body = {"text": "新文。", "source": "新"}
    refused = ours.post("/v1/documents", {**body, "collection": THEIRS})
    assert refused.status_code == 403
    assert refused.get_json() == ours.post("/v1/documents", {**body, "collection": "没有"}).get_json()
    assert refused.get_json()["error"]["code"] == "other_collection"
    assert ours.post("/v1/documents", {**body, "collection": OURS}).get_json()["documents"][0]["status"] == "added"
    assert len(ours.get("/v1/documents").get_json()["documents"]) == 2


def test_a_text_that_others_have_is_new_here(ours: Asker) -> None:
    answer = ours.post("/v1/documents", {"text": their_text(0), "source": "同", "collection": OURS}).get_json()
    assert answer["documents"][0]["status"] == "added"


def test_metrics_and_whatever_comes_later_are_for_the_administrator(
    ours: Asker, everything: Asker, app: APIFlask
) -> None:
    app.add_url_rule("/later", view_func=lambda: "of all collections")
    for path in ("/metrics", "/later"):
        assert ours.get(path).status_code == 403
        assert everything.get(path).status_code == 200
        assert ours.client.get(path).status_code == 401


def test_what_is_written_is_found_at_once_and_what_is_deleted_is_not(ours: Asker, both: Engine) -> None:
    def titles() -> list[str]:
        found = ours.post("/v1/search", {"query": "库房盘点清册", "k": 3, "mode": "meaning"}).get_json()["results"]
        return [each["document"]["source"] for each in found]

    added = ours.post(
        "/v1/documents", {"text": "库房盘点清册按季更新。", "source": "库房", "collection": OURS}
    ).get_json()
    assert titles()[0] == "库房"
    ours.delete(f"/v1/documents/{added['documents'][0]['id']}")
    assert "库房" not in titles()
    ingest_file(
        both, Incoming("库.txt", "库房盘点清册按月更新。".encode(), "库.txt", OURS)
    )  # by somebody with another key
    assert titles()[0] == "库.txt"


def test_no_table_is_seen_whole(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert unseen(store.database.connection()) == set(), "give the new table a view in corpus/store/within.py"
    store.close()


def test_a_limited_key_renames_no_collection_and_learns_nothing(ours: Asker, everything: Asker) -> None:
    answers = [
        ours.post("/v1/collections/rename", {"collection": collection, "name": name})
        for collection, name in ((OURS, "新名"), (OURS, THEIRS), (THEIRS, "新名"), ("没有", "新名"))
    ]
    assert {each.status_code for each in answers} == {403}
    assert len({str(each.get_json()["error"]["message"]) for each in answers}) == 1
    moved = everything.post("/v1/collections/rename", {"collection": OURS, "name": "新名"})
    assert moved.get_json() == {"documents": 1}
    assert ours.get("/v1/documents").get_json()["documents"] == []
    everything.post("/v1/collections/rename", {"collection": "新名", "name": OURS})
    assert len(ours.get("/v1/documents").get_json()["documents"]) == 1
