"""Make the shipped list of how common words and phrases are: counts only, no sentences.

python -m scripts.background --out index/background/common.npz ../shared/eval/corpora ../shared/eval/pan13-train/src …
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import numpy as np
from tqdm import tqdm

from index.nearcopy.setphrases import grams
from index.nearcopy.words import read

# Rarer words are as good as unknown, and rarer phrases are nobody's set phrases.
_LEAST_COUNT = 3
_LEAST_DOCUMENTS = 4


@click.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The file to write.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def main(out: Path, paths: tuple[Path, ...]) -> None:
    """Count words and phrases of all texts under PATHS.

    Files whose names differ only in digits or in brackets are versions of one work and count once.
    """
    words: Counter[int] = Counter()
    carriers: dict[int, set[str]] = {}
    for path in tqdm(list(_files(paths)), unit="file", disable=None):
        text = path.read_text("utf-8", errors="replace")
        words.update(read(text).ids.tolist())
        work = re.sub(r"\(.*|\d+", "", path.stem)
        for gram in np.unique(grams(text)[0]).tolist():
            carriers.setdefault(gram, set()).add(work)
    common = {gram: len(works) for gram, works in carriers.items() if len(works) >= _LEAST_DOCUMENTS}
    kept = {word: count for word, count in words.items() if count >= _LEAST_COUNT}
    np.savez_compressed(
        out,
        words=np.array(sorted(kept), dtype=np.int64),
        counts=np.array([kept[word] for word in sorted(kept)], dtype=np.int32),
        total=np.array(sum(words.values())),
        phrases=np.array(sorted(common), dtype=np.uint64),
        documents=np.array([min(common[gram], 255) for gram in sorted(common)], dtype=np.uint8),
    )
    click.echo(f"{len(kept)} words of {sum(words.values())}, {len(common)} phrases")


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(each for each in ([path] if path.is_file() else path.rglob("*")) if each.is_file())


if __name__ == "__main__":
    main()
