"""Makes the data folder of this version's schema that later versions are tested on. Run once when a schema is released:

    python -m tests.data.folders.make

It writes schema-N.db.gz here: two sources, a correction, tags, metadata, a text that is in both sources, and what the
answers to two questions are. An existing file is never written anew: it is what that version wrote.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from corpus.compendium import split_documents
from corpus.read import read_bytes
from corpus.store import SCHEMA_VERSION
from index.engine import Engine
from tests.fakes import PairEncoder
from tests.service.conftest import LOGISTICS, SUPERVISION

HERE = Path(__file__).parent
QUERIES = ("批示件办理", "夜间入库率")


def answers(engine: Engine) -> dict[str, Any]:
    """What a folder says: its documents with their facts, and the best passage for each query."""
    documents, total = engine.documents()
    return {
        "total": total,
        "documents": [
            [each.id, each.title, each.organ, each.year, list(each.tags), dict(each.metadata), list(each.corrected)]
            for each in documents
        ],
        "texts": [engine.document_text(each.id) for each in documents],
        "hits": [engine.search([query], k=1)[0].hits[0].passage.text for query in QUERIES],
    }


def fill(engine: Engine) -> None:
    """Put the two sources in, one of them under two names, and correct one document by hand."""
    for name, text in (("督查.txt", SUPERVISION), ("后勤.txt", LOGISTICS), ("副本.txt", LOGISTICS)):
        engine.put(
            name, split_documents(read_bytes(text.encode(), name), name), tags=["样例"], metadata={"来源": "测试"}
        )
    engine.correct(1, facts={"year": 2020}, tags=["样例", "改过"])


def main() -> None:
    """Write the folder of this schema."""
    target = HERE / f"schema-{SCHEMA_VERSION}.db.gz"
    if target.exists():
        sys.exit(f"{target} is there already.")
    with tempfile.TemporaryDirectory() as folder:
        with Engine.open(Path(folder), PairEncoder()) as engine:
            fill(engine)
            said = answers(engine)
        target.write_bytes(gzip.compress((Path(folder) / "wenheng.db").read_bytes(), mtime=0))
    (HERE / f"schema-{SCHEMA_VERSION}.json").write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
