import sqlite3
from collections.abc import Iterator
from dataclasses import replace

import pytest

from corpus.store import Filters
from index import lexical
from index.rarity import Rarity


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    """The two tables of the store that words live in, with five passages."""
    made = sqlite3.connect(":memory:")
    made.row_factory = sqlite3.Row
    made.execute("CREATE TABLE passages (id INTEGER PRIMARY KEY, start INTEGER, end INTEGER)")
    made.execute("CREATE TABLE settings (key TEXT, value TEXT)")
    made.execute("INSERT INTO settings VALUES ('store_version', '5')")
    made.execute("CREATE VIRTUAL TABLE words USING fts5 (tokens, tokenize = 'unicode61 remove_diacritics 2')")
    made.execute("CREATE VIRTUAL TABLE words_vocabulary USING fts5vocab (words, row)")
    texts = [
        "公文流转提速，退文率明显下降。",
        "認真做好督查督辦工作。",
        "依据国办发〔2018〕12号文件制定方案。",
        "The office cut approval time to 3 days.",
        "会议服务热情周到，群众满意。",
    ]
    for number, text in enumerate(texts, 1):
        made.execute("INSERT INTO passages VALUES (?, 0, ?)", (number, len(text)))
        made.execute("INSERT INTO words (rowid, tokens) VALUES (?, ?)", (number, lexical.tokens(text)))
    yield made
    made.close()


@pytest.mark.parametrize(
    ("query", "passage"),
    [
        ("公文", 1),
        ("退文率", 1),
        ("督查督办", 2),
        ("督辦", 2),
        ("国办发〔2018〕12号", 3),
        ("２０１８", 3),
        ("APPROVAL", 4),
        ("文件制定的方案", 3),
        ("热", 5),
    ],
)
def test_words_find_their_passage(connection: sqlite3.Connection, query: str, passage: int) -> None:
    question = lexical.ask(connection, query, Rarity())
    assert question is not None
    found = lexical.search(connection, question, Filters(), 10)
    assert found[0][0] == passage
    assert all(score > 0 for _, score in found)


@pytest.mark.parametrize("query", ["营商环境", "——！？", "zebra"])
def test_a_query_that_shares_no_word_asks_nothing(connection: sqlite3.Connection, query: str) -> None:
    assert lexical.ask(connection, query, Rarity()) is None


def test_a_rare_word_weighs_more_than_a_common_one(connection: sqlite3.Connection) -> None:
    question = lexical.ask(connection, "做好文件归档", Rarity())
    assert question is not None
    assert question.weights["归档"] > question.weights["做好"] > 0
    assert "归档" not in question.match


@pytest.mark.parametrize(("query", "token"), [("2018年", "二〇"), ("2018年", "一八"), ("2018年的会议", "零一")])
def test_a_year_is_also_asked_for_in_chinese_numerals(connection: sqlite3.Connection, query: str, token: str) -> None:
    question = lexical.ask(connection, query, Rarity())
    assert question is not None
    assert f'"{token}"' in question.match


def test_passages_that_hold_a_phrase_are_found_by_its_words(connection: sqlite3.Connection) -> None:
    assert lexical.holding(connection, "督查督办", Filters()) == [2]
    assert lexical.holding(connection, "文", Filters()) == [1, 3]  # any word that begins with it
    assert lexical.holding(connection, "approval time", Filters()) == [4]
    assert lexical.holding(connection, "——", Filters()) == []


def test_operators_of_the_query_language_are_only_text(connection: sqlite3.Connection) -> None:
    for query in ('" OR *', "公文 AND NOT", "NEAR(a b)", "rowid:1", "公文*^"):
        question = lexical.ask(connection, query, Rarity())
        if question:
            lexical.search(connection, question, Filters(), 10)


def test_in_a_large_corpus_passages_with_several_words_come_first_with_the_same_scores(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexical, "_SMALL", 0)
    question = lexical.ask(connection, "做好公文督查督办", Rarity())
    assert question is not None
    assert " AND " in question.narrower[0]
    wide = lexical.search(connection, replace(question, narrower=()), Filters(), 10)
    assert len(wide) > 1
    assert lexical.search(connection, question, Filters(), 10) == wide  # too few have several
    assert lexical.search(connection, question, Filters(), 1) == wide[:1]


@pytest.mark.parametrize(("count", "parts"), [(2, [1, 1]), (5, [1, 1, 1, 1, 1]), (6, [3, 3]), (15, [5, 5, 5])])
def test_a_narrower_question_has_each_word_once(count: int, parts: list[int]) -> None:
    words = [f"词{number}" for number in range(count)]
    narrowest = next(lexical._narrower(words))
    assert [part.count('"') // 2 for part in narrowest.split(" AND ")] == parts
    assert all(narrowest.count(f'"{word}"') == 1 for word in words)


def test_shared_words_are_marked_in_the_original_text() -> None:
    text = "認真做好 督 查 督辦工作，提高Ｅｆｆｉｃｉｅｎｃｙ。"
    wanted = lexical.words("督查督办 efficiency")
    marked = [text[start - 100 : end - 100] for start, end in lexical.shared(wanted, text, start=100)]
    assert marked == ["督 查 督辦", "Ｅｆｆｉｃｉｅｎｃｙ"]


def test_a_long_query_keeps_its_rarest_words(connection: sqlite3.Connection) -> None:
    long = "会议服务" * 5 + "公文流转提速，退文率明显下降。" * 3 + "甲乙丙丁" * 100
    question = lexical.ask(connection, long, Rarity())
    assert question is not None
    assert len(question.weights) <= 64
