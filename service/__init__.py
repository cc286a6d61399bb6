"""Wenheng over HTTP, and for people: the interface, the page, background jobs."""
