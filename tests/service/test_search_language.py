"""The query language, twins, facets, order, more like this and explanations, each through HTTP."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from index.engine import Engine
from service.documents import Incoming, ingest_file

EXTRA = """2023年督查工作总结（白鹭市政府办）

对领导批示件逐件建账，专人盯办，办结一件销号一件。

组织干部职工参加体检。
"""


def ask(client: FlaskClient, query: str, **more: Any) -> dict[str, Any]:
    response = client.post("/v1/search", json={"query": query, "k": 20, **more})
    assert response.status_code == 200, response.get_json()
    answer: dict[str, Any] = response.get_json()
    return answer


def texts(answer: dict[str, Any]) -> list[str]:
    return [hit["text"] for hit in answer["results"]]


@pytest.fixture
def more(filled: FlaskClient, engine: Engine) -> FlaskClient:
    ingest_file(engine, Incoming("再督查.txt", EXTRA.encode(), "再督查.txt", tags=("新",)))
    return filled


@pytest.mark.parametrize("query", ['"直奔现场"', "“直奔现场” 暗访", '"直奔現場" 食堂'])
def test_a_quoted_phrase_must_occur(filled: FlaskClient, query: str) -> None:
    answer = ask(filled, query)
    assert answer["results"]
    assert all("直奔现场" in text for text in texts(answer))
    assert answer["understood"]["phrases"] == ["直奔现场"]


def test_a_phrase_that_is_nowhere_finds_nothing(filled: FlaskClient) -> None:
    assert ask(filled, '"直奔月球"')["results"] == []


def test_an_excluded_word_does_not_occur(filled: FlaskClient) -> None:
    assert any("批示" in text for text in texts(ask(filled, "督查")))
    answer = ask(filled, "督查 -批示 -食堂")
    assert answer["results"]
    assert not any("批示" in text or "食堂" in text for text in texts(answer))


def test_field_words_say_in_which_documents(filled: FlaskClient) -> None:
    answer = ask(filled, "管理 year:2022 organ:白鹭市机关事务局")
    assert {hit["document"]["year"] for hit in answer["results"]} == {2022}
    assert answer["understood"]["fields"] == {"year": [2022], "organ": ["白鹭市机关事务局"]}
    assert ask(filled, "管理 year:1999")["results"] == []
    assert ask(filled, "管理 year:2022", filters={"year": 2021})["results"] == []


def test_operators_can_be_switched_off(filled: FlaskClient) -> None:
    answer = ask(filled, '"直奔月球" -批示', operators=False)
    assert answer["results"]
    assert "understood" not in answer


@pytest.mark.parametrize("query", ["-批示", "year:2022", "督查 year:今年"])
def test_a_query_with_nothing_to_look_for_is_refused(filled: FlaskClient, query: str) -> None:
    response = filled.post("/v1/search", json={"query": query})
    assert response.status_code == 422
    assert response.get_json()["error"]["code"] == "invalid_query"


def test_numbers_and_dates_match_in_either_writing(filled: FlaskClient, engine: Engine) -> None:
    text = "根据国办发〔2018〕12号文件，二〇一八年十二月三十一日前完成，办结率达百分之九十八。"
    ingest_file(engine, Incoming("文号.txt", text.encode(), "文号.txt"))
    for query in ("国办发[2018]12号", "2018年12月31日", "办结率98%", "“国办发(2018)12号”"):
        best = ask(filled, query, mode="words")["results"][0]
        assert best["document"]["source"] == "文号.txt", query


def test_twins_stand_under_the_best(more: FlaskClient) -> None:
    query = "对领导批示件逐件建账，专人盯办，办结一件销号一件"
    both = EXTRA.replace("再", "").encode()
    more.post("/v1/documents", json={"text": both.decode() + "\n另有一段。", "source": "三"})
    folded, apart = ask(more, query), ask(more, query, fold_twins=False)
    assert len(folded["results"][0]["twins"]) == 1
    assert len(apart["results"]) > len(folded["results"])
    assert not any(hit["twins"] for hit in apart["results"])


NEARLY = (
    "一年来，市政府督查室紧盯重点事项，建立台账、明确责任、限定时间，通过现场查看、随机抽查等方式跟踪问效，"
    "推动领导批示件件件有回音、事事有着落，得到了各方面的肯定。"
)


def test_what_says_nearly_the_same_is_folded_with_a_count(filled: FlaskClient, engine: Engine) -> None:
    other = NEARLY.replace("市政府督查室", "县政府督查科").replace("得到了各方面的肯定", "受到普遍好评")
    far = "一年来，市政府督查室紧盯食堂，随机抽查饭菜质量，建立台账，限定整改时间，得到了干部职工的肯定，效果明显。"
    for name, text in (("甲.txt", NEARLY), ("乙.txt", other), ("丙.txt", far)):
        ingest_file(engine, Incoming(name, text.encode(), name))
    best = ask(filled, NEARLY)["results"][0]
    assert best["document"]["source"] == "甲.txt"
    [twin] = best["twins"]
    assert filled.get(f"/v1/passages/{twin}").get_json()["document"]["source"] == "乙.txt"
    sources = [hit["document"]["source"] for hit in ask(filled, NEARLY, fold_twins=False)["results"]]
    assert {"甲.txt", "乙.txt", "丙.txt"} <= set(sources)


def test_short_passages_are_twins_only_when_they_are_equal(filled: FlaskClient, engine: Engine) -> None:
    for name, text in (
        ("甲.txt", "督查件办结率九成。"),
        ("乙.txt", "督查件办结率八成。"),
        ("丙.txt", "督查件办结率九成"),
    ):
        ingest_file(engine, Incoming(name, text.encode(), name))
    folded = {
        tuple(sorted([hit["document"]["source"]] + [""] * len(hit["twins"])))
        for hit in ask(filled, "督查件办结率")["results"]
    }
    assert ("乙.txt",) in folded
    assert {("", "甲.txt"), ("", "丙.txt")} & folded


def test_one_hit_a_document(more: FlaskClient) -> None:
    found = [hit["document"]["id"] for hit in ask(more, "工作", one_per_document=True)["results"]]
    assert sorted(found) == [1, 2, 3]


def test_neighbours_are_joined(filled: FlaskClient) -> None:
    apart, joined = ask(filled, "督查工作"), ask(filled, "督查工作", join=True)
    assert len(joined["results"]) < len(apart["results"])
    inside = [each for hit in joined["results"] for each in (hit["id"], *hit["joined"])]
    assert sorted(inside) == sorted(hit["id"] for hit in apart["results"])


def test_facets_obey_query_filter_and_threshold(more: FlaskClient) -> None:
    facets = ask(more, "督查工作", facets=True)["facets"]
    assert {each["value"]: each["documents"] for each in facets["year"]} == {2021: 1, 2022: 1, 2023: 1}
    assert facets["tag"] == [{"value": "新", "documents": 1}]
    assert ask(more, "督查 tag:新", facets=True)["facets"]["year"] == [{"value": 2023, "documents": 1}]
    close = ask(more, "组织干部职工参加体检。", facets=True, min_similarity=0.99)
    assert close["facets"]["organ"] == [{"value": "白鹭市政府办", "documents": 1}]
    assert "facets" not in ask(more, "督查")


def test_the_answer_says_whether_facets_are_of_all_that_answer(more: FlaskClient, engine: Engine) -> None:
    few = ask(more, "督查工作", facets=True)["considered"]
    assert few == {"passages": few["passages"], "complete": True}
    assert "considered" not in ask(more, "督查")
    crowd = "\n\n".join(f"第{at}项：对领导批示件逐件建账，编号{at}。" for at in range(2500))
    ingest_file(engine, Incoming("众.txt", crowd.encode(), "众.txt"))
    for mode in ("both", "meaning", "words"):
        many = ask(more, "领导批示件", sort="date", mode=mode)["considered"]
        assert many["complete"] is False
        assert 1000 < many["passages"] < 2500
    assert ask(more, "领导批示件", facets=True, filters={"source": "后勤.txt"})["considered"]["complete"] is True


def test_the_newest_year_comes_first_on_request(more: FlaskClient) -> None:
    years = [hit["document"]["year"] for hit in ask(more, "工作", sort="date")["results"]]
    assert years == sorted(years, reverse=True)
    assert years[0] == 2023


def test_more_like_a_passage_a_stretch_and_a_document(more: FlaskClient) -> None:
    passage = next(hit for hit in ask(more, "批示件建账")["results"] if hit["document"]["id"] == 3)
    for like in (
        {"passage_id": passage["id"]},
        {"document_id": 3, "start": passage["start"], "end": passage["end"]},
        {"document_id": 3},
    ):
        answer = more.post("/v1/search", json={"like": like}).get_json()
        assert "逐件建账" in answer["results"][0]["text"]
        assert {hit["document"]["id"] for hit in answer["results"]} == {1, 2}


@pytest.mark.parametrize(
    ("like", "status"),
    [
        ({"passage_id": 999}, 404),
        ({"document_id": 1, "start": 90_000, "end": 90_001}, 404),
        ({"document_id": 1, "start": 1}, 422),
        ({}, 422),
        ({"passage_id": 1, "document_id": 1}, 422),
    ],
)
def test_more_like_nothing_is_refused(filled: FlaskClient, like: dict[str, int], status: int) -> None:
    assert filled.post("/v1/search", json={"like": like}).status_code == status


def test_related_documents(more: FlaskClient) -> None:
    found = more.get("/v1/documents/3/related").get_json()["documents"]
    assert [each["document"]["id"] for each in found] == [1, 2]
    assert found[0]["similarity"] > found[1]["similarity"] >= 0
    assert more.get("/v1/documents/99/related").status_code == 404


def test_an_explanation_adds_up(filled: FlaskClient) -> None:
    for mode in ("both", "meaning", "words"):
        for hit in ask(filled, "领导批示件督办", explain=True, mode=mode)["results"]:
            assert sum(each["adds"] for each in hit["explanation"]) == pytest.approx(hit["score"], abs=1e-3)
    assert "explanation" not in ask(filled, "督查")["results"][0]


def test_sentences_alike_in_meaning_lie_in_the_passage(filled: FlaskClient) -> None:
    for hit in ask(filled, "直奔现场查看")["results"]:
        assert all(hit["start"] <= start < end <= hit["end"] for start, end in hit["alike"])
        if hit["sentence"]:
            assert hit["alike"][0] == [hit["sentence"]["start"], hit["sentence"]["end"]]


def test_a_filter_that_leaves_one_in_a_thousand_still_fills_the_page(filled: FlaskClient, engine: Engine) -> None:
    crowd = "\n\n".join(f"第{at}项：对领导批示件逐件建账，编号{at}。" for at in range(1500))
    ingest_file(engine, Incoming("众.txt", crowd.encode(), "众.txt"))
    for mode in ("both", "meaning", "words"):
        answer = ask(filled, "领导批示件管理", filters={"source": "后勤.txt"}, k=2, mode=mode)
        assert len(answer["results"]) == 2 or mode == "words"
        assert {hit["document"]["source"] for hit in answer["results"]} == {"后勤.txt"}


def test_names_of_the_users_dictionary_stand_for_one_another(filled: FlaskClient, engine: Engine) -> None:
    ingest_file(engine, Incoming("名.txt", "清河县人民政府办公室负责审核文件。".encode(), "名.txt"))
    ingest_file(engine, Incoming("府.txt", "丰府路口设置了指示牌，方便办事群众。".encode(), "府.txt"))
    (engine.store.folder / "dictionary.txt").write_text("# 简称\n清府办 = 清河县人民政府办公室\n", "utf-8")
    answer = ask(filled, "清府办", explain=True)
    best = next(hit for hit in answer["results"] if hit["document"]["source"] == "名.txt")
    assert "across" in {each["evidence"] for each in best["explanation"]}
    (engine.store.folder / "dictionary.txt").unlink()
    again = ask(filled, "清府办", explain=True)["results"]
    assert not any(each["evidence"] == "across" for hit in again for each in hit["explanation"])
