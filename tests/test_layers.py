"""Imports run scripts → service → index → corpus, never back; heavy libraries have one door each."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("corpus", "index", "service", "scripts")
# The only places that may import a library, as path prefixes.
DOORS = {
    "faiss": ("index/vectors/", "scripts/bench"),
    "torch": ("index/encoder/", "index/model/", "scripts/bench"),
    "onnxruntime": ("index/encoder/", "index/model/", "scripts/bench"),
    "sentence_transformers": ("index/encoder/", "index/model/", "scripts/bench"),
    "transformers": ("index/encoder/", "index/model/", "scripts/bench"),
    "sqlite3": ("corpus/store/", "index/", "scripts/bench"),
    "pymilvus": ("index/milvus/",),
    "grpc": ("index/milvus/",),
    "flask": ("service/", "scripts/door.py", "scripts/serve.py"),
    "apiflask": ("service/",),
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_rooms_below_it(room: str) -> None:
    above = ROOMS[ROOMS.index(room) + 1 :]
    for path, tree in modules():
        if path.startswith(f"{room}/"):
            for name in imported(tree):
                assert name.partition(".")[0] not in above, f"{path} imports {name}"


@pytest.mark.parametrize("library", DOORS)
def test_a_library_comes_in_by_its_door(library: str) -> None:
    for path, tree in modules():
        if any(name.partition(".")[0] == library for name in imported(tree)):
            assert path.startswith(DOORS[library]), f"{path} imports {library}"


def test_every_module_says_its_purpose() -> None:
    for path, tree in modules():
        assert ast.get_docstring(tree) or path.endswith("__init__.py"), f"{path} has no docstring"
