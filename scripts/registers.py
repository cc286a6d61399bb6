"""Fitting of calibrations: logistic curves and registers, by maximum likelihood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, log_expit, logsumexp

from index.calibration import SIGNS, Registers
from index.types import FloatArray

# Penalties on squared weights: of what recognises a register, and of a curve (over standardised signs). Chosen by hand
# on eval/pairs, looking at the errors of both halves: the checked figures are a little optimistic for it. Three times
# as much or as little changes none by more than 0.02.
_DIRECTION, _CURVE = 3e-6, 1e-5
# Pairs of texts that have nothing to do with one another, for each judged pair: they keep "unrelated is 0" true where
# a set has hard negatives only.
UNRELATED = 0.1
# Every set counts the same, however large.

# A closer cosine or order never counts against a pair, a number or a negation that only one text has never for it.
_BOUNDS = {"cosine": (0.0, None), "order": (0.0, None), "numbers": (None, 0.0), "negation": (None, 0.0)}

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """Pairs of one set: unit means, signs, the share who judge each the same, and signs of unrelated pairs."""

    means: FloatArray
    signs: FloatArray
    same: FloatArray
    unrelated: FloatArray


def fit_registers(sets: Mapping[str, Judged]) -> Registers:
    """A register for each set."""
    judged = list(sets.values())
    directions = _directions(judged)
    return Registers(tuple(sets), directions, _curves(judged, directions))


def _directions(sets: Sequence[Judged]) -> FloatArray:
    """Softmax regression: which set a pair's mean vector is of."""
    rows = np.concatenate([each.means for each in sets]).astype(np.float64)
    rows = np.column_stack([rows, np.ones(len(rows))])
    labels = np.repeat(np.arange(len(sets)), [len(each.means) for each in sets])
    weights = np.concatenate([np.full(len(each.means), 1 / len(each.means) / len(sets)) for each in sets])
    hot = np.eye(len(sets))[labels]

    def loss(flat: Array) -> tuple[float, Array]:
        table = flat.reshape(len(sets), -1)
        scores = rows @ table.T
        logs = scores - logsumexp(scores, axis=1, keepdims=True)
        slope = ((np.exp(logs) - hot) * weights[:, None]).T @ rows
        plain = np.column_stack([table[:, :-1], np.zeros(len(sets))])
        value = -(weights * (hot * logs).sum(axis=1)).sum() + _DIRECTION * (plain**2).sum()
        return float(value), (slope + 2 * _DIRECTION * plain).ravel()

    found = minimize(loss, np.zeros(len(sets) * rows.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    table: FloatArray = found.x.reshape(len(sets), -1).astype(np.float32)
    return table


def _curves(sets: Sequence[Judged], directions: FloatArray) -> FloatArray:
    """Logistic regression of the judgements on the signs, all curves at once, each by the registers' shares of a pair.

    Unrelated pairs are of their set's register.
    """
    blank = Registers(("",) * len(sets), directions, np.zeros((len(sets), sets[0].signs.shape[1] + 1), np.float32))
    shares = [blank.shares(each.means) for each in sets]
    shares += [np.eye(len(sets), dtype=np.float32)[np.full(len(each.unrelated), at)] for at, each in enumerate(sets)]
    table = np.concatenate([each.signs for each in sets] + [each.unrelated for each in sets]).astype(np.float64)
    same = np.concatenate([each.same for each in sets] + [np.zeros(len(each.unrelated)) for each in sets])
    weights = np.concatenate(
        [np.full(len(each.same), 1 / len(each.same)) for each in sets]
        + [np.full(len(each.unrelated), UNRELATED / len(each.unrelated)) for each in sets]
    )
    middle, spread = table.mean(axis=0), table.std(axis=0) + 1e-6
    standard = np.column_stack([(table - middle) / spread, np.ones(len(table))])
    rows = (np.concatenate(shares)[:, :, None] * standard[:, None, :]).reshape(len(table), -1)
    width = standard.shape[1]

    def loss(flat: Array) -> tuple[float, Array]:
        odds = rows @ flat
        plain = flat * (np.arange(len(flat)) % width != width - 1)
        value = -(weights * (same * log_expit(odds) + (1 - same) * log_expit(-odds))).sum()
        return float(value + _CURVE * (plain**2).sum()), (weights * (expit(odds) - same)) @ rows + 2 * _CURVE * plain

    bounds = [_BOUNDS.get(name, (None, None)) for name in (*SIGNS, "constant")] * len(sets)
    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds).x.reshape(-1, width)
    slopes = found[:, :-1] / spread
    curves: FloatArray = np.column_stack([slopes, found[:, -1] - slopes @ middle]).astype(np.float32)
    return curves
