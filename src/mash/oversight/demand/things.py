"""What comes to the door and can be marked: a contact, a later mail in its thread, or a call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from mash.casework.calls.models import Call
from mash.casework.intake.models import Contact
from mash.casework.mailbox.models import Further
from mash.casework.matters.models import Matter
from mash.foundation.kernel import Ref

KINDS: Final = "avoidable-demand"
"""The code list of what would have spared it."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that came. `kind` is contact, mail or call, `ref` its reference; `over` is that it does not go on any more."""

    kind: str
    ref: str
    pk: int
    desk: int
    channel: str
    came_at: datetime
    matter: Matter | None
    about: tuple[Ref, ...]
    over: bool = True

    @property
    def itself(self) -> dict[str, int]:
        """The column of a mark that holds it."""
        return {f"{_COLUMNS[self.kind]}_id": self.pk}

    @property
    def owner(self) -> dict[str, Any]:
        return {**self.itself, "matter": self.matter}


_COLUMNS: Final = {"contact": "contact", "mail": "further", "call": "call"}


def of_contact(one: Contact, matter: Matter | None = None) -> Thing:
    """A contact; `matter` is its own, where it is known already."""
    matter = matter or one.matter
    about = (Ref("contact", one.ref), Ref("matter", matter.ref))
    return Thing("contact", one.ref, one.pk, matter.desk_id, one.channel, one.received_at, matter, about)


def of_further(one: Further, matter: Matter | None = None) -> Thing:
    """A later mail; `matter` is its own, where it is known already."""
    matter = matter or one.matter
    about = (Ref("mail", one.message), Ref("matter", matter.ref))
    return Thing("mail", one.public_id, one.pk, matter.desk_id, "mail", one.received_at, matter, about)


def of_call(one: Call) -> Thing:
    about = (Ref("call", one.ref), *((Ref("contact", one.contact.ref),) if one.contact else ()))
    over = one.state == Call.State.ENDED
    return Thing("call", one.ref, one.pk, one.desk_id, "telephone", one.started_at, None, about, over)


def _contact(ref: str) -> Thing | None:
    found = Contact.objects.select_related("matter").filter(ref=ref).first()
    return of_contact(found) if found else None


def _further(ref: str) -> Thing | None:
    found = Further.objects.select_related("matter").filter(public_id=ref).first()
    return of_further(found) if found else None


def _call(ref: str) -> Thing | None:
    found = Call.objects.select_related("contact").filter(ref=ref).first()
    return of_call(found) if found else None


_FIND: Final[Mapping[str, Callable[[str], Thing | None]]] = {
    "contact": _contact,
    "mail": _further,
    "call": _call,
}


def find(kind: str, ref: str) -> Thing | None:
    """The thing of that kind and reference; None for a hidden one and for none."""
    return _FIND[kind](ref) if kind in _FIND else None
