"""Drafts made to be hard end in bounded work; nobody's time is asserted here, only that they end as they should."""

import random

import pytest

from index.engine import Engine
from index.types import CheckOptions
from tests.index.nearcopy.material import S_COMMUNITY, assert_sound

_HAN = "".join(map(chr, range(0x4E00, 0x9FA5)))


def _corpus(engine: Engine) -> str:
    documents = engine.documents(limit=100)[0]
    return "\n".join(engine.document_text(each.id) for each in documents)


_DRAFTS = {
    "empty": "",
    "blanks": " \n\u3000\t" * 5_000,
    "one character": "好" * 30_000,
    "one character a line": "好\n" * 5_000,
    "digits": "1" * 30_000,
    "open quotation marks": "“" * 30_000,
    "nested quotation marks": "“”" * 15_000,
    "open titles": "《" * 30_000,
    "chance characters": "".join(random.Random(4).choices(_HAN, k=20_000)),
    "one endless word": "a" * 30_000,
    "invisible characters": "\u200b" * 30_000,
    "lone surrogates": "\ud800" * 2_000 + S_COMMUNITY,
    "control characters": "".join(map(chr, range(32))) * 100 + S_COMMUNITY,
    "combining marks": "督" + "\u0301" * 20_000,
}


@pytest.mark.parametrize("name", _DRAFTS)
def test_strange_drafts_are_checked(sample_words: Engine, name: str) -> None:
    report = sample_words.check(_DRAFTS[name], CheckOptions(nearest=0))
    assert_sound(_DRAFTS[name], report, sample_words)
    assert bool(report.spans) == (S_COMMUNITY in _DRAFTS[name])


def test_the_corpus_itself_is_all_copied(sample_words: Engine) -> None:
    draft = _corpus(sample_words)
    report = sample_words.check(draft, CheckOptions(nearest=0))
    assert_sound(draft, report, sample_words)
    assert report.figures.copy_share > 0.99
    assert report.figures.by_class["verbatim"] > 0.99 * report.figures.copied_chars
    assert len(report.sources) == 25


def test_a_sentence_a_thousand_times_over(sample_words: Engine) -> None:
    draft = S_COMMUNITY * 1_000
    report = sample_words.check(draft, CheckOptions(nearest=0))
    assert_sound(draft, report, sample_words)
    assert report.figures.copy_share > 0.9


def test_a_long_draft_of_ones_own_with_one_copied_sentence(sample_words: Engine) -> None:
    own = "".join(random.Random(5).choices(_HAN[:3000], k=8_000))
    draft = own[:5_000] + "。\n" + S_COMMUNITY + "\n" + own[5_000:]
    report = sample_words.check(draft, CheckOptions(nearest=0))
    assert [span.text for span in report.spans] == [S_COMMUNITY]


def test_strange_drafts_are_read_by_meaning(sample: Engine) -> None:
    """With the real model, which reads what the others leave: kept short, since reading takes its time."""
    draft = S_COMMUNITY * 12 + "\n" + "好" * 3_000 + "\n" + "“" * 500 + "\n" + "\u200b".join(S_COMMUNITY)
    report = sample.check(draft, CheckOptions(nearest=1))
    assert_sound(draft, report, sample)
    assert report.spans


def test_a_long_draft_says_how_far_it_is(sample_words: Engine) -> None:
    drawn = random.Random(6)
    draft = "".join("".join(drawn.choices(_HAN[:3000], k=14)) + "。" for _ in range(800))
    told: list[float] = []
    sample_words.examine(draft, progress=lambda done, total: told.append(done / total))
    assert told == sorted(told)
    assert len({each for each in told if 0 < each < 1 / 3}) >= 2
    assert told[-1] == 1


def test_a_repeated_draft_says_that_later_places_have_the_sources_of_those_before(sample_words: Engine) -> None:
    report = sample_words.check(S_COMMUNITY * 1_500, CheckOptions(nearest=0))
    assert report.limits == ("repetition",)
    assert report.figures.copy_share > 0.9
    assert sample_words.check(S_COMMUNITY * 20, CheckOptions(nearest=0)).limits == ()
