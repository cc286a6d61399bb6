"""Which documents a question is about, and how that is said in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents a question is about; an empty field does not restrict; several values mean any of them.

    ``titles`` match as a part of the title, all others as a whole; ``metadata`` pairs must all hold.
    So must the filters in ``also``.
    """

    document_ids: tuple[int, ...] = ()
    exclude_document_ids: tuple[int, ...] = ()
    collections: tuple[str, ...] = ()
    exclude_collections: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    organs: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    also: tuple[Filters, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))

    def narrowed(self, other: Filters) -> Filters:
        """Both conditions at once."""
        return replace(self, also=(*self.also, other)) if other else self

    def where(self) -> tuple[str, list[object]]:
        """An SQL condition over ``documents AS d`` and its parameters; "1" when nothing restricts."""
        conditions: list[str] = []
        values: list[object] = []
        for column, wanted in (
            ("d.id", self.document_ids),
            ("d.collection", self.collections),
            ("d.kind", self.kinds),
            ("d.organ", self.organs),
            ("d.level", self.levels),
            ("d.year", self.years),
            ("d.language", self.languages),
        ):
            if wanted:
                conditions.append(f"{column} IN ({_marks(wanted)})")
                values += wanted
        if self.exclude_document_ids:
            conditions.append(f"d.id NOT IN ({_marks(self.exclude_document_ids)})")
            values += self.exclude_document_ids
        if self.exclude_collections:
            conditions.append(f"d.collection NOT IN ({_marks(self.exclude_collections)})")
            values += self.exclude_collections
        if self.titles:
            conditions.append("(" + " OR ".join("instr(d.title, ?)" for _ in self.titles) + ")")
            values += self.titles
        if self.tags:
            conditions.append(f"d.id IN (SELECT document_id FROM tags WHERE tag IN ({_marks(self.tags)}))")
            values += self.tags
        if self.sources:
            conditions.append(f"d.id IN (SELECT document_id FROM places WHERE source IN ({_marks(self.sources)}))")
            values += self.sources
        for key, value in self.metadata.items():
            conditions.append("EXISTS (SELECT 1 FROM json_each(d.metadata) m WHERE m.key = ? AND m.value = ?)")
            values += [key, value]
        for each in self.also:
            condition, its_values = each.where()
            conditions.append(condition)
            values += its_values
        return " AND ".join(conditions) or "1", values


def _marks(values: tuple[object, ...]) -> str:
    return ", ".join("?" * len(values))
