"""Waiting for a job of the service."""

from __future__ import annotations

import sys
import time
from typing import Any

import click
from tqdm import tqdm

from scripts.door import Door

# How often a job is looked at while a command waits for it.
_POLL_S = 0.2


def wait(door: Door, job: dict[str, Any], what: str) -> Any:
    """The result of a job when it is done; how far it is is shown on a terminal. Who stops waiting stops the job.

    :raises ClickException: If it failed or was cancelled.
    """
    try:
        with tqdm(desc=what, disable=not sys.stderr.isatty(), leave=False) as bar:
            while job["state"] in {"queued", "running"}:
                time.sleep(_POLL_S)
                job = door.get(f"/v1/jobs/{job['id']}")
                if current := job["current"]:
                    bar.total, bar.n = current["total"], current["done"]
                    bar.set_postfix_str(current["name"])
                    bar.refresh()
    except KeyboardInterrupt:
        door.delete(f"/v1/jobs/{job['id']}")
        raise
    if job["state"] != "done":
        reasons = [message for messages in job["errors"].values() for message in messages]
        raise click.ClickException(" ".join(reasons) or "The job was cancelled.")
    return job["result"]
