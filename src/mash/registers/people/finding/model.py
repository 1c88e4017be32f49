"""Which model weighs: the one in force, or until one is, the one that a hub begins with."""

from __future__ import annotations

from datetime import datetime

from mash.registers.people.clusters.queries import model_in_force
from mash.registers.people.matching.model import Model
from mash.registers.people.matching.start import start_model


def model_at(at: datetime) -> tuple[str, Model]:
    """Its version, "" for the one that a hub begins with, and the model itself."""
    kept = model_in_force(at)
    return (kept.version, Model.from_body(kept.body)) if kept else ("", start_model())
