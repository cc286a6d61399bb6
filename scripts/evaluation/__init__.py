"""Figures on labelled outside data: search, pairs, translations, near-copies."""
