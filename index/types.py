"""The nouns of the index: what a question asks and what an answer holds.

Offsets are half-open ranges of code points into a document's text (or the draft's, where said).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, get_args

import numpy as np
from numpy.typing import NDArray

from corpus.store import DocumentInfo, Filters, PassageInfo, PutStatus
from index.found import Considered, Facets, Hit, Like, Related, SearchAnswer, Sort, Understood

__all__ = [
    "CheckOptions",
    "CheckReport",
    "CheckSpan",
    "Considered",
    "Disguise",
    "DocumentInfo",
    "Edit",
    "Encoder",
    "EngineInfo",
    "Facets",
    "Figures",
    "Filters",
    "FloatArray",
    "Hit",
    "IndexFacts",
    "LanguageIndex",
    "Like",
    "Limit",
    "Mark",
    "Mode",
    "ParagraphReport",
    "PassageInfo",
    "PutResult",
    "PutStatus",
    "Related",
    "SearchAnswer",
    "Sensitivity",
    "SetPhrase",
    "Similarity",
    "Sort",
    "SourceReport",
    "SourceSpan",
    "SpanClass",
    "Understood",
]

FloatArray = NDArray[np.float32]
Mode = Literal["meaning", "words", "both"]
SpanClass = Literal["verbatim", "edited", "reordered", "paraphrased", "translated"]
Mark = Literal["quotation", "citation", "template", "set_phrase"]
Sensitivity = Literal["low", "normal", "high"]
# Where a check or comparison left something out because there was too much of it (docs/api.md says what each means).
Limit = Literal["documents", "work", "repetition", "sentences", "alternatives"]


class Encoder(Protocol):
    """Turns text into unit vectors; queries and passages by different methods (prompts).

    ``fingerprint`` names weights, precision, tokenizer and prompts: equal fingerprints give equal vectors.
    ``engine`` is "onnx" or "torch". ``window`` is the number of tokens a text may have, prompt and special tokens
    already taken off.
    Implementations are safe to call from several threads.
    """

    @property
    def name(self) -> str: ...
    @property
    def engine(self) -> str: ...
    @property
    def dim(self) -> int: ...
    @property
    def window(self) -> int: ...
    @property
    def fingerprint(self) -> str: ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, without prompt and special tokens."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """Unit vectors, shape (n, dim), float32, in the order of the texts."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Unit vectors, shape (n, dim), float32, in the order of the texts."""
        ...


@dataclass(frozen=True, slots=True)
class Similarity:
    """How alike two texts are: calibrated [0, 1] and raw cosine [-1, 1]."""

    similarity: float
    cosine: float


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """What kind of index holds some vectors, why, how well it finds and what it costs.

    :ivar recall: Of the true nearest ten, the share that is found, measured on vectors of its own when it was built;
        1 where search is exact, None where it was not measured.
    :ivar milliseconds: What a search took when that was measured; None where it was not.
    :ivar memory_bytes: In memory.
    :ivar mapped_bytes: On disk and mapped into memory, for exact re-scoring.
    :ivar fresh: Vectors beside a large index that are searched exactly until they are merged.
    """

    kind: str
    rule: str
    vectors: int
    fresh: int
    recall: float | None
    milliseconds: float | None
    memory_bytes: int
    mapped_bytes: int


@dataclass(frozen=True, slots=True)
class LanguageIndex(IndexFacts):
    """The same of a group of languages (zh, en, ja, ko, other)."""

    language: str


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What runs here: versions, model, counts; ``size_bytes`` is the data folder's size on disk.

    :ivar indexes: How the vectors of each group of languages are searched.
    """

    version: str
    model: str
    fingerprint: str
    dim: int
    window: int
    engine: str
    index_kind: str
    indexes: tuple[LanguageIndex, ...]
    calibrated: bool
    documents: int
    passages: int
    sentences: int
    vectors: int
    store_version: int
    schema_version: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class PutResult:
    """What became of one document of a file."""

    document: DocumentInfo
    status: PutStatus


@dataclass(frozen=True, slots=True)
class Edit:
    """One step of an edit script; ranges into draft and source. op: equal, replace, insert, delete."""

    op: Literal["equal", "replace", "insert", "delete"]
    draft: tuple[int, int]
    source: tuple[int, int]


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """The source's side of a borrowed span."""

    document: DocumentInfo
    start: int
    end: int
    text: str
    heading_path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckSpan:
    """One borrowed stretch of the draft; ``start``/``end``/``text`` are the draft's.

    ``span_class`` is JSON's "class"; ``confidence`` that it was borrowed and ``similarity`` are in [0, 1].
    """

    start: int
    end: int
    text: str
    span_class: SpanClass
    confidence: float
    similarity: float
    marks: tuple[Mark, ...]
    edits: tuple[Edit, ...]
    source: SourceSpan
    alternatives: tuple[SourceSpan, ...]


@dataclass(frozen=True, slots=True)
class SetPhrase:
    """A stretch of the draft that is the genre's common wording (套话): no span, since sharing it proves nothing.

    ``documents``: how many unrelated documents are known to carry its most common part, of the corpus or of the public
    background; 0 for a slogan or a formula that Wenheng knows by name.
    """

    start: int
    end: int
    text: str
    documents: int


@dataclass(frozen=True, slots=True)
class Disguise:
    """A trick of writing that was looked through. ``kind``: invisible (characters that show nothing), lookalike
    (letters of another script), spaced (blanks between characters), radical (signs that look like characters).

    ``start`` and ``end`` hold the first such place; ``count`` says how many characters of the draft are concerned.
    """

    kind: Literal["invisible", "lookalike", "spaced", "radical"]
    start: int
    end: int
    count: int


@dataclass(frozen=True, slots=True)
class ParagraphReport:
    """One paragraph of the draft: its flagged characters and the passages of the corpus nearest to it."""

    start: int
    end: int
    copied_chars: int
    nearest: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source of the draft and the draft characters its spans cover."""

    document: DocumentInfo
    copied_chars: int
    spans: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a check; shares are of the draft's characters, [0, 1], each the sum of the spans under it.

    copy_share 总文字复制比; without_quotations 去除引用复制比 (no spans marked quotation or citation);
    without_set_phrases 去除套话复制比 (no spans marked set_phrase); largest_source_share 单篇最大文字复制比;
    copied_chars 重复字数; by_class characters for each class; set_phrase_chars 套话字数, outside of all spans.
    """

    characters: int
    copied_chars: int
    copy_share: float
    without_quotations: float
    without_set_phrases: float
    largest_source_share: float
    by_class: Mapping[str, int]
    set_phrase_chars: int


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What counts in a check.

    :ivar min_run_chars: The shortest exact run that counts, 4 to 200 (13 is the rule known in the field).
    :ivar min_span_chars: Spans shorter than this on either side do not count, 0 and more.
    :ivar nearest: Neighbouring passages named for each paragraph, 0 to 20.
    :ivar filters: Which documents to compare with.
    :ivar classes: The classes wanted.
    :ivar exclude: Spans with one of these marks do not count.
    :ivar template: A text that the draft was written over; what stands in it is marked ``template``.
    :ivar sensitivity: How much evidence a span needs (docs/quality.md says what each finds).
    """

    min_run_chars: int = 13
    min_span_chars: int = 0
    nearest: int = 3
    filters: Filters = field(default_factory=Filters)
    classes: tuple[SpanClass, ...] = get_args(SpanClass)
    exclude: tuple[Mark, ...] = ()
    template: str = ""
    sensitivity: Sensitivity = "normal"


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check returns; spans are in draft order and do not overlap. ``limits``: where something may be missing."""

    spans: tuple[CheckSpan, ...]
    set_phrases: tuple[SetPhrase, ...]
    disguises: tuple[Disguise, ...]
    paragraphs: tuple[ParagraphReport, ...]
    sources: tuple[SourceReport, ...]
    figures: Figures
    limits: tuple[Limit, ...] = ()
