"""May this happen? The answer is a value that a page can show beside the button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Allowed:
    def __bool__(self) -> Literal[True]:
        return True


@dataclass(frozen=True, slots=True)
class Refused:
    """`code` is stable and in the ledger; `sentence` is for the person refused and says what to do instead."""

    code: str
    sentence: str

    def __bool__(self) -> Literal[False]:
        return False


type Verdict = Allowed | Refused

ALLOWED = Allowed()
