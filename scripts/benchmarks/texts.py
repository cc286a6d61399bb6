"""Office texts for sizes that no corpus at hand has: clauses put together anew.

Half of the clauses come from word lists here, half from the sentences of files given at run time (else of the sample
corpus); numbers are drawn anew each time. Clauses recur, as set phrases do; sentences hardly ever do. The texts say
nothing; they have the lengths, the characters and about the repetition of the genre.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from corpus.compendium import split_documents
from corpus.read import read_bytes
from corpus.types import Document

# Lines of words: how, do, whose, what (joined to a clause), results ({n} and {p} become numbers), headings.
_WORDS = {
    name: words.split()
    for name, _, words in (
        line.partition(": ") for line in Path(__file__).with_name("words.txt").read_text("utf-8").splitlines()
    )
}
#: What the benchmarks ask of a corpus of such texts.
QUERIES = (
    "加强督查督办",
    "压减会议和文件",
    "领导批示件限时办结",
    "危房排查 整改问题",
    "招商洽谈 新增岗位",
    "公文办理时限",
)
_NUMERALS = "一二三四五六七八"
_CLAUSE = re.compile(r"[^，。；：！？、\s（）“”《》]{6,24}")
# Sentences of a paragraph: half of the paragraphs are one sentence, so that passages and vectors stand as in the
# regulations and reports measured (65,000 passages, 106,000 vectors).
_SENTENCES = (1, 1, 1, 2, 2, 4)
_PARAGRAPHS = 60


class Writer:
    """Writes documents; the same for the same seed and the same files."""

    def __init__(self, texts: Iterable[str], seed: int = 0) -> None:
        """Take clauses from texts; few or none will do."""
        found = {clause for text in texts for clause in _CLAUSE.findall(text)}
        self._found = sorted(re.sub(r"\d+", "{n}", each) for each in found if "{" not in each and "}" not in each)
        self._seed = seed

    def documents(self, passages: int) -> Iterator[Document]:
        """Documents with about so many passages in all."""
        for number in range(-(-passages // self._passages_each)):
            yield self.document(number)

    def document(self, number: int) -> Document:
        """One document by its number."""
        random = np.random.default_rng((self._seed, number))
        subject = _word(random, "what")
        lines = [f"{2000 + number % 26}年{subject}工作总结（第{number}号）"]
        for place in range(_PARAGRAPHS):
            if place % (_PARAGRAPHS // len(_NUMERALS)) == 0:
                numeral = _NUMERALS[place * len(_NUMERALS) // _PARAGRAPHS]
                lines.append(f"{numeral}、{_word(random, 'what')}{_word(random, 'headings')}")
            lines.append("".join(self.sentence(random) for _ in range(int(random.choice(_SENTENCES)))))
        [document] = split_documents(read_bytes("\n".join(lines).encode(), "生成.txt"), "生成.txt")
        return document

    def sentence(self, random: np.random.Generator) -> str:
        """Three to five clauses."""
        clauses = [self._clause(random) for _ in range(int(random.integers(3, 6)))]
        return "，".join(clauses) + "。"

    def queries(self, count: int) -> list[str]:
        """So many different things that may be asked: clauses, pasted sentences, their beginnings and words in turn."""
        random = np.random.default_rng((self._seed, 1))
        found, drawn = dict.fromkeys(QUERIES[:count]), 0
        while len(found) < count:
            asked = self._clause(random), self.sentence(random), self.sentence(random)[:15], _word(random, "what")
            found[asked[drawn % len(asked)]] = None  # there are not many words: when all were drawn, others come
            drawn += 1
        return list(found)

    def _clause(self, random: np.random.Generator) -> str:
        if self._found and random.random() < 0.5:
            clause = _pick(random, self._found)
        else:
            clause = _word(random, "how") + _word(random, "do") + _word(random, "whose") + _word(random, "what")
            clause = clause if random.random() < 0.7 else _word(random, "results")
        while "{n}" in clause:
            clause = clause.replace("{n}", str(int(random.integers(2, 5000))), 1)
        return clause.replace("{p}", f"{random.integers(60, 1000) / 10:.1f}")

    @cached_property
    def _passages_each(self) -> int:
        return _PARAGRAPHS + len(_NUMERALS)


def _word(random: np.random.Generator, kind: str) -> str:
    return _pick(random, _WORDS[kind])


def _pick(random: np.random.Generator, words: Sequence[str]) -> str:
    return words[int(random.integers(len(words)))]
