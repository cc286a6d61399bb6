"""Mending a damaged data folder: rows from a backup, else what can be derived from intact texts.

Derived: vectors and names of embedded texts, fingerprints, words, passages and sentences (split anew from the plain
text: headings that only the file's formatting told are lost until the file is read again), indexes, snapshots. Not
derived: texts, facts, tags, sources, kept checks.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from corpus.compendium import split_documents
from corpus.errors import ReadError
from corpus.normal import skeleton
from corpus.outline import outline
from corpus.read import read_bytes
from corpus.store import Store, lookup, mend
from corpus.store.database import DATABASE
from corpus.store.verify import Finding
from corpus.types import Document, Facts
from index import lexical
from index.embedding import embedded, key, script
from index.fingerprint import pack
from index.prepare import prepare
from index.reencode import encode_whole
from index.types import Encoder

# What is made anew by itself when it is gone, as paths in the data folder.
DERIVED_FILES = ("snapshot", "languages.json")


class Repair:
    """Mends what was found in one data folder, which nobody else may write to."""

    def __init__(self, store: Store, encoder: Encoder, model_id: int) -> None:
        self._store, self._encoder, self._model_id = store, encoder, model_id

    def mend(self, findings: Sequence[Finding], backup: Path | None = None) -> None:
        """Mend what can be mended; looking again says what is left.

        :param backup: A folder that :func:`corpus.store.backup.backup` wrote: what is as it was written is taken
            from there first.
        """
        rows = [each for each in findings if each.layer == "row" and each.owner is not None]
        with ExitStack() as stack:
            if backup is not None:
                stack.enter_context(mend.beside(self._store, backup))
            damaged = [each for each in rows if backup is None or not self._from_backup(each)]
        # What is derived from something comes after it.
        steps: dict[str, Callable[[int], None]] = {
            "text": self._text,
            "passages": self._parts,
            "sentences": self._parts,
            "texts": self._embedded_text,
            "fingerprints": self._fingerprints,
            "words": self._words,
            "vectors": self._vector,
        }
        for kind, step in steps.items():
            for each in damaged:
                if each.kind == kind:
                    step(each.owner or 0)
        if rows or any(each.layer == "structure" for each in findings):
            mend.rebuild_words(self._store)
        if any(each.layer == "structure" or each.place.startswith(DATABASE) for each in findings):
            mend.rewrite(self._store)
        for name in DERIVED_FILES:  # what was made of damaged rows is as damaged as they
            if rows or any(each.layer == "file" and each.place.startswith(name) for each in findings):
                _remove(self._store.folder / name)

    def _from_backup(self, finding: Finding) -> bool:
        return mend.from_backup(self._store, finding.kind, finding.owner or 0)

    def _text(self, document_id: int) -> None:
        """A text that is the one its hash names is sound: then it is the seal that was damaged."""
        if mend.sound_text(self._store, document_id) is not None:
            mend.seal_anew(self._store, "text", document_id)

    def _said(self, text_id: int) -> tuple[str, str, bytes] | None:
        """An embedded text, its group of languages and its name as stored, from a sound document that says it."""
        place = mend.said(self._store, text_id)
        sound = mend.sound_text(self._store, place.document_id) if place else None
        if place is None or sound is None:
            return None
        return embedded(sound[0][place.start : place.end]), script(place.language), place.key

    def _embedded_text(self, text_id: int) -> None:
        if said := self._said(text_id):
            text, group, _ = said
            mend.write_over(self._store, "texts", text_id, {"script": group, "hash": key(group, text)})

    def _vector(self, text_id: int) -> None:
        said = self._said(text_id)
        if said and said[2] == key(said[1], said[0]):
            [vector] = encode_whole(self._encoder, [said[0]])
            mend.replace_vector(self._store, text_id, self._model_id, vector.tobytes())

    def _fingerprints(self, document_id: int) -> None:
        if sound := mend.sound_text(self._store, document_id):
            mend.write_over(self._store, "fingerprints", document_id, {"fingerprints": pack(skeleton(sound[0]).text)})

    def _words(self, passage_id: int) -> None:
        with self._store.reading() as connection:
            place = lookup.passage_places(connection, [passage_id]).get(passage_id)
        sound = mend.sound_text(self._store, place[0]) if place else None
        if place and sound:
            tokens = lexical.tokens(sound[0][place[1] : place[2]])
            mend.write_over(self._store, "words", passage_id, {"c0": tokens})

    def _parts(self, document_id: int) -> None:
        sound = mend.sound_text(self._store, document_id)
        if sound is None:
            return
        text, language = sound
        try:
            source = read_bytes(text.encode(), "text.txt")
        except ReadError:
            return
        if source.text != text:
            return
        [first, *more] = split_documents(source)
        blocks = first.blocks if first.text == text and not more else outline(text, source.blocks)
        document = Document(text, blocks, Facts(language=language))
        made = prepare(document, self._encoder, has_place=False, metadata={})
        known = self._store.vectors.known(list(made.texts))
        missing = {name: each for name, each in made.texts.items() if name not in known}
        encoded = encode_whole(self._encoder, list(missing.values())) if missing else ()
        vectors = {name: vector.tobytes() for name, vector in zip(missing, encoded, strict=True)}
        mend.split_anew(self._store, document_id, made.document, vectors, self._model_id)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
