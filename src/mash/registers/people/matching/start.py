"""The model that a hub begins with, before it has trained one on its own records."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from mash.registers.people.matching.model import Model

FILE = Path(__file__).with_name("start.json")


@cache
def start_model() -> Model:
    """Trained on a synthetic hub, for lookups by people until the hub has a model of its own.

    `python -m benchmarks.people.hub FOLDER --persons 30000 --seed 11`, then
    `./mash people train FOLDER/records.csv --version start --out start.json`.
    """
    return Model.from_json(FILE.read_text(encoding="utf-8"))
