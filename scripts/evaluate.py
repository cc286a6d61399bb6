"""wenheng evaluate: quality measured on outside data; the user's data folder is never touched."""

from __future__ import annotations

from scripts.evaluation.command import evaluate as main

if __name__ == "__main__":
    main()
