"""What can go wrong in the service, and the one table from every house's errors to a status and a code.

ServiceError
├── SettingsError         (service.settings) a setting is unknown or not allowed
├── AddressError          (service.server) the address cannot be listened on
├── InvalidRequestError   the request is not what the schema says; names the fields
├── UnsupportedBodyError  the body is neither JSON nor, where allowed, a form with files
├── CrossOriginError      another site's page tried to write
├── ExposedError          (service.exposure) a server without keys would be reached from other machines
├── KeyFileError          the keys cannot be read
├── NoSuchKeyError        no key has that id
├── KeyRequiredError      keys are in use, and the request has none
├── KeyRefusedError       the key is unknown, expired or revoked
├── NotAllowedError       the key is not for what is asked
├── CsrfError             a session's write without the session's token
├── OverloadedError       too many requests wait already
├── BusyError             one client has too many requests waiting
├── DeadlineError         the time for the request is over, or its client has hung up
├── NotReadyError         the model or the index is still being loaded
├── JobNotFoundError      no job has that id
├── UndoGoneError         a deletion can no longer be undone
├── JobFinishedError      a finished job cannot be cancelled
└── JobsFullError         too many jobs wait already
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from werkzeug.exceptions import SecurityError

from corpus import errors as corpus
from index import errors as index


class ServiceError(Exception):
    """Base of everything this room raises; ``str(error)`` is one sentence for a user, without draft text."""


class InvalidRequestError(ServiceError):
    """The request is not what the schema says.

    :ivar fields: For each wrong field, by its path such as ``filters.year.0``, what is wrong with it.
    """

    def __init__(self, message: str, fields: Mapping[str, list[str]] | None = None) -> None:
        super().__init__(message)
        self.fields = fields or {}


class InvalidJsonError(InvalidRequestError):
    """The body is not JSON."""


class UnsupportedBodyError(ServiceError):
    """The body is of a kind the route does not take."""


class CrossOriginError(ServiceError):
    """Another site's page tried to write."""


class ExposedError(ServiceError):
    """A server without keys would be reached from other machines."""


class KeyFileError(ServiceError):
    """The keys cannot be read; then nobody is let in."""


class NoSuchKeyError(ServiceError):
    """No key has that id."""


class KeyRequiredError(ServiceError):
    """Keys are in use, and the request has none."""


class KeyRefusedError(ServiceError):
    """The key is unknown, or it has expired or was revoked."""


class NotAllowedError(ServiceError):
    """The key is not for what is asked."""


class CsrfError(ServiceError):
    """A write of a session that does not come from one of our pages."""


class OverloadedError(ServiceError):
    """Too many requests wait already."""


class BusyError(ServiceError):
    """One client has too many requests waiting."""


class DeadlineError(ServiceError):
    """The time for the request is over, or its client has hung up."""


class NotReadyError(ServiceError):
    """The model or the index is still being loaded."""


class JobNotFoundError(ServiceError):
    """No job has that id."""


class UndoGoneError(ServiceError):
    """A deletion can no longer be undone."""


class JobFinishedError(ServiceError):
    """A finished job cannot be cancelled."""


class JobsFullError(ServiceError):
    """Too many jobs wait already."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An error as the caller sees it."""

    status: int
    code: str
    message: str
    fields: Mapping[str, list[str]] = field(default_factory=dict)
    retry_after_s: int | None = None

    def body(self) -> dict[str, object]:
        """The one shape of every error."""
        return {"error": {"code": self.code, "message": self.message, "fields": dict(self.fields)}}


STATUS_AND_CODE: Mapping[type[Exception], tuple[int, str]] = {
    InvalidRequestError: (422, "invalid_request"),
    InvalidJsonError: (400, "invalid_json"),
    UnsupportedBodyError: (415, "unsupported_media_type"),
    CrossOriginError: (403, "cross_origin"),
    SecurityError: (400, "untrusted_host"),
    KeyFileError: (503, "keys_unreadable"),
    NoSuchKeyError: (404, "not_found"),
    KeyRequiredError: (401, "key_required"),
    KeyRefusedError: (401, "key_refused"),
    NotAllowedError: (403, "not_allowed"),
    CsrfError: (403, "csrf"),
    OverloadedError: (503, "overloaded"),
    BusyError: (429, "busy"),
    DeadlineError: (503, "deadline"),
    NotReadyError: (503, "not_ready"),
    JobNotFoundError: (404, "not_found"),
    UndoGoneError: (404, "undo_gone"),
    JobFinishedError: (409, "job_finished"),
    JobsFullError: (503, "jobs_full"),
    corpus.ReadError: (422, "unreadable_file"),
    corpus.EmptyFileError: (422, "empty_file"),
    corpus.UnknownFormatError: (415, "unknown_format"),
    corpus.CorruptFileError: (422, "corrupt_file"),
    corpus.EncryptedFileError: (422, "encrypted_file"),
    corpus.NoTextError: (422, "no_text"),
    corpus.FileTooLargeError: (413, "too_large"),
    corpus.TooCostlyError: (422, "too_costly"),
    corpus.ConverterMissingError: (422, "converter_missing"),
    corpus.StoreError: (503, "store_unavailable"),
    corpus.NewerSchemaError: (503, "newer_data"),
    corpus.StoreBusyError: (503, "store_busy"),
    corpus.StoreFullError: (507, "disk_full"),
    corpus.CollectionExistsError: (409, "collection_exists"),
    corpus.StoreReadOnlyError: (503, "read_only"),
    index.ModelError: (503, "model_unavailable"),
    index.ModelNotFoundError: (503, "model_not_found"),
    index.ModelDamagedError: (503, "model_damaged"),
    index.ModelChangedError: (503, "model_changed"),
    index.NotFoundError: (404, "not_found"),
    index.QueryError: (422, "invalid_query"),
    index.StoreMissingError: (503, "vectors_unavailable"),
    index.StoreAwayError: (503, "vectors_unavailable"),
    index.OtherCollectionError: (403, "other_collection"),
    index.CancelledError: (409, "cancelled"),
}

# What plain HTTP errors say; the library's own words may quote the request, these do not.
_HTTP: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "The request cannot be understood."),
    401: ("key_required", "A key is needed."),
    403: ("not_allowed", "This key, or this page, may not do that."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take that method."),
    413: ("too_large", "The request is over the limit; /v1/info states the limits."),
    415: ("unsupported_media_type", "The body must be JSON with Content-Type: application/json."),
    422: ("invalid_request", "The request is not what the schema says."),
    429: ("too_many_requests", "Too many requests; try again later."),
    500: ("internal", "Something went wrong here; the log says where."),
    503: ("unavailable", "The service cannot answer now; try again later."),
    507: ("disk_full", "The disk is full."),
}
# A busy moment passes in seconds; so a client that waits this long seldom asks twice.
_RETRY_AFTER_S = 2


def http_fault(status: int) -> Fault:
    """A plain HTTP error as a Fault."""
    phrase = HTTPStatus(status).phrase
    code, message = _HTTP.get(status, (phrase.lower().replace(" ", "_").replace("-", "_"), f"{phrase}."))
    return Fault(status, code, message, retry_after_s=_RETRY_AFTER_S if status in {429, 503} else None)


def fault_of(error: Exception) -> Fault:
    """What the caller is told of an exception; one that is not in the table is told as 500 without its words."""
    if isinstance(error, SecurityError):
        return Fault(*STATUS_AND_CODE[SecurityError], "The Host header is none of this server's names (WENHENG_HOSTS).")
    for kind in type(error).__mro__:
        if kind in STATUS_AND_CODE:
            status, code = STATUS_AND_CODE[kind]
            fields = error.fields if isinstance(error, InvalidRequestError) else {}
            return Fault(status, code, str(error), fields, _RETRY_AFTER_S if status in {429, 503} else None)
    is_full = isinstance(error, OSError) and error.errno == errno.ENOSPC  # of the folder for temporary files
    return http_fault(507 if is_full else 500)
