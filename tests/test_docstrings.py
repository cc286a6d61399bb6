"""What a docstring names exists: each ``:param`` is a parameter, each ``:raises`` an exception."""

import ast
import builtins
import re

import pytest

from tests.test_layers import modules

FUNCTIONS = [
    (path, node)
    for path, tree in modules()
    for node in ast.walk(tree)
    if isinstance(node, ast.FunctionDef) and ast.get_docstring(node)
]
KNOWN = {node.name for _, tree in modules() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)} | {
    name for name in vars(builtins) if name.endswith("Error")
}


@pytest.mark.parametrize(("path", "function"), FUNCTIONS, ids=lambda value: getattr(value, "name", value))
def test_a_docstring_names_what_is_there(path: str, function: ast.FunctionDef) -> None:
    text = ast.get_docstring(function) or ""
    arguments = function.args
    parameters = {each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    assert set(re.findall(r":param (\w+):", text)) <= parameters
    raised = {each.rpartition(".")[2] for each in re.findall(r":raises ([\w.]+):", text)}
    assert raised <= KNOWN | {"ClickException"}, path
