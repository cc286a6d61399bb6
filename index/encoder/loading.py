"""From a model's folder to an encoder."""

from __future__ import annotations

import logging
from typing import Literal

from index.encoder.choice import EngineName, choose, cores, remembered, speeds
from index.encoder.fingerprint import fingerprint
from index.encoder.folder import ModelFolder, prompts
from index.encoder.offline import go_offline
from index.encoder.onnx_engine import OnnxEngine
from index.encoder.text_encoder import TextEncoder
from index.encoder.tokens import Tokens
from index.encoder.torch_engine import TorchEngine
from index.errors import ModelError

log = logging.getLogger(__name__)


def load(
    folder: ModelFolder,
    engine: Literal["auto", "onnx", "torch"] = "auto",
    threads: int | None = None,
    device: str | None = None,
) -> TextEncoder:
    """An encoder of the model.

    :param engine: ``onnx`` is the int8 network, ``torch`` the model in float32; ``auto`` the faster of the two, as it
        was measured at set-up, or ``torch`` for a model that has no int8 network.
    :param threads: CPU threads; None or 0 takes as many as there are cores.
    :param device: torch's name of a device (``cpu``, ``cuda``, ``cuda:1``); None takes CUDA where there is one.
    :raises ModelError: If the model's files are damaged, or it has no int8 network and ``onnx`` is asked for.
    """
    go_offline(folder.prepared.parent.parent)
    if engine != "auto":
        return _load(folder, engine, threads, device)
    if not folder.network.exists():
        return _load(folder, "torch", threads, device)
    if known := remembered(folder):
        log.info("engine %s for %s, as measured at set-up, passages a second: %s", known, folder.name, speeds(folder))
        return _load(folder, known, threads, device)
    both: dict[EngineName, TextEncoder] = {
        "onnx": _load(folder, "onnx", threads, device),
        "torch": _load(folder, "torch", threads, device),
    }
    return both[choose(folder, both)]


def _load(folder: ModelFolder, engine: EngineName, threads: int | None, device: str | None) -> TextEncoder:
    if engine == "onnx":
        if not folder.network.exists():
            raise ModelError(f"{folder.name} has no int8 network; use the engine torch.")
        runner = OnnxEngine(folder, threads or cores())
        tokens = Tokens.load(folder.tokenizer)
        return TextEncoder(folder.name, fingerprint(folder, engine), runner, tokens, prompts(folder))
    model = TorchEngine(folder, threads or cores(), device)
    return TextEncoder(folder.name, fingerprint(folder, engine), model, model.tokens, prompts(folder))
