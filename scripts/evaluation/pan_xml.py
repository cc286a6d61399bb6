"""PAN's own layout: a folder with ``susp/``, ``src/`` and one folder a kind, each with ``pairs`` and the truth as XML.

Offsets are characters of the decoded text, read without newline translation.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from scripts.evaluation.errors import DataError
from scripts.evaluation.files import read_exact, read_rows
from scripts.evaluation.pan import Annotation

TRUTH, DETECTED = "plagiarism", "detected-plagiarism"


@dataclass(frozen=True, slots=True)
class PanPair:
    """One draft and one source to compare; ``kind`` is the name of the folder the pair is listed in."""

    kind: str
    draft: str
    source: str

    @property
    def file_name(self) -> str:
        """suspicious-documentNNNNN-source-documentNNNNN.xml, for the truth and for the detections."""
        return f"{Path(self.draft).stem}-{Path(self.source).stem}.xml"


@dataclass(frozen=True, slots=True)
class PanData:
    """A folder in PAN's layout; texts and truth are read when asked for."""

    folder: Path
    pairs: tuple[PanPair, ...]

    def draft_text(self, pair: PanPair) -> str:
        """The suspicious text as it is in the file."""
        return read_exact(self.folder / "susp" / pair.draft)

    def source_text(self, pair: PanPair) -> str:
        """The source text as it is in the file."""
        return read_exact(self.folder / "src" / pair.source)

    def truth(self, pair: PanPair) -> frozenset[Annotation]:
        """The true cases of a pair."""
        return read_annotations(self.folder / pair.kind / pair.file_name, TRUTH)


def is_pan(folder: Path) -> bool:
    """Whether a folder has PAN's layout."""
    return (folder / "susp").is_dir() and (folder / "src").is_dir() and any(folder.glob("*/pairs"))


def read_pan(folder: Path, limit: int | None = None) -> PanData:
    """The pairs of all kinds, in the order of the folders and of their lists.

    :param limit: At most so many pairs of each kind, the first ones.
    :raises DataError: If the layout is another, or a list names a file that is not there.
    """
    if not is_pan(folder):
        raise DataError(f"{folder} is not in PAN's layout: susp/, src/ and a folder with `pairs` for each kind.")
    pairs = [pair for path in sorted(folder.glob("*/pairs")) for pair in _read_pairs(path)[:limit]]
    for pair in pairs:
        for path in (folder / "susp" / pair.draft, folder / "src" / pair.source):
            if not path.is_file():
                raise DataError(f"{folder / pair.kind / 'pairs'} names {path.name}, which is not in {path.parent}.")
    return PanData(folder, tuple(pairs))


def _read_pairs(path: Path) -> list[PanPair]:
    pairs = []
    for number, row in read_rows(path):
        names = row.split()
        if len(names) != 2 or any(Path(name).name != name for name in names):
            raise DataError(f"{path}, line {number}: not the file names of a suspicious text and a source.")
        pairs.append(PanPair(path.parent.name, *names))
    return pairs


def read_annotations(path: Path, name: str) -> frozenset[Annotation]:
    """The features of that name that have both a place in the draft and a place in a source.

    :raises DataError: If the file is not such an XML.
    """
    try:
        # The parser resolves no external entities, and the file is data that the user names.
        root = ET.fromstring(read_exact(path))  # noqa: S314
        features = [node.attrib for node in root.iter("feature") if node.get("name") == name]
        return frozenset(
            Annotation(
                root.attrib["reference"],
                _range(node, "this"),
                node["source_reference"],
                _range(node, "source"),
            )
            for node in features
            if "this_offset" in node and "source_offset" in node
        )
    except (ET.ParseError, KeyError, ValueError) as error:
        raise DataError(f"{path} is not an annotation in PAN's XML.") from error


def _range(node: dict[str, str], side: str) -> tuple[int, int]:
    start, length = int(node[f"{side}_offset"]), int(node[f"{side}_length"])
    if start < 0 or length <= 0:
        raise ValueError("An annotation covers nothing.")
    return start, start + length


def write_detections(path: Path, draft: str, detections: Iterable[Annotation]) -> None:
    """One XML file for one pair, also when nothing was detected, with folders made as needed.

    :raises DataError: If the file cannot be written.
    """
    root = ET.Element("document", reference=draft)
    for one in sorted(detections, key=lambda one: (one.draft_range, one.source_range)):
        ET.SubElement(
            root,
            "feature",
            name=DETECTED,
            this_offset=str(one.draft_range[0]),
            this_length=str(one.draft_range[1] - one.draft_range[0]),
            source_reference=one.source,
            source_offset=str(one.source_range[0]),
            source_length=str(one.source_range[1] - one.source_range[0]),
        )
    ET.indent(root)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    except OSError as error:
        raise DataError(f"{path} cannot be written: {error.strerror}.") from error
