"""Documents: adding, listing, reading, correcting, deleting."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from service.schemas.common import (
    Answer,
    AtMost,
    Body,
    FilterFields,
    Form,
    Id,
    Label,
    Labels,
    ManyNames,
    Metadata,
    Name,
    PlainText,
    Year,
    exactly_one,
)
from service.schemas.found import DocumentAnswer, DocumentBrief, DocumentKnown, PassageAnswer
from service.schemas.uploads import Files

MAX_OFFSET = 2**31


class FactsIn(Body):
    """What is recognised of a document and may be set by hand."""

    title: Name | None = None
    kind: Label | None = Field(None, examples=["工作总结"])
    organ: Label | None = Field(None, examples=["县政府办"])
    level: Label | None = Field(None, examples=["县"])
    year: Year | None = Field(None, examples=[2020])

    def facts(self) -> dict[str, object]:
        """The facts that were given; a year given as null is known not to be known."""
        names = self.model_fields_set & set(FactsIn.model_fields)
        return {name: getattr(self, name) for name in names if name == "year" or getattr(self, name) is not None}


class _DocumentFields(FactsIn):
    source: Name | None = Field(None, description="Its name; a text sent again under it replaces the former one.")
    format: Literal["txt", "md", "html"] = Field("txt", description="How the text is to be read.")
    collection: Name = Field("default", description="The collection it belongs to.")
    tags: Labels = ()
    metadata: Metadata = Field(default_factory=dict, description="Free pairs that can be filtered on.")


class DocumentIn(_DocumentFields):
    """A document as text; limited by the size of the request only."""

    text: PlainText = Field(description="The document's text.")


Documents = Annotated[tuple[DocumentIn, ...], AtMost("max_batch", "maxItems")]


class DocumentsUpload(Form):
    """Files (txt, md, docx, pdf, html, odt; doc and wps where LibreOffice is installed)."""

    files: Files
    source: Name | None = Field(None, description="Under which name the file is kept; with one file only.")
    collection: Name = "default"
    tags: ManyNames = ()
    background: bool | None = Field(None, description="As a job; by default when the files are large.")

    @model_validator(mode="after")
    def _one_source(self) -> DocumentsUpload:
        if self.source is not None and len(self.files) != 1:
            raise ValueError("source goes with exactly one file")
        return self


class DocumentsIn(_DocumentFields):
    """One document (``text``) or several (``documents``)."""

    upload = DocumentsUpload

    text: PlainText | None = Field(None, description="The document's text.")
    documents: Documents | None = Field(None, description="Several documents instead.")
    background: bool | None = Field(None, description="As a job; by default when the texts are large.")

    _one = model_validator(mode="after")(exactly_one("text", "documents"))

    @model_validator(mode="after")
    def _fields_belong_to_text(self) -> DocumentsIn:
        if self.documents is not None and self.model_fields_set - {"documents", "background"}:
            raise ValueError("with documents, each document says its own source, facts, tags and metadata")
        return self

    def each(self) -> tuple[DocumentIn, ...]:
        """The documents, however they were given."""
        if self.documents is not None:
            return self.documents
        given = {name: getattr(self, name) for name in self.model_fields_set if name in DocumentIn.model_fields}
        return (DocumentIn.model_construct(self.model_fields_set & set(DocumentIn.model_fields), **given),)


class DocumentsQuery(FilterFields):
    """A page of the list of documents; filters as in search, repeated for several values."""

    model_config = ConfigDict(strict=False)

    limit: int = Field(50, ge=1, le=1000, description="Documents on a page.")
    offset: int = Field(0, ge=0, le=MAX_OFFSET, description="Documents to skip.")
    sort: Literal[
        "id", "-id", "title", "-title", "year", "-year", "organ", "-organ", "kind", "-kind", "characters", "-characters"
    ] = Field("id", description="-: the other way round.")


class DocumentQuery(Form):
    """What to answer of a document besides what is known of it."""

    text: bool = Field(True, description="With its text.")
    passages: bool = Field(True, description="With its passages.")


class RelatedQuery(Form):
    """How many related documents to answer."""

    k: int = Field(10, ge=1, le=100)


class RelatedDocument(Answer):
    """A document related to the one asked about."""

    document: DocumentBrief
    similarity: float = Field(description="Mean over the passages of the one asked about of the nearest of this one.")
    passages: int = Field(description="How many of them are nearer to this document than to any other.", examples=[4])


class RelatedAnswer(Answer):
    """Documents that say most of what a document says, best first."""

    documents: tuple[RelatedDocument, ...]


class PassageQuery(Form):
    """How many paragraphs to answer around a passage."""

    before: int = Field(2, ge=0, le=100)
    after: int = Field(2, ge=0, le=100)


class CorrectionIn(FactsIn):
    """Facts, tags or metadata set by hand; what is not named stays as it is."""

    tags: Labels | None = None
    metadata: Metadata | None = None


class DeleteIn(Body):
    """Documents to delete."""

    ids: Annotated[tuple[Id, ...], AtMost("max_k", "maxItems")] = Field(examples=[[3, 5]])


class DeletedAnswer(Answer):
    """How many documents there were and are no more."""

    deleted: int
    undo: str | None = Field(
        None, description="For POST /v1/documents/undo, for ten minutes; absent when it was too much to keep."
    )


class AddedDocument(DocumentAnswer):
    """A document and what became of it."""

    status: Literal["added", "unchanged", "replaced"]


class FileError(Answer):
    """Why a file could not be read."""

    code: str = Field(examples=["encrypted_file"])
    message: str


class FailedFile(Answer):
    """A file that could not be read."""

    name: str
    error: FileError


class FileNotes(Answer):
    """What the reader says about a file, such as what it left out."""

    name: str
    notes: tuple[str, ...]


class AddedAnswer(Answer):
    """What became of each document, and the files that could not be read."""

    documents: tuple[AddedDocument, ...]
    failed: tuple[FailedFile, ...]
    notes: tuple[FileNotes, ...]


class DocumentsAnswer(Answer):
    """A page of documents."""

    documents: tuple[DocumentAnswer, ...]
    total: int = Field(description="How many there are within the filters.")
    limit: int
    offset: int


class FullDocumentAnswer(DocumentKnown):
    """A document with its text and its passages in reading order, where they are asked for."""

    text: str | None = None
    passages: tuple[PassageAnswer, ...] | None = None


class PassageInContext(PassageAnswer):
    """A passage, its document, and the passages around it in reading order, itself among them."""

    document: DocumentAnswer
    neighbours: tuple[PassageAnswer, ...]
