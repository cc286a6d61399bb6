import sqlite3
from collections.abc import Iterator

import pytest

from corpus.store import Filters
from index import lexical


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    """The two tables of the store that words live in, with five passages."""
    made = sqlite3.connect(":memory:")
    made.execute("CREATE TABLE passages (id INTEGER PRIMARY KEY)")
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
        made.execute("INSERT INTO passages VALUES (?)", (number,))
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
    question = lexical.ask(connection, query)
    assert question is not None
    found = lexical.search(connection, question, Filters(), 10)
    assert found[0][0] == passage
    assert all(score > 0 for _, score in found)


@pytest.mark.parametrize("query", ["营商环境", "——！？", "zebra"])
def test_a_query_that_shares_no_word_asks_nothing(connection: sqlite3.Connection, query: str) -> None:
    assert lexical.ask(connection, query) is None


def test_a_passage_that_says_all_scores_near_the_best_and_one_that_says_little_does_not(
    connection: sqlite3.Connection,
) -> None:
    whole = lexical.ask(connection, "会议服务热情周到，群众满意。")
    part = lexical.ask(connection, "会议纪要归档时限与借阅登记办法")
    assert whole is not None
    assert part is not None
    assert lexical.search(connection, whole, Filters(), 1)[0][1] > 0.8
    assert lexical.search(connection, part, Filters(), 1)[0][1] < 0.4


def test_operators_of_the_query_language_are_only_text(connection: sqlite3.Connection) -> None:
    for query in ('" OR *', "公文 AND NOT", "NEAR(a b)", "rowid:1", "公文*^"):
        question = lexical.ask(connection, query)
        if question:
            lexical.search(connection, question, Filters(), 10)


def test_shared_words_are_marked_in_the_original_text() -> None:
    text = "認真做好 督 查 督辦工作，提高Ｅｆｆｉｃｉｅｎｃｙ。"
    marked = [text[start - 100 : end - 100] for start, end in lexical.shared("督查督办 efficiency", text, start=100)]
    assert marked == ["督 查 督辦", "Ｅｆｆｉｃｉｅｎｃｙ"]


def test_a_long_query_keeps_its_rarest_words(connection: sqlite3.Connection) -> None:
    question = lexical.ask(connection, "会议服务" * 5 + "公文流转提速，退文率明显下降。" * 3 + "甲乙丙丁" * 100)
    assert question is not None
    assert len(question.words) <= 64
