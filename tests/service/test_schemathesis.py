"""The service against its own frozen description: no status that is not in it, no 500, no answer of another shape.

SCHEMA_EXAMPLES says how many requests for each operation; `make api-fuzz` takes several hundred.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from apiflask import APIFlask
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from index.engine import Engine
from service.app import application
from service.documents import Incoming, ingest_file
from service.frozen import FROZEN
from service.settings import Settings
from tests.fakes import PairEncoder
from tests.service.conftest import LOGISTICS, SUPERVISION

EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "6"))
CHECKS = (status_code_conformance, content_type_conformance, response_schema_conformance)
SPEC: dict[str, Any] = json.loads(FROZEN.read_text("utf-8"))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[APIFlask]:
    folder = tmp_path_factory.mktemp("data")
    with Engine.open(folder, PairEncoder()) as engine, application(Settings(data=folder), engine) as app:
        for name, text in (("督查.txt", SUPERVISION), ("后勤.txt", LOGISTICS)):
            ingest_file(engine, Incoming(name, text.encode(), name))
        yield app


SCHEMA = schemathesis.openapi.from_dict(SPEC)
OPERATIONS = [each.ok() for each in SCHEMA.get_all_operations()]


# Not by schemathesis's own parametrize, which does not work with pytest 9.2.
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda each: each.value)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: f"{each.method} {each.path}")
def test_every_answer_is_as_described(served: APIFlask, operation: Any, mode: GenerationMode) -> None:

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def ask(case: Any) -> None:
        answer = case.call_and_validate(checks=CHECKS, app=served)
        assert answer.status_code != 500  # 503 says that jobs wait, and is described

    try:
        ask()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE  # nothing can be wrong where nothing is asked for
