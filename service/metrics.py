"""What Prometheus may ask: how long stages and requests take, what waits, how large and how old things are.

Names of routes and stages are the only labels that come from requests: no text, no address, no key.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from index import stages
from index.engine import SNAPSHOT, Engine
from service.jobs import Jobs

# A stage takes a millisecond to a minute; four bounds a decade would make pages of text.
_SECONDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
# Written by `wenheng backup` when it is done; its time is the backup's.
BACKUP_DONE = "backup.done"


class Metrics:
    """The metrics of one application."""

    def __init__(self, engine: Engine, jobs: Jobs) -> None:
        self._registry = CollectorRegistry()
        self._stage = Histogram(
            "wenheng_stage_seconds", "Time in a stage.", ["stage"], buckets=_SECONDS, registry=self._registry
        )
        for name in stages.NAMES:  # there from the start, so that an alarm on absence means something
            self._stage.labels(name)
        self._request = Histogram(
            "wenheng_request_seconds", "Time of a request.", ["route"], buckets=_SECONDS, registry=self._registry
        )
        self._answers = Counter("wenheng_answers", "Answers by status.", ["route", "status"], registry=self._registry)
        self._registry.register(_State(engine, jobs))
        ProcessCollector(registry=self._registry)
        self.close: Callable[[], None] = stages.observe(self._observe)

    def watch(self, app: Flask) -> None:
        """Measure every request of an application."""
        app.before_request(self._before)
        app.after_request(self._after)

    def text(self) -> bytes:
        """Everything, in Prometheus' text format."""
        return generate_latest(self._registry)

    def _observe(self, stage: str, seconds: float) -> None:
        self._stage.labels(stage).observe(seconds)

    @staticmethod
    def _before() -> None:
        g.began = time.perf_counter()

    def _after(self, response: Response) -> Response:
        route = request.endpoint or "none"
        self._answers.labels(route, str(response.status_code)).inc()
        if (began := g.get("began")) is not None:
            self._request.labels(route).observe(time.perf_counter() - began)
        return response


class _State(Collector):
    """What is looked up when it is asked for."""

    def __init__(self, engine: Engine, jobs: Jobs) -> None:
        self._engine, self._jobs = engine, jobs

    def describe(self) -> list[Metric]:
        """Nothing: the registry need not ask the engine while it is made."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The state of queues, corpus, indexes and files."""
        yield InfoMetricFamily("wenheng", "What runs.", value={"version": version("wenheng")})
        jobs = GaugeMetricFamily("wenheng_jobs", "Jobs that wait or run.", labels=["state"])
        all_jobs = self._jobs.all(None)
        for state in ("queued", "running"):
            jobs.add_metric([state], sum(each.state == state for each in all_jobs))
        yield jobs
        yield _gauge("wenheng_ready", "Whether model and indexes are loaded.", int(self._engine.ready))
        if self._engine.ready:
            yield from self._of_corpus()
        yield from _of_files(self._engine.store.folder)

    def _of_corpus(self) -> Iterator[Metric]:
        info = self._engine.info()
        rows = GaugeMetricFamily("wenheng_rows", "Rows of the corpus.", labels=["table"])
        for table in ("documents", "passages", "sentences", "vectors"):
            rows.add_metric([table], getattr(info, table))
        yield rows
        yield _gauge("wenheng_store_version", "Rises with every write to the corpus.", info.store_version)
        index = GaugeMetricFamily("wenheng_index_vectors", "Vectors of an index.", labels=["language", "part"])
        for each in info.indexes:
            index.add_metric([each.language, "all"], each.vectors)
            index.add_metric([each.language, "fresh"], each.fresh)
        yield index
        faults = GaugeMetricFamily(
            "wenheng_vector_store_events",
            "What happened with a distributed vector store since the start.",
            labels=["event"],
        )
        for name, count in sorted(self._engine.vector_store_events().items()):
            faults.add_metric([name], count)
        yield faults


def _of_files(folder: Path) -> Iterator[Metric]:
    sizes = GaugeMetricFamily("wenheng_file_bytes", "Sizes of files of the data folder.", labels=["file"])
    for name in ("wenheng.db", "wenheng.db-wal"):
        sizes.add_metric([name], _size(folder / name))
    yield sizes
    yield _gauge("wenheng_disk_free_bytes", "Room on the data folder's disk.", shutil.disk_usage(folder).free)
    ages = GaugeMetricFamily(
        "wenheng_age_seconds", "Since it was last made; absent when it never was.", labels=["what"]
    )
    for what, path in (("snapshot", folder / SNAPSHOT / "about.json"), ("backup", folder / BACKUP_DONE)):
        if path.exists():
            ages.add_metric([what], max(time.time() - path.stat().st_mtime, 0.0))
    yield ages


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _gauge(name: str, said: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, said, value=value)
