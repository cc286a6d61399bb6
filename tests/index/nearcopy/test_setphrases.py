"""Common wording is no span; a distinctive sentence is never excused because it holds some."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.normal import skeleton
from index.engine import Engine
from index.nearcopy.setphrases import LEAST_CARRIERS, SetPhrases, _covered, grams, wear
from index.types import CheckOptions
from tests.fakes import PairEncoder
from tests.index.nearcopy.material import OWN_AFTER, S_COMMUNITY, S_SUPERVISION, assert_sound, put

_SLOGANS = "以习近平新时代中国特色社会主义思想为指导，全面贯彻党的二十大精神，"
# Wording that is not on any shipped list.
_CARRIED = "按照柳湾模式三张清单倒排工期的做法，"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with Engine.open(tmp_path, PairEncoder()) as opened:
        yield opened


def _documents(engine: Engine, count: int, organ: str = "") -> None:
    subjects = ["桥梁", "渔业", "书店", "茶园", "驿站", "雕塑", "渡口", "果园"]
    for number in range(count):
        name = organ or f"{'东西南北高长安平'[number]}{'山水云石林川溪岭'[number]}县{subjects[number]}局"
        subject = subjects[number]
        body = f"{2010 + number}年{subject}工作总结（{name}）\n一、{subject}\n{_CARRIED}把{subject}的事一件件办好。\n"
        put(engine, f"{number}.txt", body)


def test_slogans_are_no_spans_but_listed(sample_words: Engine) -> None:
    draft = _SLOGANS + "我们种了三百棵桃树。" + OWN_AFTER
    report = sample_words.check(draft, CheckOptions(nearest=0, sensitivity="high"))
    assert report.spans == ()
    [phrase] = report.set_phrases
    assert phrase.text == draft[phrase.start : phrase.end]
    assert phrase.text.startswith("以习近平新时代中国特色社会主义思想为指导")
    assert phrase.documents >= LEAST_CARRIERS
    assert report.figures.set_phrase_chars == phrase.end - phrase.start
    assert_sound(draft, report, sample_words)


def test_a_distinctive_sentence_with_a_set_phrase_in_it_is_found(sample_words: Engine) -> None:
    draft = "严格落实全面从严治党主体责任，对环评审批、执法处罚、资金分配三个风险点开展内部巡查，修订制度9项。"
    [span] = sample_words.check(draft, CheckOptions(nearest=0)).spans
    assert (span.text, span.span_class) == (draft, "verbatim")
    assert "set_phrase" not in span.marks


def test_a_distinctive_sentence_behind_slogans_is_found(sample_words: Engine) -> None:
    draft = _SLOGANS + S_COMMUNITY
    report = sample_words.check(draft, CheckOptions(nearest=0))
    assert [span.text for span in report.spans] == [S_COMMUNITY]
    assert len(report.set_phrases) == 1


def test_what_many_organs_carry_is_common_wording_with_their_number(engine: Engine) -> None:
    _documents(engine, 6)
    report = engine.check(_CARRIED + "我们盖了一座戏台。", CheckOptions(nearest=0))
    assert report.spans == ()
    [phrase] = report.set_phrases
    assert phrase.text in _CARRIED
    assert phrase.documents == 6


def test_what_one_organ_carries_again_and_again_is_no_common_wording(engine: Engine) -> None:
    _documents(engine, 6, organ="柳湾县政府办")
    report = engine.check(_CARRIED + "我们盖了一座戏台。", CheckOptions(nearest=0))
    assert report.set_phrases == ()
    assert [span.text for span in report.spans] == [_CARRIED]


def test_few_carriers_make_no_common_wording(engine: Engine) -> None:
    _documents(engine, LEAST_CARRIERS - 1)
    report = engine.check(_CARRIED + "我们盖了一座戏台。", CheckOptions(nearest=0))
    assert report.set_phrases == ()
    [span] = report.spans
    assert len(span.alternatives) == LEAST_CARRIERS - 2


def test_a_corpus_of_one_document_works(engine: Engine) -> None:
    put(engine, "一.txt", f"2019年督查工作总结（柳湾县政府办）\n一、任务\n{_SLOGANS}抓好督查。\n{S_SUPERVISION}\n")
    draft = _SLOGANS + "我们种了三百棵桃树。" + S_SUPERVISION
    report = engine.check(draft, CheckOptions(nearest=0))
    assert [span.text for span in report.spans] == [S_SUPERVISION]
    assert len(report.set_phrases) == 1
    assert_sound(draft, report, engine)


def test_wear_has_one_entry_a_character() -> None:
    for text in ("", "好", "\u200b" * 20, _SLOGANS * 3):
        worn = wear(text)
        assert len(worn.documents) == len(worn.worn) == len(text)
    assert wear(_SLOGANS).worn[:-1].all()


@given(st.text("督查落实，。\u200b ㎡a", max_size=40), st.data())
def test_each_character_has_the_greatest_value_of_the_grams_over_it(text: str, data: st.DataObject) -> None:
    folded = skeleton(text)
    found = grams(text)
    values = np.array(data.draw(st.lists(st.integers(0, 9), min_size=len(found.hashes), max_size=len(found.hashes))))
    plain = np.zeros(len(text), np.uint8)
    for start, end, value in zip(found.starts.tolist(), found.ends.tolist(), values.tolist(), strict=True):
        plain[start:end] = np.maximum(plain[start:end], value)
    np.testing.assert_array_equal(_covered(len(text), folded, values.astype(np.uint8)), plain)


def test_several_texts_are_as_worn_as_one_by_one(engine: Engine) -> None:
    _documents(engine, 6)
    phrases = SetPhrases(engine._fingerprints, dict)
    texts = [_CARRIED + "我们盖了一座戏台。", "", _SLOGANS, _CARRIED]
    for one, other in zip(phrases.wears(texts), map(phrases.wear, texts), strict=True):
        np.testing.assert_array_equal(one.documents, other.documents)
        np.testing.assert_array_equal(one.worn, other.worn)
    assert phrases.wear(texts[0]).documents.max() == 6


def test_grams_name_their_places() -> None:
    text = "任务卡上，只认\u200b姓名、不认单位"
    found = grams(text)
    assert len(found.hashes) == len(found.starts) == len(found.ends) == 5
    assert text[found.starts[0] : found.ends[0]] == "任务卡上，只认\u200b姓名"
    np.testing.assert_array_equal(grams("任务卡上只认姓名").hashes, found.hashes[:1])
