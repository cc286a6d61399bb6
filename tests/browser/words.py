"""The words of the page, for tests that look for them."""

from __future__ import annotations

import json

from service.routes.page import WORDS as FOLDER

FILES = {path.stem: json.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.json")}
WORDS = {
    language: {name: said for file in FILES.values() for name, said in file[language].items()}
    for language in ("zh", "en")
}
