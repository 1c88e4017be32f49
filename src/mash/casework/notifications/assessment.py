"""A DASH or DARA that came with a notification: the officer's answers as a record to read, and what the thresholds say. Pure.

It rates nobody. That a case goes to MARAC is decided by people: the answers, the officer's grade and how often police came are
shown beside the hub's own thresholds, which are data (the list `marac-threshold`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

KINDS: Final = ("dash", "dara")
Kind = Literal["dash", "dara"]


@dataclass(frozen=True, slots=True)
class Assessment:
    """One assessment: `answers` by question as (number, `yes`, `no`, `not-known` or what was written), in their order.

    `grade` and `notes` are the officer's, as written.
    """

    kind: Kind
    answers: Sequence[tuple[int, str]]
    grade: str
    notes: str

    def count(self, answer: str) -> int:
        """How many questions have this answer."""
        return sum(one == answer for _number, one in self.answers)


@dataclass(frozen=True, slots=True)
class Threshold:
    """One of the hub's thresholds for MARAC, with the figure here; `met` is None where a person has to judge."""

    code: str
    label: str
    amount: int
    here: int | None
    met: bool | None


def assessments_in(police: Mapping[str, Any]) -> list[Assessment]:
    """The assessments in what a contact keeps of a notification (`Contact.content["police"]`)."""
    found = []
    for kind in KINDS:
        held = police.get(kind)
        if not isinstance(held, Mapping):
            continue
        answers = held.get("answers")
        pairs = [
            (int(number), str(answer))
            for number, answer in (answers.items() if isinstance(answers, Mapping) else ())
            if str(number).isdecimal()
        ]
        found.append(
            Assessment(
                "dash" if kind == "dash" else "dara",
                sorted(pairs),
                str(held.get("grade", "")),
                str(held.get("notes", "")),
            )
        )
    return found


def thresholds(
    assessment: Assessment, listed: Sequence[tuple[str, str, Mapping[str, Any]]], *, reports: int
) -> list[Threshold]:
    """The thresholds in force held against an assessment. `listed` is code, label and attributes of each; `reports` is how
    often police told the hub of these people within the months of the threshold `escalation`, this time included.
    """
    found = []
    for code, label, attributes in listed:
        amount = int(attributes.get("amount", 0))
        here = (
            assessment.count("yes")
            if code == "ticks" and assessment.kind == "dash"
            else reports
            if code == "escalation"
            else None
        )
        found.append(Threshold(code, label, amount, here, None if here is None else here >= amount))
    return found
