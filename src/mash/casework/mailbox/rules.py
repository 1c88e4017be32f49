"""What becomes of a message. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from mash.casework.mailbox.letter import Letter
from mash.foundation.kernel.ids import read_reference

MOST_TRIES: Final = 3
"""After so many a message that nothing could be made of, perhaps since it ended the process, is set aside."""
MOST_HOPS: Final = 30
MOST_A_SENDER: Final = 60
A_WHILE: Final = timedelta(hours=1)
"""More than MOST_A_SENDER messages of one address within A_WHILE are set aside: a loop or a flood, and nothing is lost."""
MOST_RECEIPTS: Final = 20
A_DAY: Final = timedelta(days=1)
PURGE_AFTER: Final = timedelta(days=28)
"""As long as forms that nobody sent are kept."""

_REFERENCE: Final = re.compile(r"(?<![0-9A-Za-z-])[0-9A-Za-z]{5}-[0-9A-Za-z]{5}(?![0-9A-Za-z-])")

Became = Literal["contact", "joined", "aside", "rejected"]


@dataclass(frozen=True, slots=True)
class Known:
    """What the records say of a letter: what else came from its sender, and whether it came before."""

    came_before: bool = False
    same_id: bool = False
    from_sender: int = 0
    thread: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    state: Became
    reason: str = ""


def settle(letter: Letter, known: Known, *, ours: Collection[str]) -> Outcome:
    """What becomes of a letter. `ours` are the addresses that the hub itself writes from, in lower case.

    A machine rejects only what came before, what a machine answered and what came back from ourselves; of everything else
    that is doubtful a person makes what it is.
    """
    if known.came_before:
        return Outcome("rejected", "repeat")
    if letter.sender.lower() in ours or set(letter.looped) & set(ours):
        return Outcome("rejected", "loop")
    if letter.automatic:
        return Outcome("rejected", letter.automatic)
    doubt = _doubt(letter, known)
    if doubt:
        return Outcome("aside", doubt)
    return Outcome("joined" if known.thread else "contact")


def _doubt(letter: Letter, known: Known) -> str:
    doubts = {
        "no-sender": not letter.sender,
        "same-id": known.same_id,
        "hops": letter.hops > MOST_HOPS,
        "rate": known.from_sender >= MOST_A_SENDER,
        letter.maybe: bool(letter.maybe),
        "encrypted": letter.encrypted,
        "no-text": not letter.text and not letter.attachments,
    }
    return next((code for code, true in doubts.items() if true), "")


def may_answer(letter: Letter, *, receipts: int) -> bool:
    """Whether a receipt goes back: to a person's message, a few times a day; `receipts` were sent to them in A_DAY."""
    return not letter.automatic and not letter.maybe and receipts < MOST_RECEIPTS


def references(subject: str) -> list[str]:
    """What in a subject may be one of our references, in the form that we write them."""
    found = (read_reference(one) for one in _REFERENCE.findall(subject))
    return list(dict.fromkeys(found))[:10]


def domains(address: str) -> list[str]:
    """The domain of an address and those above it, the nearest first: `["a.b.uk", "b.uk"]`."""
    parts = address.rpartition("@")[2].lower().rstrip(".").split(".")
    return [".".join(parts[start:]) for start in range(max(len(parts) - 1, 0))]


def worry_of(letter: Letter) -> str:
    """What the contact says: the subject, and the text below it."""
    return "\n\n".join(one for one in (letter.subject, letter.text) if one)
