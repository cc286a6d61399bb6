"""The phrase bank and rewrite help through HTTP."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from index.engine import Engine
from service.documents import Incoming, ingest_file

OTHER = """2023年督查工作总结（青杨县政府办）

岁末将至，现将工作总结如下：

一、主要工作
（一）批示件办理有回音。对上级交办的事情，指定专人跟踪，办完一件核销一件。
（二）作风建设有成效。做到马上就办、真抓实干、一抓到底。

重担当、抓责任，将难事办好；重民意、抓实事，将好事办实。
"""


@pytest.fixture
def bank(filled: FlaskClient, engine: Engine) -> FlaskClient:
    ingest_file(engine, Incoming("青杨.txt", OTHER.encode(), "青杨.txt"))
    return filled


def ask(client: FlaskClient, **asked: Any) -> list[dict[str, Any]]:
    response = client.post("/v1/phrases/search", json=asked)
    assert response.status_code == 200, response.get_json()
    found: list[dict[str, Any]] = response.get_json()["phrases"]
    return found


def test_headings_by_meaning_with_their_documents(bank: FlaskClient) -> None:
    best = ask(bank, query="批示件的办理", place=["heading"])[0]
    assert best["text"] == "批示件办理有回音"
    assert (best["count"], best["documents"], best["level"]) == (2, 2, 2)
    for each in best["occurrences"]:
        text = bank.get(f"/v1/documents/{each['document']['id']}").get_json()["text"]
        assert text[each["start"] : each["end"]] == best["text"]


def test_the_commonest_come_first_without_a_query(bank: FlaskClient) -> None:
    found = ask(bank, kind=["heading"])
    assert found[0]["documents"] == max(each["documents"] for each in found) == 2
    assert found[0]["similarity"] is None


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ({"kind": ["parallel"]}, "重担当、抓责任，将难事办好；重民意、抓实事，将好事办实"),
        ({"kind": ["series"]}, "马上就办、真抓实干、一抓到底"),
        ({"place": ["opening"], "subject": "青杨"}, "岁末将至，现将工作总结如下"),
        ({"place": ["closing"], "subject": "白鹭"}, "个别事项催办不够及时"),
    ],
)
def test_by_kind_place_and_subject(bank: FlaskClient, asked: dict[str, Any], text: str) -> None:
    found = ask(bank, **asked)
    assert text in [each["text"] for each in found]


def test_worn_out_phrases_can_be_left_out(bank: FlaskClient) -> None:
    assert all(each["documents"] == 1 for each in ask(bank, max_documents=1))
    assert all(each["documents"] > 1 for each in ask(bank, min_documents=2))


def test_pages_and_filters(bank: FlaskClient) -> None:
    def texts(**page: int) -> list[str]:
        return [each["text"] for each in ask(bank, **page)]

    assert texts(k=3) + texts(k=3, offset=3) == texts(k=6)
    years = {each["document"]["year"] for found in ask(bank, filters={"year": 2022}) for each in found["occurrences"]}
    assert years == {2022}


def test_a_changed_document_changes_the_bank(bank: FlaskClient) -> None:
    assert ask(bank, kind=["series"], subject="青杨")
    changed = OTHER.replace("马上就办、真抓实干、一抓到底", "一抓到底")
    bank.post("/v1/documents", json={"text": changed, "source": "青杨.txt"})
    assert not ask(bank, kind=["series"], subject="青杨")


def test_other_wordings_have_other_words_and_a_source(bank: FlaskClient) -> None:
    sentence = "对领导批示件逐件建账，专人盯办，办结一件销号一件。"
    found = bank.post("/v1/phrases/rewrite", json={"text": sentence}).get_json()["rewordings"]
    assert found
    assert all(each["text"] != sentence for each in found)
    assert [each["shared"] for each in found] == sorted(each["shared"] for each in found)
    for each in found:
        text = bank.get(f"/v1/documents/{each['document']['id']}").get_json()["text"]
        assert text[each["start"] : each["end"]] == each["text"]


@pytest.mark.parametrize("asked", [{"kind": ["poem"]}, {"query": " "}, {"k": 0}, {"level": [0]}])
def test_what_is_no_phrase_is_refused(filled: FlaskClient, asked: dict[str, Any]) -> None:
    assert filled.post("/v1/phrases/search", json=asked).status_code == 422
