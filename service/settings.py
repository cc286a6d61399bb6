"""What can be set, once: one frozen class, read from the environment variables ``WENHENG_…``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from index.milvus.address import Address
from service.errors import ServiceError

PREFIX = "WENHENG_"
MIB = 2**20
# The place for vectors in memory (index.where, which is not imported for it: that would load faiss).
EMBEDDED = "faiss"
#: Office.js from Microsoft's own servers.
FROM_MICROSOFT = "cdn"


class SettingsError(ServiceError):
    """A setting is unknown, or its value is not allowed; the message names it and never shows the value."""


class Settings(BaseSettings):
    """The settings of one Wenheng; ``data`` is set by ``WENHENG_DATA``, and so on."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", hide_input_in_errors=True)

    data: Path = Field(Path("data"), description="The folder that holds everything: database, snapshots, models.")
    host: str = Field("127.0.0.1", min_length=1, max_length=253, description="The address to listen on.")
    port: int = Field(8808, ge=0, le=65535, description="The port to listen on; 0 takes any that is free.")
    hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Further names under which people reach this server, separated by commas (Host header)."
    )
    store: str = Field("faiss", description="Where vectors are searched: faiss, or milvus://host:port/name.")
    read_only: bool = Field(False, description="Only read a data folder that another process writes.")
    model: str = Field("default", min_length=1, description="The model: default, a local folder, or a hub id.")
    engine: Literal["auto", "onnx", "torch"] = Field("auto", description="What runs the model.")
    threads: int = Field(0, ge=0, le=256, description="CPU threads of the model; 0 takes as many as there are cores.")
    http_threads: int = Field(8, ge=1, le=256, description="Requests that are answered at the same time.")
    requests_waiting: int = Field(
        40,
        ge=1,
        le=1000,
        description="Quick requests that may wait, and a quarter as many others; more are refused.",
    )
    request_seconds: int = Field(120, ge=1, le=3600, description="Seconds a request may take, waiting included.")
    max_text_chars: int = Field(200_000, ge=1, le=10_000_000, description="Characters a query, text or draft may have.")
    max_k: int = Field(1000, ge=1, le=1000, description="Results that one query may ask for.")
    max_batch: int = Field(256, ge=1, le=4096, description="Texts, pairs or documents that one request may hold.")
    max_upload_bytes: int = Field(64 * MIB, ge=1024, le=2048 * MIB, description="Bytes that one request may have.")
    read_seconds: int = Field(120, ge=1, le=3600, description="Seconds that reading one file may take.")
    read_bytes: int = Field(
        2048 * MIB, ge=512 * MIB, le=65536 * MIB, description="Memory that reading one file may take (address space)."
    )
    job_bytes: int = Field(MIB // 4, ge=0, le=2048 * MIB, description="Uploads larger than this become jobs.")
    job_chars: int = Field(20_000, ge=0, le=10_000_000, description="Drafts longer than this are checked as jobs.")
    jobs_queued: int = Field(16, ge=1, le=1000, description="Jobs that may wait; further ones are refused.")
    jobs_kept: int = Field(100, ge=1, le=10_000, description="Finished jobs whose reports are kept.")
    job_drafts: bool = Field(
        True, description="Write drafts that jobs check to the data folder until they have ended, to outlive a restart."
    )
    without_keys: bool = Field(False, description="Listen beyond this machine although everybody may do everything.")
    session_hours: int = Field(12, ge=1, le=720, description="Hours that a log-in of the page lasts.")
    https: bool = Field(False, description="People reach the page by https, through a proxy; cookies then need it.")
    office_js: str = Field(
        "", description="Where the Word add-in takes Office.js from: a folder with Microsoft's files, or cdn."
    )
    audit: bool = Field(True, description="Write down who wrote what, and which keys were used, in audit.jsonl.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much is logged.")
    log_format: Literal["text", "json"] = Field("text", description="How a line of the log looks.")

    @field_validator("hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: Any) -> Any:
        return tuple(each.strip() for each in value.split(",") if each.strip()) if isinstance(value, str) else value

    @field_validator("store")
    @classmethod
    def _is_a_store(cls, value: str) -> str:
        if value != EMBEDDED:
            Address.read(value)
        return value

    @field_validator("office_js")
    @classmethod
    def _has_office_js(cls, value: str) -> str:
        if value not in ("", FROM_MICROSOFT) and not (Path(value) / "office.js").is_file():
            raise ValueError("there is no office.js in that folder")
        return value

    @model_validator(mode="after")
    def _memory_does_not_follow(self) -> Settings:
        if self.read_only and self.store == EMBEDDED:
            raise ValueError("READ_ONLY needs STORE: what is in memory does not follow another process")
        return self

    def at(self, store: str) -> Settings:
        """These settings with another place for vectors.

        :raises SettingsError: If it is none.
        """
        try:
            self._is_a_store(store)
        except ValueError as error:
            raise SettingsError(f"That is no place for vectors: {error}.") from None
        return self.model_copy(update={"store": store})


def load_settings(**overrides: Any) -> Settings:
    """The settings of the environment, with what a command was told taking precedence.

    :raises SettingsError: If a ``WENHENG_`` variable is unknown or a value is not allowed.
    """
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            raise SettingsError(f"There is no setting {name}; docs/settings.md lists them.")
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        if not first["loc"]:  # of several settings together
            raise SettingsError(f"The settings do not go together: {first['msg']}.") from None
        name = str(first["loc"][0])
        raise SettingsError(f"{PREFIX}{name.upper()} is not allowed: {first['msg']}.") from None
