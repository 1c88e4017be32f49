"""A small synthetic hub, the model learnt from it and what a batch links: made once for all tests here."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from benchmarks.people import hub

from mash.registers.people.matching import batch
from mash.registers.people.matching.model import Model
from mash.registers.people.matching.table import FIELDS, Rows, Vocabularies, encode
from mash.registers.people.matching.training import train

AT = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass
class Small:
    records: dict[str, Any]
    columns: dict[str, Any]
    words: Vocabularies
    rows: Rows
    model: Model
    links: batch.Links

    def said(self, place: int) -> dict[str, str]:
        return {field: column[place] for field, column in self.columns.items() if column[place]}


@pytest.fixture(scope="session")
def small() -> Small:
    records = hub.make(6_000, seed=7).records
    columns = {field: list(column) for field, column in records.items() if field in FIELDS}
    words = Vocabularies()
    rows = encode(columns, words)
    model = train(rows, words, at=AT, version="test")
    model.dress(rows, words)
    return Small(records, columns, words, rows, model, batch.link(rows, words, model, least=model.review))
