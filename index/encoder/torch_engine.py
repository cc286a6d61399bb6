"""The model as it is, float32, in sentence-transformers; on CUDA where there is one."""

from __future__ import annotations

import numpy as np
from tokenizers import Tokenizer

from index.encoder.folder import ModelFolder, window
from index.encoder.gathering import Gathering
from index.encoder.text_encoder import Batch
from index.encoder.tokens import Tokens
from index.encoder.transformer import open_model, tokenizer_json
from index.errors import ModelError
from index.types import FloatArray

# Texts of like length go together, so that little is padded. On two cores 8 were faster than 32, the library's default
# (20 passages/s against 13.5). A GPU wants more at once; 64 was not measured.
_BATCH = {"cpu": 8, "cuda": 64}


class TorchEngine:
    """Any model that sentence-transformers loads, never with code of its own (``trust_remote_code``).

    What a text's neighbours in a lot change in its vector is float32's rounding, some 1e-7.
    """

    def __init__(self, folder: ModelFolder, threads: int, device: str | None) -> None:
        import torch  # noqa: PLC0415 - two seconds and 200 MB that the other engine does without

        torch.set_num_threads(threads)
        self._device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        self._model = open_model(folder, self._device)
        dim = self._model.get_embedding_dimension()
        if dim is None:
            raise ModelError(f"{folder.name} does not say how long its vectors are.")
        self.dim: int = dim
        self.window: int = self._model.max_seq_length or window(folder) or 512  # 512: the usual limit, when unstated
        self.name = f"torch float32 {self._device}"
        size = _BATCH.get(self._device.partition(":")[0], _BATCH["cpu"])
        # One lot at a time: the library's tokenizer may not be used by two threads at once.
        self._gathering = Gathering(self._run, dim, size)

    @property
    def tokens(self) -> Tokens:
        """A tokenizer of its own, equal to the model's."""
        return Tokens(Tokenizer.from_str(tokenizer_json(self._model)))

    def encode(self, batch: Batch) -> FloatArray:
        """Unit vectors, shape (n, dim), float32, in the order of the texts."""
        return self._gathering.encode(batch)

    def _run(self, texts: list[str], prompt: str) -> FloatArray:
        vectors = self._model.encode(
            texts, prompt=prompt, batch_size=len(texts), normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, np.float32)
