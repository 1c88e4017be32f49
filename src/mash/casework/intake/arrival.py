"""What arrives, whatever the door, as plain typed data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from mash.registers.people.rules import AddressSaid, Said

Population = Literal["children", "adults"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSaid:
    """One person in the worry. `role` is one of matters.Subject.ROLES; a protected address stands apart."""

    role: str
    said: Said
    protected_address: AddressSaid | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferrerSaid:
    """`klass` is professional, public or anonymous. `passphrase` is a Django password hash."""

    klass: str
    name: str = ""
    role: str = ""
    agency: str = ""
    relationship: str = ""
    phone: str = ""
    email: str = ""
    safe_to_contact: str = ""
    keep_identity_from_family: bool = True
    passphrase: str = ""
    user: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One contact. `content` is the rest of the form, section by section: {section: {question: answer}}.

    Persons and the referrer are not repeated in `content`. `hub` and `agency` are keys. `received_at` is given where it
    came earlier than it is taken in: its clock runs from there. Without `acknowledge` no receipt goes to the referrer.
    """

    hub: str
    population: Population
    kind: str
    channel: str
    worry: str
    danger_now: str
    people: tuple[PersonSaid, ...]
    referrer: ReferrerSaid
    source: str = ""
    agency: str = ""
    concern_types: tuple[str, ...] = ()
    level_suggested: int | None = None
    language: str = "en-gb"
    content: Mapping[str, object] = field(default_factory=dict)
    incident: str = ""
    draft: str | None = None
    received_at: datetime | None = None
    acknowledge: bool = True
