import pytest

from corpus.store import Filters
from index import grammar
from index.errors import QueryError


@pytest.mark.parametrize(
    ("query", "text", "phrases", "excluded"),
    [
        ('"一窗受理" 改革', "一窗受理 改革", ("一窗受理",), ()),
        ("“一窗受理”", "一窗受理", ("一窗受理",), ()),
        ("督查 -考核", "督查", (), ("考核",)),
        ('督查 -"民生 实事"', "督查", (), ("民生实事",)),
        ("公文 督查", "公文 督查", (), ()),
        ('"督查" "通報" -考核', "督查 通報", ("督查", "通报"), ("考核",)),
    ],
)
def test_phrases_and_exclusions(query: str, text: str, phrases: tuple[str, ...], excluded: tuple[str, ...]) -> None:
    typed = grammar.read(query)
    assert (typed.text, typed.phrases, typed.excluded) == (text, phrases, excluded)


def test_field_words_become_filters() -> None:
    typed = grammar.read('督查 year:2016-2018 organ:市政府办 机关:县政府办 tag:"年度 总结"')
    assert typed.text == "督查"
    assert typed.filters == Filters(years=(2016, 2017, 2018), organs=("市政府办", "县政府办"), tags=("年度 总结",))


@pytest.mark.parametrize(
    "query",
    [
        "以“提质、提速、提效”为目标，大力弘扬办公室精神",
        'What does the notice call a "skip" left outside?',
        "什么是“一窗受理”？",
        "会议 - 文件",
        "零下 -5 度",
        "COVID-19",
        "时间:上午",
        '他说"好"',
        "一、督查 -考核 " + "长" * 120,
        "year 2018",
    ],
)
def test_text_as_people_write_it_has_no_operators(query: str) -> None:
    assert grammar.read(query) == grammar.Typed(query)


@pytest.mark.parametrize(
    "query", ["-考核", "year:2018", "督查 year:去年", "督查 year:2018-2010", "督查 year:1000-9000"]
)
def test_what_cannot_be_asked_is_refused(query: str) -> None:
    with pytest.raises(QueryError):
        grammar.read(query)


def test_a_passage_is_allowed_by_what_it_holds() -> None:
    typed = grammar.read('"督查" -考核')
    assert typed.allows("加强督查督办")
    assert not typed.allows("加强督查考核")
    assert not typed.allows("加强督办")
