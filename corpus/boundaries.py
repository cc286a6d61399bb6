"""Where documents begin in a file; an ordinary file has no boundary.

Evidence, strongest first: titles that a table of contents lists; titles behind repeated notices; clear titles, each
with text of its own under it. Each asks for two documents at least.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from corpus.contents import Contents, without_number
from corpus.numbering import label
from corpus.titles import CLEAR, NAMED, Title, is_attachment, is_prose, line_key, stands_alone, strength_of, title_at
from corpus.types import Block

# A title without two sentences of text under it is a line in a list.
_FEWEST_PROSE_CHARS = 40
# Lines of a title page: organ, title, subtitle. A longer row of titles is a list of documents.
_MOST_ROW = 3
# How far from the beginning the first document may stand where nothing but titles tell: a cover, an editor's line.
_MOST_FRONT_BLOCKS = 4
# The same section headings may repeat; three documents of one kind without an organ may not.
_FEWEST_NAMED = 3


def find_boundaries(
    text: str, blocks: Sequence[Block], contents: Contents | None, notices: Collection[int]
) -> list[Title]:
    """The titles at which documents begin, at least two of them; [] for an ordinary file.

    :param blocks: All blocks of the file that hold text; page numbers and the like left out.
    :param notices: The indexes of blocks that are notices.
    """
    finder = _Finder(text, blocks, contents, notices)
    for find in (finder.listed, finder.behind_notices, finder.clear):
        titles = finder.with_text(find())
        if len(titles) > 1:
            return titles
    return []


class _Finder:
    def __init__(self, text: str, blocks: Sequence[Block], contents: Contents | None, notices: Collection[int]) -> None:
        self._text, self._blocks, self._contents, self._notices = text, blocks, contents, notices
        self._begin = contents.last if contents else 0
        self._keys = self._keys_by_line()
        # Prose characters before each block, to weigh any stretch at once.
        self._prose = [0]
        for index, block in enumerate(blocks):
            counts = index not in notices and is_prose(text, block)
            self._prose.append(self._prose[-1] + (block.end - block.start if counts else 0))

    def listed(self) -> list[Title]:
        """Titles that the table of contents lists, unless it lists the chapters of one document."""
        if not self._contents:
            return []
        found: list[Title] = []
        at = self._begin
        for lines in self._contents.entries:
            whole = None if stands_alone(lines) else self._after(at, "".join(lines))
            for title in [whole] if whole else [self._after(at, line) for line in lines]:
                if title and title.first >= at:
                    found.append(title)
                    at = title.first + title.lines
        found = self.with_text(found)
        named = sum(title.strength >= NAMED for title in found)
        return found if 2 * named >= len(found) and named > 1 else []

    def behind_notices(self) -> list[Title]:
        """Titles right behind notices that repeat themselves, and the one that the file begins with."""
        if len(self._notices) < 2:
            return []
        found = []
        for index in range(self._begin, len(self._blocks)):
            if index in (0, self._begin) or index - 1 in self._notices:
                title = title_at(self._text, self._blocks, index)
                if title and title.strength >= NAMED:
                    found.append(title)
        return found

    def clear(self) -> list[Title]:
        """Titles that say whose or about what; where every document has its own, and none lists the others."""
        found = self._rows()
        top = min((level for title in found if (level := self._blocks[title.first].level)), default=None)
        if top is not None:  # where the format has levels, documents stand on the highest
            highest = min(level for block in self._blocks if (level := block.level))
            found = [title for title in found if self._blocks[title.first].level == highest] if top == highest else []
        found = self._with_kin(found)
        found = [title for title in self.with_text(found) if not self._belongs_to_another(title, found)]
        if not found or found[0].first > self._begin + _MOST_FRONT_BLOCKS:
            return []
        repeated = Counter(line_key(title.text) for title in found)
        if max(repeated.values()) > 1 and not self._each_begins_anew(found):
            return []  # a running header
        return found

    def with_text(self, titles: Sequence[Title]) -> list[Title]:
        """The titles that have text of their own before the next one."""
        ends = [*(title.first for title in titles), len(self._blocks)][1:]
        return [
            title
            for title, end in zip(titles, ends, strict=True)
            if self._prose[end] - self._prose[title.first + title.lines] >= _FEWEST_PROSE_CHARS
        ]

    def _rows(self) -> list[Title]:
        """Titles that stand alone or first in a short row of titles."""
        found: list[Title] = []
        index = self._begin
        while index < len(self._blocks):
            title = title_at(self._text, self._blocks, index)
            if not title or title.strength < NAMED:
                index += 1
                continue
            row = [title]
            index += title.lines
            while following := title_at(self._text, self._blocks, index):
                row.append(following)
                index += following.lines
            before = self._blocks[title.first - 1] if title.first else None
            is_attached = before is not None and is_attachment(self._text[before.start : before.end])
            if len(row) <= _MOST_ROW and not is_attached:
                found.append(row[0])
        return found

    def _with_kin(self, titles: Sequence[Title]) -> list[Title]:
        """Clear titles; those that only name a kind (2019年工作总结) where they come in a series and open the file."""
        clear = [title for title in titles if title.strength == CLEAR]
        if clear:
            return clear
        shapes = Counter(_shape(title.text) for title in titles)
        return [title for title in titles if shapes[_shape(title.text)] >= _FEWEST_NAMED]

    def _belongs_to_another(self, title: Title, titles: Sequence[Title]) -> bool:
        """Whether the document before speaks of this title: 关于印发《…方案》的通知, and the plan itself follows."""
        place = bisect_right([each.first for each in titles], title.first) - 1
        if place < 1:
            return False
        before = self._blocks[titles[place - 1].first].start
        return self._text.find(_bare(title.text), before, self._blocks[title.first].start) >= 0

    def _each_begins_anew(self, titles: Sequence[Title]) -> bool:
        """Whether under each title the numbering begins again at one."""
        firsts = [title.first for title in titles]
        anew = set()
        for index, block in enumerate(self._blocks):
            number = label(self._text, block.start, block.end)
            if number and number.number == 1 and not number.is_point and number.system in {"han", "chapter", "part"}:
                anew.add(bisect_right(firsts, index) - 1)
        return anew >= set(range(len(firsts)))

    def _keys_by_line(self) -> dict[str, list[int]]:
        keys: dict[str, list[int]] = defaultdict(list)
        if self._contents:
            longest = (
                max((len("".join(lines)) for lines in self._contents.entries), default=0) + 10
            )  # room for blanks inside
            for index in range(self._begin, len(self._blocks)):
                block = self._blocks[index]
                if block.end - block.start <= longest:
                    keys[line_key(self._text[block.start : block.end])].append(index)
        return keys

    def _after(self, begin: int, entry: str) -> Title | None:
        """Where an entry of the table of contents stands as a line, or as two; chapters keep their number there."""
        for wanted in dict.fromkeys((entry, without_number(entry))):
            key = line_key(wanted)
            places = self._keys.get(key, [])
            nearest = bisect_right(places, begin - 1)
            if key and nearest < len(places):
                index = places[nearest]
                block = self._blocks[index]
                if label(self._text, block.start, block.end):
                    return None
                shown = self._text[block.start : block.end]
                return Title(index, 1, shown, strength_of(shown))
            if key and (broken := self._broken(begin, key)):
                return broken
        return None

    def _broken(self, begin: int, key: str) -> Title | None:
        """A title that is one entry and two lines."""
        for cut in range(4, len(key) - 1):
            for index in self._keys.get(key[:cut], ()):
                if index >= begin and index + 1 in self._keys.get(key[cut:], ()):
                    blocks = self._blocks[index : index + 2]
                    shown = "".join(self._text[block.start : block.end] for block in blocks)
                    return Title(index, 2, shown, strength_of(shown))
        return None


def _shape(title: str) -> str:
    """What titles of a series share: years and numbers aside."""
    return re.sub(r"[\d一二三四五六七八九〇○零]+", "", line_key(title))


def _bare(title: str) -> str:
    return re.sub(r"\s*[（(][^（）()]*[)）]\s*$", "", title)
