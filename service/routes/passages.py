"""GET /v1/passages/{id}."""

from __future__ import annotations

from apiflask import APIBlueprint

from service import shapes
from service.examples import PASSAGE
from service.schemas.documents import PassageInContext, PassageQuery
from service.schemas.found import PassageAnswer
from service.state import engine

blueprint = APIBlueprint("passages", __name__, url_prefix="/v1/passages", tag="Documents 文库")


@blueprint.get("/<int:passage_id>")
@blueprint.input(PassageQuery, location="query", arg_name="asked")
@blueprint.output(PassageInContext, example=PASSAGE.answered)
def passage(passage_id: int, asked: PassageQuery) -> shapes.Shape:
    """A passage among those around it."""
    found = engine().passage(passage_id)
    return PassageAnswer.model_validate(found).model_dump() | {
        "document": engine().document(found.document_id),
        "neighbours": engine().neighbours(passage_id, asked.before, asked.after),
    }
