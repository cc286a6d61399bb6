"""Which kind of index a number of vectors gets, and the figures behind it (docs/performance.md has the tables)."""

from __future__ import annotations

from dataclasses import dataclass

# Exact search of one query over 10^5 vectors of 384 dimensions takes some 8 ms of one core, and 2·10^5 24 ms; the
# large kind 1 ms at any of these sizes, but it has to be trained (20 s for 2·10^5 on two cores).
EXACT_LIMIT = 100_000
# Beside a large index so many fresh vectors are searched exactly (1.5 ms) before they are merged into it.
FRESH_LIMIT = 20_000
# The lists of a large index are trained again when it has grown so many times: training stays linear in all.
GROWTH = 4
# Rows of deleted vectors, as a share, that are carried along before the index is built anew without them.
DEAD_SHARE = 0.25
# Up to here a code has four bits for two dimensions, above for four: 10^7 vectors in 0.7 GB instead of 1.2.
FINE_LIMIT = 4_000_000
# Candidates by code that are re-scored for each search at least: what codes order wrongly is put right so. Coarse codes
# need more: where 2,500 vectors are about equally near (10^7 drawn from 4,000 real ones) recall@10 was 0.68 with 400 of
# them and 0.97 with 3,200.
RESCORED, RESCORED_COARSE = 200, 3_200
# What is promised is 0.98; the sample on which probes are chosen is small (its standard error is 0.002).
RECALL_WANTED = 0.99


@dataclass(frozen=True, slots=True)
class Plan:
    """How a large index is laid out.

    :ivar lists: Cells of the coarse quantiser, about twice the root of the count.
    :ivar parts: Parts of a vector with a code of four bits each.
    """

    lists: int
    parts: int


def plan(count: int, dim: int) -> Plan:
    """The layout for so many vectors."""
    lists = 1
    while lists * lists < 2 * count:  # the power of two nearest to 2√count, from above √2·√count
        lists *= 2
    per_part = 2 if count <= FINE_LIMIT else 4
    parts = dim // per_part if dim % per_part == 0 else dim
    return Plan(lists, parts)


def rescored(dim: int, parts: int) -> int:
    """How many candidates are re-scored at least where a vector has a code of so many parts."""
    return RESCORED if 2 * parts >= dim else RESCORED_COARSE
