"""What a writer may type beside plain words: "phrases that must occur", -exclusions and field:value.

=====================  ===========================================================================================
``"一窗受理"``          the passage must hold the phrase (straight or Chinese double quotes)
``-考核``, ``-"考核"``   the passage must not hold the word
``year:2018``          also ``year:2016-2018``; the fields are listed in ``FIELDS``, each with its Chinese name
=====================  ===========================================================================================

Pasted text is never read this way: an operator stands by itself between blanks, and a text that is long or has the end
of a sentence outside quotes has none. Whoever wants a text read as it stands says so (``operators=False``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.normal import fold
from corpus.store import Filters
from index.errors import QueryError
from index.numbers import plain_numbers

#: Field words, English and Chinese, and the filter each one sets.
FIELDS = {
    "year": "years", "年份": "years",
    "organ": "organs", "机关": "organs",
    "level": "levels", "层级": "levels",
    "kind": "kinds", "文种": "kinds",
    "title": "titles", "标题": "titles",
    "tag": "tags", "标签": "tags",
    "collection": "collections", "文库": "collections",
    "source": "sources", "来源": "sources",
    "language": "languages", "语种": "languages",
}  # fmt: skip

# Longer texts are pasted, not typed.
_LONGEST_TYPED = 120
_QUOTED = r"[\"“”＂]([^\"“”＂]+)[\"“”＂]"
_OPERATOR = re.compile(
    rf"(?<!\S)(?:(?P<minus>[-－−])?{_QUOTED}|[-－−](?P<word>[^\s\d\-－−\"“”＂]\S*)"
    rf"|(?P<field>{'|'.join(FIELDS)})[:：](?:{_QUOTED}|(?P<value>[^\s\"“”＂]+)))(?!\S)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[。？！；?!;\n]")
_YEARS = re.compile(r"(\d{4})(?:[-–—~～至到](\d{4}))?年?")
_MOST_YEARS = 100


@dataclass(frozen=True, slots=True)
class Typed:
    """A query taken apart.

    :ivar text: What is looked for: plain words and phrases.
    :ivar phrases: Folded; each must occur in a passage.
    :ivar excluded: Folded; none may occur.
    :ivar filters: What its field words say.
    """

    text: str
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    filters: Filters = Filters()

    def allows(self, folded: str) -> bool:
        """Whether a passage, folded, has what it must and nothing that it must not."""
        return all(each in folded for each in self.phrases) and not any(each in folded for each in self.excluded)

    def __bool__(self) -> bool:
        return bool(self.phrases or self.excluded or self.filters)


def read(query: str) -> Typed:
    """Take a query apart.

    :raises QueryError: If nothing is left to look for, or a year is none.
    """
    if len(query) > _LONGEST_TYPED or _SENTENCE.search(_OPERATOR.sub(" ", query).strip()):
        return Typed(query)
    phrases: list[str] = []
    excluded: list[str] = []
    fields: dict[str, list[str | int]] = {}
    kept: list[str] = []
    at = 0
    for found in _OPERATOR.finditer(query):
        kept.append(query[at : found.start()])
        at = found.end()
        if name := found["field"]:
            fields.setdefault(FIELDS[name.lower()], []).extend(_values(name, found[5] or found["value"]))
        elif found["word"] or found["minus"]:
            excluded.append(found["word"] or found[2])
        else:
            phrases.append(found[2])
            kept.append(found[2])
    if not (phrases or excluded or fields):
        return Typed(query)
    text = " ".join("".join([*(f"{each} " for each in kept), query[at:]]).split())
    if not text:
        raise QueryError("The query names what to leave out or where to look, but nothing to look for.")
    return Typed(text, _folded(phrases), _folded(excluded), Filters(**{name: tuple(v) for name, v in fields.items()}))  # type: ignore[arg-type]


def _folded(texts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for text in texts if (each := plain_numbers(fold(text).text))))


def _values(name: str, value: str) -> list[str | int]:
    if FIELDS[name.lower()] != "years":
        return [value]
    years = _YEARS.fullmatch(value)
    if years is None:
        raise QueryError("A year is written year:2018 or year:2016-2018.")
    first, last = int(years[1]), int(years[2] or years[1])
    if not first <= last <= first + _MOST_YEARS:
        raise QueryError("The years run from an earlier to a later one, over a hundred years at most.")
    return list(range(first, last + 1))
