"""Run as a script, in a process of its own that may use the network: download one model from the hub.

The server's process has the hub switched off for good, since the libraries read the switch only once.
"""

import sys
from pathlib import Path

# What other frameworks read; a model may carry its weights five times.
IGNORE = ["onnx/*", "openvino/*", "coreml/*", "*.onnx", "*.h5", "*.msgpack", "*.ot", "*.gguf", "*.tflite", "*.py"]


def main(name: str, cache: Path) -> None:
    """Download what sentence-transformers needs of a model."""
    from huggingface_hub import HfApi, snapshot_download  # noqa: PLC0415 - not for those who import IGNORE

    files = HfApi().model_info(name).siblings or []  # list_repo_files tries for 24 seconds when there is no network
    twice = ["*.bin", "*.pt"] if any(file.rfilename.endswith(".safetensors") for file in files) else []
    snapshot_download(name, cache_dir=cache, ignore_patterns=[*IGNORE, *twice])


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
