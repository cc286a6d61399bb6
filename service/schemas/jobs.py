"""Background work: ingesting large files, rebuilding the index."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.schemas.checks import CheckResult, ManyAnswer, TwinsAnswer
from service.schemas.common import Answer, Body
from service.schemas.documents import AddedAnswer


class JobIn(Body):
    """Work to start; large uploads start theirs by themselves."""

    kind: Literal["rebuild"] = Field(description="rebuild: build the index in memory anew from the database.")


class CurrentAnswer(Answer):
    """What is being done: a file in texts encoded so far and in all, a draft in steps (0 while it is not known)."""

    name: str
    done: int
    total: int


class JobAnswer(Answer):
    """A job and how far it is."""

    id: str = Field(examples=["9f2c6a1be0d94c0f8f6f3c54d8c7a311"])
    kind: Literal["ingest", "rebuild", "check", "check_many", "twins", "map"]
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    done: int = Field(description="Files or drafts finished.")
    total: int = Field(description="Files or drafts in all.")
    rate: float = Field(description="Texts encoded a second, so far.")
    current: CurrentAnswer | None
    errors: dict[str, list[str]] = Field(description="Files that failed, and why.")
    result: AddedAnswer | CheckResult | ManyAnswer | TwinsAnswer | None = Field(
        description="What became of it; for files and drafts it grows while the job runs."
    )
    created_at: str = Field(description="UTC, ISO 8601.")
    started_at: str | None
    finished_at: str | None


class JobEnvelope(Answer):
    """One job."""

    job: JobAnswer


class JobsAnswer(Answer):
    """All jobs, the newest first."""

    jobs: tuple[JobAnswer, ...]
