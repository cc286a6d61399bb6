"""Which model a corpus is of, and how it moves to another: all is encoded anew, then the new vectors take over."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpus.store import Store
from index.embedding import embedded
from index.errors import ModelChangedError
from index.ingest import Progress
from index.types import Encoder, FloatArray
from index.windows import windows

_LOT = 512


def model_in_use(store: Store, encoder: Encoder) -> int:
    """The id of the encoder's model in the store, which takes it when it holds no vectors yet.

    :raises ModelChangedError: If the store's vectors are of another model, or of this one run by another engine.
    """
    models = store.vectors.models()
    if models and models[0].fingerprint == encoder.fingerprint:
        return models[0].id
    if not store.counts()["vectors"]:
        model_id = store.vectors.add_model(encoder.name, encoder.fingerprint, encoder.dim)
        store.vectors.keep_only_model(model_id)
        return model_id
    former = models[0]
    way_back = (
        f"The files or the engine changed (now {encoder.engine}; --engine or WENHENG_ENGINE chooses)."
        if former.name == encoder.name
        else "Use the former model again."
    )
    raise ModelChangedError(
        f"The vectors in the data folder are of {former.name} ({former.fingerprint}), the model now is "
        f"{encoder.name} ({encoder.fingerprint}). {way_back} "
        "Or run `wenheng reencode`."
    )


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
