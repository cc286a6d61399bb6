"""The model as it is, float32, in sentence-transformers; on CUDA where there is one."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
from tokenizers import Tokenizer

from index.encoder.folder import ModelFolder, window
from index.encoder.text_encoder import Prompted
from index.encoder.tokens import Tokens
from index.encoder.transformer import open_model, tokenizer_json
from index.errors import ModelError
from index.types import FloatArray

# Texts of equal length go together, so that nothing is padded. On two cores 8 were the fastest of 1, 8 and 32
# (20 passages/s against 13.5 of 32, the library's default); a GPU wants more at once.
_BATCH = {"cpu": 8, "cuda": 64}


class TorchEngine:
    """Any model that sentence-transformers loads, never with code of its own (``trust_remote_code``)."""

    def __init__(self, folder: ModelFolder, threads: int, device: str | None) -> None:
        import torch  # noqa: PLC0415 - two seconds and 200 MB that the other engine does without

        torch.set_num_threads(threads)
        self._device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        self._model = open_model(folder, self._device)
        self._lock = threading.Lock()  # the library's tokenizer may not be used by two threads at once
        dim = self._model.get_embedding_dimension()
        if dim is None:
            raise ModelError(f"{folder.name} does not say how long its vectors are.")
        self.dim: int = dim
        self.window: int = self._model.max_seq_length or window(folder) or 512  # 512: the usual limit, when unstated
        self.name = f"torch float32 {self._device}"

    @property
    def tokens(self) -> Tokens:
        """A tokenizer of its own, equal to the model's."""
        return Tokens(Tokenizer.from_str(tokenizer_json(self._model)))

    def encode(self, items: Sequence[Prompted]) -> FloatArray:
        """Unit vectors, shape (n, dim), float32, in the order of the items."""
        vectors = np.empty((len(items), self.dim), np.float32)
        by_length: dict[tuple[str, int], list[int]] = defaultdict(list)
        for index, item in enumerate(items):
            by_length[item.prompt, len(item.ids)].append(index)
        for (prompt, _), group in by_length.items():
            for lot in _lots(group, _BATCH.get(self._device.partition(":")[0], 8)):
                vectors[lot] = self._run([items[index].text for index in lot], prompt)
        return vectors

    def _run(self, texts: list[str], prompt: str) -> FloatArray:
        with self._lock:
            vectors = self._model.encode(
                texts, prompt=prompt, batch_size=len(texts), normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, np.float32)


def _lots(indices: Iterable[int], size: int) -> Iterator[list[int]]:
    rest = iter(indices)
    while lot := list(islice(rest, size)):
        yield lot
