"""A corpus moved to another model: every embedded text encoded anew, then the new vectors take over in one step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpus.store import Store
from index.embedding import embedded
from index.ingest import Progress
from index.types import Encoder, FloatArray
from index.windows import windows

_LOT = 512


def reencode(store: Store, encoder: Encoder, progress: Progress | None = None) -> int:
    """Give every text of the store a vector of this encoder; how many there are.

    It may be interrupted and called again: what is encoded already is kept, and until the end the former model's
    vectors are the ones in use. Passages keep their bounds; one that is over a smaller window is encoded in windows.
    """
    model_id = store.vectors.add_model(encoder.name, encoder.fingerprint, encoder.dim)
    missing = store.vectors.without(model_id)
    for start in range(0, len(missing), _LOT):
        lot = missing[start : start + _LOT]
        vectors = encode_whole(encoder, [embedded(store.vectors.text(text_id)) for text_id in lot])
        store.vectors.add(model_id, [(text_id, vector.tobytes()) for text_id, vector in zip(lot, vectors, strict=True)])
        if progress is not None:
            progress(start + len(lot), len(missing))
    store.vectors.keep_only_model(model_id)
    return store.counts()["vectors"]


def encode_whole(encoder: Encoder, texts: Sequence[str]) -> FloatArray:
    """One unit vector a text, shape (n, dim): the mean of its windows where it is over the window."""
    pieces = [windows(encoder, text) for text in texts]
    vectors = encoder.encode_passages([piece for group in pieces for piece in group])
    bounds = np.cumsum([0, *(len(group) for group in pieces)])
    sums = np.add.reduceat(vectors, bounds[:-1], axis=0)
    whole: FloatArray = (sums / np.linalg.norm(sums, axis=1, keepdims=True)).astype(np.float32)
    return whole
