"""Hostile files, over 500 of them, by script: ``python -m tests.hostile.make FOLDER`` writes them down.

Each kind of attack is known: bombs that unpack for ever, entities that grow or name other files, structures that go in
circles, numbers that nobody counts to, text made for slow regular expressions; and every honest format, cut off,
flipped and shuffled. What tries to read another file names CANARY, whose content must turn up nowhere.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.corpus.read_builders import docx, drawn_pdf, odt, paragraph
from tests.hostile import archives, markup, pdfs, texts

CANARY = "/tmp/wenheng-canary.txt"
CANARY_TEXT = "琉璃金丝雀不该出现在任何答复里"

Hostile = tuple[str, bytes]
_CUTS, _FLIPS, _SHUFFLES = 14, 26, 10


def seeds() -> dict[str, bytes]:
    """An honest file of each format."""
    text = "2021年督查工作总结（白鹭市政府办）\n\n一、主要工作\n一是建账。二是销号。\n\n二、不足\n催办不够及时。\n" * 3
    page = "<html><head><meta charset=utf-8><title>总结</title></head><body><h1>一、总结</h1><table><tr><td>甲</td>"
    return {
        "txt": text.encode("gb18030"),
        "md": ("# 总结\n\n- 一\n  1. 二\n\n> 引\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n" + text).encode(),
        "html": (page + "</tr></table><ul><li>乙<li>丙</ul>" + text + "</body></html>").encode(),
        "docx": docx("".join(paragraph(line) for line in text.splitlines() if line)),
        "odt": odt("".join(f"<text:p>{line}</text:p>" for line in text.splitlines() if line)),
        "pdf": drawn_pdf([(72.0, 700.0 - 20 * n, "Supervision, line by line") for n in range(8)], pages=2),
        "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"\xec\xa5" + bytes(4000),
    }


def spoiled(kind: str, data: bytes) -> Iterator[Hostile]:
    """An honest file, damaged in many ways; the same ways each time."""
    chance = random.Random(f"wenheng {kind}")
    for number in range(_CUTS):
        yield f"cut-{number}.{kind}", data[: len(data) * (number + 1) // (_CUTS + 1)]
    for number in range(_FLIPS):
        flipped = bytearray(data)
        for _ in range(1 + number):
            flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        yield f"flip-{number}.{kind}", bytes(flipped)
    for number in range(_SHUFFLES):
        one, other = sorted(chance.sample(range(len(data) + 1), 2))
        ways = (
            data[:one] + data[other:],
            data[:other] + data[one:],
            data[:one] + bytes(other - one) + data[other:],
            data[other:] + data[:other],
            data[:one] + chance.randbytes(300) + data[one:],
        )
        yield f"shuffle-{number}.{kind}", ways[number % len(ways)]
    yield f"foreign.{kind}", b"\x7fELF" + chance.randbytes(2000)
    yield f"zeros.{kind}", bytes(5000)
    yield f"noise.{kind}", chance.randbytes(5000)
    yield f"empty.{kind}", b""


def hostile(large: int = 1) -> Iterator[Hostile]:
    """All of them, by name.

    :param large: By how much the bombs are larger than it takes to see that they are bombs.
    """
    for kind, data in seeds().items():
        yield from spoiled(kind, data)
    makers: tuple[Callable[[str, int], Iterator[Hostile]], ...] = (
        archives.made, markup.made, pdfs.made, texts.made
    )  # fmt: skip
    for make in makers:
        yield from make(CANARY, large)


def main() -> None:
    """Write them into a folder."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for count, (name, data) in enumerate(hostile(large=4), 1):  # noqa: B007 - the last number is the count
        (folder / name).write_bytes(data)
    sys.stdout.write(f"{count} files in {folder}\n")


if __name__ == "__main__":
    main()
