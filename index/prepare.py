"""From a document to what the store keeps of it: passages, sentences, the texts to embed, words, fingerprints."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from corpus.normal import skeleton
from corpus.split import split_passages
from corpus.store import NewDocument, NewPassage, NewSentence, Place
from corpus.types import Document, Passage, Sentence
from index import lexical
from index.embedding import embedded, key, script, text_hash
from index.fingerprint import pack
from index.types import Encoder


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready to be stored, and the texts to embed by key.

    :ivar is_split: False when it was stored already and so was only named.
    """

    document: NewDocument
    texts: Mapping[bytes, str]
    is_split: bool


def prepare(
    document: Document,
    encoder: Encoder,
    *,
    has_place: bool,
    metadata: Mapping[str, str],
    split: bool = True,
    go_on: Callable[[], None] = lambda: None,
) -> Prepared:
    """Split a document for this encoder's window and compute all that does not need the encoder's weights.

    :param has_place: Whether the document's offsets are those of its decoded file.
    :param split: False for a document that is stored already: then only its text and place count.
    :param go_on: Called again and again; it ends the work by raising.
    """

    def count(several: Sequence[str]) -> list[int]:
        go_on()
        return encoder.count_tokens(several)

    script_name = script(document.facts.language)
    passages = split_passages(document, count, encoder.window) if split else ()
    texts: dict[bytes, str] = {}

    def enter(start: int, end: int) -> bytes:
        go_on()
        text = embedded(document.text[start:end])
        name = key(script_name, text)
        texts[name] = text
        return name

    new_passages = tuple(
        NewPassage(
            each.kind,
            each.start,
            each.end,
            each.paragraph,
            each.heading_path,
            enter(each.start, each.end),
            lexical.tokens(document.text[each.start : each.end]),
        )
        for each in passages
    )
    new_sentences = tuple(
        NewSentence(sentence.start, sentence.end, paragraph_start, enter(sentence.start, sentence.end))
        for sentence, paragraph_start in _distinct_sentences(passages)
    )
    stored = NewDocument(
        text=document.text,
        text_hash=text_hash(document.text),
        facts=document.facts,
        script=script_name,
        place=Place(document.file_start, document.file_end) if has_place else Place(None, None),
        metadata={**document.metadata, **metadata},
        passages=new_passages,
        sentences=new_sentences,
        fingerprints=pack(skeleton(document.text).text) if split else b"",
    )
    return Prepared(stored, texts, split)


def _distinct_sentences(passages: tuple[Passage, ...]) -> list[tuple[Sentence, int]]:
    """Each sentence once (a paragraph and its points hold the same ones) with the start of its paragraph."""
    found: dict[int, tuple[Sentence, int]] = {}
    for passage in passages:
        for sentence in passage.sentences:
            found.setdefault(sentence.start, (sentence, passage.paragraph[0]))
    return [found[start] for start in sorted(found)]
