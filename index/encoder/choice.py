"""Which engine is faster on this machine: measured once, kept in the model's prepared folder."""

from __future__ import annotations

import logging
import os
import platform
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from index.encoder.fingerprint import save_json
from index.encoder.folder import ModelFolder, settings
from index.errors import ModelDamagedError
from index.types import Encoder
from index.windows import windows

EngineName = Literal["onnx", "torch"]
CHOICE = "engine.json"
# About 25, 60 and 110 tokens: a sentence, a long one, a paragraph of office writing.
_SAMPLE = "坚持问题导向，健全督查台账，逐项明确责任单位和完成时限，推动重点工作落地见效。"
_SAMPLES = [f"第{number}期。{_SAMPLE * times}" for number in range(1, 5) for times in (1, 2, 4)]
_ROUNDS = 3  # the best counts: other work on the machine only ever slows a round

log = logging.getLogger(__name__)


def cores() -> int:
    """The processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def machine() -> str:
    """The processor's name, the number of cores, and whether NVIDIA's driver is there: what the speeds hang on."""
    name = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        lines = information.read_text(encoding="utf-8", errors="replace").splitlines()
        facts = dict(line.split(":", 1) for line in reversed(lines) if ":" in line)
        named = {key.strip(): value.strip() for key, value in facts.items()}
        name = named.get("model name", name)
        name += " VNNI" if {"avx512_vnni", "avx_vnni"} & set(named.get("flags", "").split()) else ""
    return f"{name}, {cores()} cores" + (", NVIDIA" if shutil.which("nvidia-smi") else "")


def remembered(folder: ModelFolder) -> EngineName | None:
    """The engine chosen before on a machine like this one."""
    try:
        choice = settings(folder.prepared / CHOICE)
    except ModelDamagedError:
        return None
    engine = choice.get("engine")
    return engine if engine in ("onnx", "torch") and choice.get("machine") == machine() else None


def speeds(folder: ModelFolder) -> object:
    """What was measured when the engine was chosen, passages a second by engine."""
    return settings(folder.prepared / CHOICE).get("passages_per_s")


def choose(folder: ModelFolder, encoders: Mapping[EngineName, Encoder]) -> EngineName:
    """Measure, remember and return the faster one."""
    measured = {name: round(_speed(encoder), 1) for name, encoder in encoders.items()}
    engine = max(measured, key=lambda name: measured[name])
    log.info("engine %s chosen for %s, passages a second: %s", engine, folder.name, measured)
    save_json(folder.prepared / CHOICE, {"engine": engine, "machine": machine(), "passages_per_s": measured})
    return engine


def _speed(encoder: Encoder) -> float:
    samples = [windows(encoder, sample)[0] for sample in _SAMPLES]
    encoder.encode_passages(samples[:2])  # the first run allocates
    times = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        encoder.encode_passages(samples)
        times.append(time.perf_counter() - start)
    return len(samples) / min(times)
