"""Encoders: the only place that imports torch, onnxruntime, sentence_transformers and transformers."""

from index.encoder.folder import ModelFolder
from index.encoder.loading import load
from index.encoder.text_encoder import TextEncoder

__all__ = ["ModelFolder", "TextEncoder", "load"]
