"""The phrase bank (雅句库): headings, parallel sentences, four-character series, openings, transitions, closings."""

from index.phrases.bank import Occurrence, PhraseBank, PhraseGroup, Wanted
from index.phrases.extract import KINDS, PLACES, Kind, Place
from index.phrases.rewrite import Rewording

__all__ = ["KINDS", "PLACES", "Kind", "Occurrence", "PhraseBank", "PhraseGroup", "Place", "Rewording", "Wanted"]
