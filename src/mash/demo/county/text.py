"""The one door through which every invented text, name, address and file name passes.

A generator is given a `Text` function and calls it once for each value, with a kind that says what the value
is and who could be shown it. `plain` leaves values as they are; another may append a marker per kind, so that
a crawler can tell whose page a marker has leaked to. A `Text` must give the same answer to the same call
sequence, or the same seed no longer makes the same year.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

Kind = Literal[
    "name",
    "address",
    "protected-address",
    "safe-contact",
    "referrer",
    "concern",
    "child-words",
    "adult-wishes",
    "family-no",
    "worker-safety",
    "rating",
    "request",
    "item-open",
    "item-hub-only",
    "item-originator-consent",
    "item-family-no",
    "withheld-reason",
    "decision",
    "file-name",
]
Text = Callable[[Kind, str], str]


def plain(_kind: Kind, value: str) -> str:
    """The value itself."""
    return value
