"""The int8 network in onnxruntime: one session, one text a run, as many runs at a time as there are cores."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from index.encoder.folder import ModelFolder, window
from index.encoder.text_encoder import Batch
from index.errors import ModelDamagedError
from index.types import FloatArray

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


# So many texts (a question read in windows) are encoded by who asks, not behind the thousands of a long draft.
_ALONE = 4


class OnnxEngine:
    """Runs texts one by one.

    int8 activations share one scale a run, so that in a batch a text's vector would depend on its neighbours and on
    padding. One at a time it does not, and nothing is computed for padding. A run uses one thread: several runs share
    the session and its memory, and a single short query waits for nobody.
    """

    name = "onnx int8 cpu"

    def __init__(self, folder: ModelFolder, threads: int) -> None:
        self._session = _open(folder)
        self._pool = ThreadPoolExecutor(threads, "encode")
        self.dim: int = self._session.get_outputs()[0].shape[-1]
        self.window = window(folder) or 512  # 512: every BERT and XLM-R, the only kinds with such a network

    def encode(self, batch: Batch) -> FloatArray:
        """Unit vectors, shape (n, dim), float32, in the order of the texts."""
        if len(batch.ids) <= _ALONE:
            return np.concatenate([self._run(ids) for ids in batch.ids])
        vectors = np.empty((len(batch.ids), self.dim), np.float32)
        order = batch.longest_first()  # so that the threads end together
        for index, vector in zip(order, self._pool.map(lambda at: self._run(batch.ids[at]), order), strict=True):
            vectors[index] = vector[0]
        return vectors

    def _run(self, ids: list[int]) -> FloatArray:
        vector: FloatArray = self._session.run(None, {"input_ids": np.array([ids], np.int64)})[0]
        return vector.reshape(1, -1)  # networks made by earlier versions gave a first token an axis of its own


def _open(folder: ModelFolder) -> InferenceSession:
    import onnxruntime  # noqa: PLC0415 - half a second that commands without a model do without

    onnxruntime.disable_telemetry_events()  # of Windows; elsewhere index.encoder.offline keeps it from beginning
    onnxruntime.set_default_logger_severity(3)  # errors
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Higher levels would join Add and LayerNormalization to the slow kernel that network.py avoids.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    try:
        return onnxruntime.InferenceSession(str(folder.network), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its own errors share no base but Exception
        raise ModelDamagedError(f"The int8 network of {folder.name} cannot be loaded.") from error
