"""Tricks of writing change nothing about what is found, and are named."""

from collections.abc import Callable

import pytest

from index.engine import Engine
from index.nearcopy.disguises import disguises
from index.types import CheckOptions
from tests.index.nearcopy.material import (
    COMMUNITY,
    ENGLISH,
    OWN_AFTER,
    OWN_BEFORE,
    S_COMMUNITY,
    assert_sound,
    within,
)

_ENGLISH = "Replies that say only that work is under way, with no date and no result, are sent back to be rewritten."


def _half_to_full(text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)


_TRICKS: dict[str, tuple[Callable[[str], str], str | None]] = {
    "zero width": ("\u200b".join, "invisible"),
    "joiners": ("\u2060\ufeff".join, "invisible"),
    "soft hyphens": (lambda text: text.replace("网格", "网\u00ad格"), "invisible"),
    "variation selectors": (lambda text: text.replace("话", "话\ufe00"), "invisible"),
    "kangxi radicals": (lambda text: text.replace("走", "⾛").replace("日", "⽇").replace("大", "⼤"), "radical"),
    "compatibility signs": (lambda text: text.replace("不", "\uf967").replace("料", "\uf9be"), "radical"),
    "blanks": (" ".join, "spaced"),
    "wide blanks": ("\u3000".join, "spaced"),
    "full width": (_half_to_full, None),
    "half-width marks": (lambda text: text.replace("，", ",").replace("。", "."), None),
    "swapped marks": (lambda text: text.replace("，", "；").replace("、", "，").replace("。", "！"), None),
    "traditional": (lambda text: text.translate(str.maketrans("员内访听录来骚记", "員內訪聽錄來騷記")), None),
}


@pytest.mark.parametrize("name", _TRICKS)
def test_a_disguised_copy_is_found_as_if_it_were_plain(sample_words: Engine, name: str) -> None:
    trick, kind = _TRICKS[name]
    hidden = trick(S_COMMUNITY)
    assert hidden != S_COMMUNITY
    draft = OWN_BEFORE + hidden + OWN_AFTER
    report = sample_words.check(draft, CheckOptions(nearest=0))
    [span] = report.spans
    assert (span.start, span.end) == (len(OWN_BEFORE), len(OWN_BEFORE) + len(hidden))
    assert span.source.document.source == COMMUNITY
    assert span.source.text == S_COMMUNITY
    assert span.span_class == "verbatim"
    assert [each.kind for each in report.disguises] == ([kind] if kind else [])
    assert_sound(draft, report, sample_words)


@pytest.mark.parametrize("letters", ["аеоср", "αονι"], ids=["cyrillic", "greek"])
def test_letters_of_another_script_are_looked_through(sample_words: Engine, letters: str) -> None:
    text = sample_words.document_text(
        next(each.id for each in sample_words.documents(limit=100)[0] if each.source == ENGLISH)
    )
    start = text.index("Rather than give these callers")
    plain = text[start : text.index("\n", start)]
    alike = {"а": "a", "е": "e", "о": "o", "с": "c", "р": "p", "α": "a", "ο": "o", "ν": "v", "ι": "i"}
    hidden = plain
    for letter in letters:
        hidden = hidden.replace(alike[letter], letter)
    report = sample_words.check(hidden, CheckOptions(nearest=0))
    [span] = report.spans
    assert (span.text, span.source.text, span.span_class) == (hidden, plain, "verbatim")
    [disguise] = report.disguises
    assert disguise.kind == "lookalike"


def test_disguises_say_where_and_how_many() -> None:
    [found] = disguises("你\u200b好\u200b吗")
    assert (found.kind, found.start, found.end, found.count) == ("invisible", 1, 2, 2)


def test_an_honest_text_has_no_disguise() -> None:
    assert disguises(within(S_COMMUNITY) + "\n张 三\n  缩进，Ω 与 μm，Москва。\n" + _ENGLISH) == ()
