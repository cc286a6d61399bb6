"""Drafts with known borrowings: passages of public reports and regulations planted into others of their kind.

python -m scripts.fitting.plant --corpora ../shared/eval/corpora --lexicons ../shared/eval/lexicons --out DIR

Writes DIR/tuning and DIR/checking, apart by document, each in the layout of `wenheng evaluate nearcopy`: corpus/
(what was borrowed from), drafts/ (stretches of documents outside the corpus, with the passages planted) and
truth.jsonl. One draft in five is clean. What a host shares with the corpus by itself is not in the truth: reports of
one year do borrow from one another, so that precision here is a lower bound.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from corpus.read import read_file
from corpus.sentences import sentences
from scripts.fitting.disturb import STRENGTHS, Lexicon, clauses, edited, read_lexicon, reordered
from scripts.fitting.handwritten import case, write

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
HALVES = ("tuning", "checking")
CLASSES = ("verbatim", "edited", "reordered")
# Documents a half, by the beginning of their folder's name: to borrow from, to plant into. Earlier national reports
# are in each other's wording, so that none is a host.
_SOURCES = {"government-reports-p": 5, "government-reports-n": 3, "administrative": 10}
_HOSTS = {"government-reports-p": 5, "administrative": 5}
_DRAFTS = 25
_CLEAN = 5  # one draft in so many
_HOST_PARAGRAPHS, _PASSAGES = 8, 4
# A planted passage: sentences, and characters; a paragraph fit to be planted into.
_SENTENCES, _LEAST, _MOST = 3, 40, 300
_LEAST_HOST = 80
_SHARES = (0.10, 0.35)


@dataclass(frozen=True, slots=True)
class Text:
    """A document's file and decoded text, and its paragraphs."""

    path: Path
    text: str
    paragraphs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Half:
    """The documents of a half: to borrow from, and to plant into."""

    sources: Sequence[Text]
    hosts: Sequence[Text]


@click.command()
@click.option("--corpora", type=FOLDER, required=True)
@click.option("--lexicons", type=FOLDER, required=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--seed", type=int, default=0, show_default=True)
def main(corpora: Path, lexicons: Path, out: Path, seed: int) -> None:
    """Write both halves."""
    chance = random.Random(seed)  # noqa: S311
    lexicon = read_lexicon(lexicons)
    for name, half in zip(HALVES, halves(corpora, chance), strict=True):
        drafts, cases = plant(half, lexicon, chance)
        write(out / name, drafts, cases)
        (out / name / "corpus").mkdir(exist_ok=True)
        for each in half.sources:
            (out / name / "corpus" / each.path.name).write_bytes(each.path.read_bytes())
        click.echo(f"{name}: {len(half.sources)} sources, {len(drafts)} drafts, {len(cases)} cases")


def halves(corpora: Path, chance: random.Random) -> list[Half]:
    """Sources and hosts of both halves; of a regulation with several versions only one is taken."""
    made: list[tuple[list[Text], list[Text]]] = [([], []) for _ in HALVES]
    for folder in sorted(each for each in corpora.iterdir() if each.is_dir()):
        by_name = {path.name.partition("(")[0]: path for path in sorted(folder.iterdir())}
        left = list(by_name.values())
        chance.shuffle(left)
        for kinds, role in ((_SOURCES, 0), (_HOSTS, 1)):
            count = next((count for start, count in kinds.items() if folder.name.startswith(start)), 0)
            for half in made:
                half[role].extend(map(read, left[:count]))
                del left[:count]
    return [Half(*each) for each in made]


def read(path: Path) -> Text:
    """A document with its body paragraphs."""
    source = read_file(path)
    body = [each for each in source.blocks if each.role == "body"]
    return Text(path, source.text, tuple((each.start, each.end) for each in body))


def plant(half: Half, lexicon: Lexicon, chance: random.Random) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Drafts by file name, and the truth."""
    drafts: dict[str, str] = {}
    cases: list[dict[str, Any]] = []
    passages = {label: list(_passages(half.sources, label)) for label in CLASSES}
    for number in range(_DRAFTS):
        name = f"planted{number:02}.txt"
        host = _stretch(half.hosts[number % len(half.hosts)], chance)
        spots = [at for at, each in enumerate(host) if len(each) >= _LEAST_HOST]
        planted = set(chance.sample(spots, k=min(_PASSAGES, len(spots)))) if number % _CLEAN else set()
        text = ""
        for at, paragraph in enumerate(host):
            own = [paragraph[each.start : each.end] for each in sentences(paragraph, 0, len(paragraph))]
            before = chance.randint(0, len(own))
            text += "".join(own[:before])
            if at in planted:
                label = CLASSES[(number + at) % len(CLASSES)]
                source, (start, end) = chance.choice(passages[label])
                written = disturbed(source.text[start:end], label, lexicon, chance)
                place = len(text), len(text) + len(written)
                cases.append(case(name, label, place, source.path.name, (start, end)))
                text += written
            text += "".join(own[before:]) + "\n"
        drafts[name] = text
    return drafts, cases


def disturbed(text: str, label: str, lexicon: Lexicon, chance: random.Random) -> str:
    """A passage as it is copied in one of the classes."""
    if label == "edited":
        return edited(text, chance.uniform(*_SHARES), lexicon, chance)
    return reordered(text, chance.choice(STRENGTHS), chance) if label == "reordered" else text


def _stretch(host: Text, chance: random.Random) -> list[str]:
    """Paragraphs of a host, one after the other."""
    first = chance.randint(0, max(len(host.paragraphs) - _HOST_PARAGRAPHS, 0))
    return [host.text[start:end] for start, end in host.paragraphs[first : first + _HOST_PARAGRAPHS]]


def _passages(sources: Sequence[Text], label: str) -> Iterator[tuple[Text, tuple[int, int]]]:
    """Runs of sentences of a paragraph that can be planted in a class."""
    least_clauses = 4 if label == "reordered" else 1
    for source in sources:
        for start, end in source.paragraphs:
            found = sentences(source.text, start, end)
            for at in range(len(found)):
                run = found[at : at + 1 + at % _SENTENCES]
                place = run[0].start, run[-1].end
                passage = source.text[slice(*place)]
                if _LEAST <= len(passage) <= _MOST and len(clauses(passage)) >= least_clauses:
                    yield source, place


if __name__ == "__main__":
    main()
