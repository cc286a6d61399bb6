"""What is done with a finished check: reports and corrected drafts taken away, spans dismissed, the draft edited."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from index.dismissed import Reason
from service.schemas.checks import ViewFields
from service.schemas.common import Body, Label, LimitedText, Text
from service.schemas.uploads import Files

ReportFormat = Literal["docx", "html", "json", "csv"]
ReportLanguage = Annotated[Literal["zh", "en"], Field(description="The report's language.")]


class ReportFields(ViewFields):
    """The report's language, and thresholds it is made under; what is not given is as the check was made."""

    lang: ReportLanguage = "zh"


class ReportQuery(ReportFields):
    """The same in the address."""

    model_config = ConfigDict(strict=False)


class ReportUpload(ReportFields):
    """The draft's own file: a Word report keeps its formatting, a check that was kept without text gets its text."""

    model_config = ConfigDict(strict=False)

    files: Annotated[Files, Field(max_length=1, description="The draft's file.")]


class ReportIn(ReportFields):
    """The draft of a check that was kept without its text."""

    upload = ReportUpload

    text: Text = Field(description="The draft, exactly as it was checked.")


class CorrectedUpload(Body):
    """The draft's own Word file, as it was before it was edited here."""

    model_config = ConfigDict(strict=False)

    name: Label = Field("", description="What the corrected draft is called; as the check, when empty.")
    files: Annotated[Files, Field(max_length=1, description="The draft's docx file.")]


class CorrectedIn(Body):
    """Without the draft's file the corrected draft becomes a plain Word file."""

    upload = CorrectedUpload

    name: Label = Field("", description="What the corrected draft is called; as the check, when empty.")


class DismissIn(ViewFields):
    """A range of the draft whose spans do not count any more, and why."""

    start: int = Field(ge=0, description="Where it starts.")
    end: int = Field(ge=0, description="Where it ends.")
    reason: Reason | None = Field(
        description="own earlier text, agreed wording, public document, no copy (wrong), other; null: counts again."
    )
    note: Label = Field("", description="What the reason is, in words.")


class EditIn(ViewFields):
    """Other text in the place of a range of the draft."""

    start: int = Field(ge=0, description="Where it starts.")
    end: int = Field(ge=0, description="Where it ends.")
    text: LimitedText = Field(description="What stands there now; may be empty.")


class KeepIn(Body):
    """How a check that is in memory only is kept for good."""

    keep: Literal["with_text", "without_text"] = Field(description="Whether the draft is kept, too.")
