"""Obtaining a model: the offline default, a folder, or one from the hub."""

from index.encoder.folder import ModelFolder
from index.model.obtaining import obtain

__all__ = ["ModelFolder", "obtain"]
