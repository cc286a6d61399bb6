"""Several results as one JSON object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from scripts.evaluation.report import Result


def combined(results: Sequence[Result], label: str) -> dict[str, Any]:
    """The figures of one set as they are; of several sets their means, and each set's own under ``label`` by name."""
    if len(results) == 1:
        return results[0].figures()
    by_name = {result.name: result.figures() for result in results}
    return {**mean_figures(list(by_name.values())), label: by_name}


def mean_figures(several: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The plain mean of each figure over the sets that define it, at every depth; counts and names are left out."""
    means: dict[str, Any] = {}
    for name, first in several[0].items():
        values = [one[name] for one in several]
        if isinstance(first, Mapping):
            means[name] = mean_figures(values)
        elif all(value is None or isinstance(value, float) for value in values):
            defined = [value for value in values if value is not None]
            means[name] = float(np.mean(defined)) if defined else None
    return means
