"""The model that a hub begins with, before it has trained one on its own records."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from mash.registers.people.matching.model import Model

FILE = Path(__file__).with_name("start.json")


@cache
def start_model() -> Model:
    """Trained on a synthetic hub of 30,000 persons (`python -m benchmarks.people.hub`), for lookups by people.

    The machine joins nothing by it: that takes a model that was approved.
    """
    return Model.from_json(FILE.read_text(encoding="utf-8"))
