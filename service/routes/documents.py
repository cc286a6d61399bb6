"""/v1/documents: adding, listing, reading, correcting, deleting."""

from __future__ import annotations

from collections.abc import Sequence

from apiflask import APIBlueprint
from flask import Response, jsonify, make_response

from service import shapes
from service.documents import Incoming, IngestReport, ingest_file, label, source_of_text
from service.errors import Fault, fault_of
from service.examples import ADD, DELETE, DOCUMENT, DOCUMENTS, JOB, PATCH, RELATED
from service.log import log_unexpected
from service.schemas.common import filters_of
from service.schemas.documents import (
    AddedAnswer,
    CorrectionIn,
    DeletedAnswer,
    DeleteIn,
    DocumentIn,
    DocumentQuery,
    DocumentsAnswer,
    DocumentsIn,
    DocumentsQuery,
    DocumentsUpload,
    FullDocumentAnswer,
    RelatedAnswer,
    RelatedQuery,
)
from service.schemas.found import DocumentAnswer
from service.state import engine, state
from service.work import ingesting

blueprint = APIBlueprint("documents", __name__, url_prefix="/v1/documents", tag="Documents 文库")


@blueprint.post("")
@blueprint.input(DocumentsIn, arg_name="asked", example=ADD.asked)
@blueprint.output(AddedAnswer, example=ADD.answered)
@blueprint.doc(responses=JOB.response(202, "Large: the job that does it."))
def add(asked: DocumentsIn | DocumentsUpload) -> shapes.Shape | Response:
    """Add documents, as JSON text or as files in a form.

    What is there already (same text) keeps its id; a text or file sent again under the same source replaces its
    former version. A file that holds many documents is split into them. Large uploads answer 202 with a job.
    """
    if isinstance(asked, DocumentsUpload):
        incoming = [_of_file(asked, index) for index in range(len(asked.files))]
    else:
        incoming = [_of_text(each) for each in asked.each()]
    is_large = sum(len(each.data) for each in incoming) > state().settings.job_bytes
    if is_large if asked.background is None else asked.background:
        return make_response(jsonify({"job": shapes.job(state().jobs.start("ingest", ingesting(incoming)))}), 202)
    return _add_now(incoming)


@blueprint.get("")
@blueprint.input(DocumentsQuery, location="query", arg_name="asked")
@blueprint.output(DocumentsAnswer, example=DOCUMENTS.answered)
def documents(asked: DocumentsQuery) -> shapes.Shape:
    """List documents, a page at a time."""
    page, total = engine().documents(filters_of(asked), limit=asked.limit, offset=asked.offset, sort=asked.sort)
    return {"documents": page, "total": total, "limit": asked.limit, "offset": asked.offset}


@blueprint.get("/<int:document_id>")
@blueprint.input(DocumentQuery, location="query", arg_name="asked")
@blueprint.output(FullDocumentAnswer, example=DOCUMENT.answered)
def document(document_id: int, asked: DocumentQuery) -> shapes.Shape:
    """A document with its text and its passages."""
    known = DocumentAnswer.model_validate(engine().document(document_id)).model_dump(exclude={"passages"})
    text = {"text": engine().document_text(document_id)} if asked.text else {}
    return known | text | ({"passages": engine().passages(document_id)} if asked.passages else {})


@blueprint.get("/<int:document_id>/related")
@blueprint.input(RelatedQuery, location="query", arg_name="asked")
@blueprint.output(RelatedAnswer, example=RELATED.answered)
def related(document_id: int, asked: RelatedQuery) -> shapes.Shape:
    """The documents that say most of what a document says."""
    return {"documents": shapes.related(engine().related(document_id, k=asked.k))}


@blueprint.patch("/<int:document_id>")
@blueprint.input(CorrectionIn, arg_name="asked", example=PATCH.asked)
@blueprint.output(DocumentAnswer, example=PATCH.answered)
def correct(document_id: int, asked: CorrectionIn) -> object:
    """Correct what is known of a document; corrections outlive a new version of its file."""
    return engine().correct(document_id, facts=asked.facts(), tags=asked.tags, metadata=asked.metadata)


@blueprint.delete("/<int:document_id>")
@blueprint.output(DeletedAnswer, example=DELETE.answered)
def delete(document_id: int) -> shapes.Shape:
    """Delete a document from everything."""
    engine().document(document_id)
    return _delete([document_id])


@blueprint.post("/delete")
@blueprint.input(DeleteIn, arg_name="asked", example=DELETE.asked)
@blueprint.output(DeletedAnswer, example=DELETE.answered)
def delete_many(asked: DeleteIn) -> shapes.Shape:
    """Delete several documents; those that are not there are passed over."""
    return _delete(asked.ids)


def _delete(ids: Sequence[int]) -> shapes.Shape:
    removed = engine().take_out(ids)
    undo = state().trash.keep(removed)
    return {"deleted": removed.documents} | ({"undo": undo} if undo else {})


def _of_text(asked: DocumentIn) -> Incoming:
    source = asked.source or source_of_text(asked.text)
    return Incoming(
        name=f"{label(asked.title or asked.source or '')}.{asked.format}",
        data=asked.text.encode(),
        source=source,
        collection=asked.collection,
        tags=asked.tags,
        metadata=asked.metadata,
        facts=asked.facts(),
    )


def _of_file(asked: DocumentsUpload, index: int) -> Incoming:
    file = asked.files[index]
    name = label(file.name)
    return Incoming(name, file.data, asked.source or name, asked.collection, asked.tags)


def _add_now(incoming: Sequence[Incoming]) -> shapes.Shape | Response:
    """Each file by itself: a bad one does not keep the others out. When none went well, that is an error."""
    reports: list[IngestReport] = []
    faults: list[tuple[str, Fault]] = []
    for each in incoming:
        try:
            reports.append(ingest_file(engine(), each))
        except Exception as error:  # the answer names the file; what is not foreseen is logged
            faults.append((each.name, fault_of(error)))
            if faults[-1][1].status == 500:
                log_unexpected(error)
    if reports:
        return shapes.added(reports, faults)
    first = faults[0][1]
    fields: dict[str, list[str]] = {}
    for name, fault in faults:
        fields.setdefault(name, []).append(fault.message)
    whole = Fault(first.status, first.code, first.message, fields, first.retry_after_s)
    return make_response(jsonify(whole.body()), whole.status)
