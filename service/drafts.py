"""From what was sent to drafts and options, and the work of checking many drafts."""

from __future__ import annotations

from corpus.read.apart import POOL
from index.types import CheckOptions
from service.checks import Draft, all_classes
from service.documents import label
from service.errors import Fault, InvalidRequestError, fault_of
from service.log import log_unexpected
from service.schemas.check import CheckFields, CheckFileFields, CheckIn, CheckManyIn, CheckManyUpload
from service.schemas.common import filters_of
from service.schemas.uploads import UploadedFile
from service.state import state


def options_of(asked: CheckFields) -> CheckOptions:
    """The options that a request states.

    :raises ReadError: If the template is a file that cannot be read.
    """
    template = asked.template
    if isinstance(asked, CheckFileFields) and asked.template_file:
        template = draft_of_file(asked.template_file[0], "template_file").text
    if isinstance(asked, CheckFileFields):
        filters = filters_of(asked)
    else:
        filters = filters_of(asked.filters) if isinstance(asked, CheckIn | CheckManyIn) else CheckOptions().filters
    return CheckOptions(
        min_run_chars=asked.min_run_chars,
        min_span_chars=asked.min_span_chars,
        nearest=asked.nearest,
        filters=filters,
        classes=asked.classes or all_classes(),
        exclude=asked.exclude,
        template=template,
        sensitivity=asked.sensitivity,
    )


def draft_of_file(file: UploadedFile, field: str = "files") -> Draft:
    """A file's text, within the limit for texts.

    :raises ReadError: If it cannot become text.
    :raises InvalidRequestError: If it is over the limit.
    """
    name = label(file.name)
    source = POOL.read(file.data, name)
    limit = state().settings.max_text_chars
    if len(source.text) > limit:
        raise InvalidRequestError(
            f"The draft has more than {limit} characters.", {field: [f"at most {limit} characters"]}
        )
    return Draft(name, source.text, source.notes)


def drafts_of(asked: CheckManyIn | CheckManyUpload) -> tuple[list[Draft], list[tuple[str, Fault]]]:
    """The drafts of a request, and the files that cannot be read.

    :raises ReadError: If none of the files can be read; or what else is wrong with the first.
    """
    if isinstance(asked, CheckManyIn):
        return [Draft(each.name, each.text) for each in asked.drafts], []
    drafts, errors = [], []
    for file in asked.files:
        try:
            drafts.append(draft_of_file(file))
        except Exception as error:  # the answer names the file; what is not foreseen is logged
            errors.append((label(file.name), error))
            if fault_of(error).status == 500:
                log_unexpected(error)
    if not drafts:
        raise errors[0][1]
    return drafts, [(name, fault_of(error)) for name, error in errors]
