"""What is logged of an error that nobody foresaw: where it happened, never the text it happened to."""

from __future__ import annotations

import logging
import traceback

logger = logging.getLogger("wenheng")


def log_unexpected(error: BaseException) -> None:
    """Log the kind of an error and the lines it came through, without its words, which may quote a draft."""
    frames = traceback.extract_tb(error.__traceback__)
    path = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    logger.error("unexpected %s at %s", type(error).__name__, path)
