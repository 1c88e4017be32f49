"""What a lookup finds, and why. Without compiled code, so that whoever only asks loads none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One field: how it agrees, in words, and its evidence for one person against strangers in bits."""

    field: str
    level: str
    words: str
    bits: float


@dataclass(frozen=True, slots=True)
class Found:
    """A record that may be of the person looked for. `weight` is ln of the odds of "same" against all else."""

    key: int
    weight: float
    probability: float
    household: float
    reasons: tuple[Reason, ...]
