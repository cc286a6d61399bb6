"""docs/openapi.json, the copy that clients are held to. ``python -m service.frozen`` writes it anew."""

import json
from pathlib import Path

from service.app import describe
from service.settings import Settings

FROZEN = Path(__file__).parent.parent / "docs" / "openapi.json"


def frozen() -> str:
    """The text of the frozen copy: the interface with the default settings."""
    return json.dumps(describe(Settings.model_construct()), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FROZEN.write_text(frozen(), "utf-8")
