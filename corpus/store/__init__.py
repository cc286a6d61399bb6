"""The one truth: documents, passages, vectors, lexical postings and fingerprints in SQLite."""

from corpus.store.checks import CheckBrief, KeptCheck
from corpus.store.database import is_held
from corpus.store.filters import Filters
from corpus.store.records import DocumentInfo, NewDocument, NewPassage, NewSentence, PassageInfo, Place
from corpus.store.schema import SCHEMA_VERSION
from corpus.store.store import Store
from corpus.store.writer import Change, PutStatus

__all__ = [
    "SCHEMA_VERSION",
    "Change",
    "CheckBrief",
    "DocumentInfo",
    "Filters",
    "KeptCheck",
    "NewDocument",
    "NewPassage",
    "NewSentence",
    "PassageInfo",
    "Place",
    "PutStatus",
    "Store",
    "is_held",
]
