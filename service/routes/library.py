"""The library's own questions: undoing a deletion, correcting many documents, overlaps."""

from __future__ import annotations

from apiflask import APIBlueprint

from corpus.store.store import Correction
from index.types import DocumentInfo
from service import shapes
from service.examples_library import CORRECT_MANY, OVERLAPS, RENAME, UNDO
from service.schemas.library import (
    CorrectedAnswer,
    CorrectManyIn,
    OverlapsAnswer,
    OverlapsQuery,
    RenamedAnswer,
    RenameIn,
    UndoIn,
    UndoneAnswer,
)
from service.state import engine, state

blueprint = APIBlueprint("library", __name__, url_prefix="/v1", tag="Documents 文库")


@blueprint.post("/documents/undo")
@blueprint.input(UndoIn, arg_name="asked", example=UNDO.asked)
@blueprint.output(UndoneAnswer, example=UNDO.answered)
def undo(asked: UndoIn) -> shapes.Shape:
    """Undo a deletion: for ten minutes, as long as the process runs, deleted documents come back as they were."""
    return {"restored": engine().put_back(state().trash.take(asked.undo))}


@blueprint.post("/documents/correct")
@blueprint.input(CorrectManyIn, arg_name="asked", example=CORRECT_MANY.asked)
@blueprint.output(CorrectedAnswer, example=CORRECT_MANY.answered)
def correct_many(asked: CorrectManyIn) -> shapes.Shape:
    """Correct what is known of several documents in one step; those that are not there are passed over."""
    known = engine().store.document_infos(asked.ids)
    corrections = {each: _correction(known[each], asked) for each in dict.fromkeys(asked.ids) if each in known}
    return {"corrected": engine().correct_many(corrections)}


@blueprint.post("/collections/rename")
@blueprint.input(RenameIn, arg_name="asked", example=RENAME.asked)
@blueprint.output(RenamedAnswer, example=RENAME.answered)
def rename(asked: RenameIn) -> shapes.Shape:
    """Give a collection another name; renamed back, all is as it was. Keys that are limited to it keep the old name."""
    return {"documents": engine().rename_collection(asked.collection, asked.name)}


@blueprint.get("/documents/<int:document_id>/overlaps")
@blueprint.input(OverlapsQuery, location="query", arg_name="asked")
@blueprint.output(OverlapsAnswer, example=OVERLAPS.answered)
def overlaps(document_id: int, asked: OverlapsQuery) -> shapes.Shape:
    """The documents that share most wording with one, and which are nearly the same text."""
    return {"documents": engine().overlaps(document_id, k=asked.k)}


def _correction(document: DocumentInfo, asked: CorrectManyIn) -> Correction:
    facts = asked.facts()
    if asked.title_change is not None:
        changed = str(facts.get("title", document.title)).replace(asked.title_change.find, asked.title_change.replace)
        if changed.strip() and changed != document.title:
            facts["title"] = changed.strip()
    tags = [each for each in dict.fromkeys((*document.tags, *asked.add_tags)) if each not in asked.remove_tags]
    return facts, tags if tags != list(document.tags) else None, None
