"""The model the settings name, obtained and loaded, with its progress on the terminal."""

from __future__ import annotations

import sys

from tqdm import tqdm

from index import encoder, model
from index.types import Encoder
from service.settings import Settings


def load_encoder(settings: Settings, *, allow_download: bool = True) -> Encoder:
    """The encoder of the settings' model; made ready first when it is not yet.

    :raises ModelError: If it cannot be had.
    """
    with tqdm(desc="model", unit="step", disable=not sys.stderr.isatty(), leave=False) as bar:

        def show(step: str, done: int, total: int) -> None:
            bar.set_description(step)
            bar.total = total
            bar.update(done - bar.n)

        folder = model.obtain(settings.model, settings.data / "models", progress=show, allow_download=allow_download)
    return encoder.load(folder, settings.engine, settings.threads)
