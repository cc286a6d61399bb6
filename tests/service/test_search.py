"""Search, similarity and the shape other servers have."""

from flask.testing import FlaskClient


def test_a_hit_says_where_it_stands_and_why(filled: FlaskClient) -> None:
    answer = filled.post("/v1/search", json={"query": "领导批示件专人盯办", "k": 2}).get_json()
    assert answer.keys() == {"results", "has_more", "query_windows", "took_ms"}
    assert answer["has_more"] is True
    assert answer["query_windows"] == 1
    best = answer["results"][0]
    assert best["document"] | {"id": 0} == {
        "id": 0,
        "title": "2021年督查工作总结（白鹭市政府办）",
        "organ": "白鹭市政府办",
        "level": "市",
        "year": 2021,
        "kind": "工作总结",
        "language": "zh-Hans",
        "collection": "default",
        "source": "督查.txt",
        "tags": [],
    }
    assert "专人盯办" in best["text"]
    assert best["heading_path"][0] == "一、主要工作"
    text = filled.get(f"/v1/documents/{best['document']['id']}").get_json()["text"]
    assert text[best["start"] : best["end"]] == best["text"]
    assert "专人盯办" in text[best["sentence"]["start"] : best["sentence"]["end"]]
    assert any(text[start:end] in "领导批示件专人盯办" for start, end in best["highlights"])
    assert 0 <= best["similarity"] <= 1
    assert -1 <= best["cosine"] <= 1


def test_pages_follow_each_other(filled: FlaskClient) -> None:
    def ids(**page: int) -> list[int]:
        answer = filled.post("/v1/search", json={"query": "工作", **page}).get_json()
        return [hit["id"] for hit in answer["results"]]

    assert ids(k=2) + ids(k=2, offset=2) == ids(k=4)


def test_filters(filled: FlaskClient) -> None:
    def sources(filters: object) -> set[str]:
        answer = filled.post("/v1/search", json={"query": "管理工作", "filters": filters}).get_json()
        return {hit["document"]["source"] for hit in answer["results"]}

    assert sources({}) == {"督查.txt", "后勤.txt"}
    assert sources({"year": 2022}) == {"后勤.txt"}
    assert sources({"year": [2021, 2022]}) == {"督查.txt", "后勤.txt"}
    assert sources({"title": "督查工作"}) == {"督查.txt"}
    assert sources({"exclude_id": 1}) == {"后勤.txt"}
    assert sources({"collection": "别的"}) == set()


def test_a_batch_is_answered_in_order(filled: FlaskClient) -> None:
    queries = ["公务用车入库", "领导批示件建账"]
    answer = filled.post("/v1/search", json={"queries": queries, "k": 1}).get_json()
    assert answer.keys() == {"answers", "took_ms"}
    assert [each["results"][0]["document"]["source"] for each in answer["answers"]] == ["后勤.txt", "督查.txt"]


def test_similarity_in_its_three_forms(client: FlaskClient) -> None:
    def ask(body: object) -> dict[str, list[dict[str, float]]]:
        return dict(client.post("/v1/similarity", json=body).get_json())

    one = ask({"source": "督查", "targets": ["督查", "食堂"]})["results"]
    assert one == ask({"pairs": [["督查", "督查"], ["督查", "食堂"]]})["results"]
    assert one == ask({"texts": ["督查", "食堂"]})["matrix"][0]
    assert one[0] == {"similarity": 1.0, "cosine": 1.0}
    assert one[1]["cosine"] < 1


def test_the_shape_of_other_servers(client: FlaskClient) -> None:
    body = {"inputs": {"source_sentence": "督查", "sentences": ["食堂", "督查"]}, "parameters": {"truncate": True}}
    numbers = client.post("/similarity", json=body).get_json()
    assert numbers[1] == 1.0
    assert numbers[0] < 1.0
