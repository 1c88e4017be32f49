"""The demo's people who sign in: one or more for each role, with a password and a second factor that are no secret.

They exist in the demo alone: everything here raises NotDemoError elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth.hashers import make_password

from mash.demo.county.places import AGENCIES, DESKS
from mash.demo.county.text import PLAIN, Marks, Text, Where
from mash.demo.world import SETUP, World
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.registers.accounts.actions import give_seat, invite, make_token
from mash.registers.accounts.clearances import clear_seat, with_clearance
from mash.registers.accounts.models import Seat, User
from mash.registers.accounts.queries import actor_of

PASSWORD: Final = "Ropewalk-Lantern-1894"  # noqa: S105 - printed on the demo's sign-in page
DOMAIN: Final = "demo.example.org"
WITH_TOKEN: Final = frozenset({"screener", "decider", "manager", "researcher", "governance"})


CLEARED: Final = frozenset(
    {"decider.county-children", "decider.city-children", "manager.county", "manager.city"}
)
"""Personas who see what agencies seal; every other one shows what it looks like not to."""


class NotDemoError(RuntimeError):
    """Somebody asked for the demo's sign-ins where real people work."""


@dataclass(frozen=True, slots=True)
class Persona:
    """One sign-in: `key` is the local part of the address and unique; `registration` is a social worker's."""

    key: str
    name: str
    role: str
    hub: str = ""
    desk: str = ""
    agency: str = ""
    job: str = ""
    registration: str = ""

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"

    @property
    def totp_secret(self) -> str:
        digest = hashlib.sha256(f"demo second factor of {self.key}".encode()).digest()
        return base64.b32encode(digest[:20]).decode()

    @property
    def token(self) -> str:
        """The API token of this persona, or empty for one that has none."""
        if self.role not in WITH_TOKEN:
            return ""
        return "mash_demo_" + hashlib.sha256(f"demo token of {self.key}".encode()).hexdigest()[:32]


_SCREENERS: Final = {
    "county-children": "Priya Hollis",
    "county-adults": "Owen Tranter",
    "city-children": "Martha Quill",
    "city-adults": "Samir Weald",
}
_DECIDERS: Final = {
    "county-children": "Helen Abbotsford",
    "county-adults": "Josephine Rudge",
    "city-children": "Daniel Osei-Marl",
    "city-adults": "Bronwen Castley",
}
_BY_HUB: Final = (
    # key, role, job title, names in the county and in the city
    ("manager", "Hub manager", "Ruth Kestrel", "Malcolm Potter"),
    ("practitioner", "Social worker", "Leah Fennimore", "Tomasz Glaze"),
    ("governance", "Information-governance lead", "Geraldine Moss", "Anil Saggar"),
    ("auditor", "Quality auditor", "Frances Weir", "Peter Minster"),
    ("learning", "Learning lead", "Nadia Heath", "Colin Basin"),
    ("board", "Board member", "Dorothy Castle", "Raymond Bottle"),
    ("commissioner", "Commissioner", "Ursula Dale", "Victor Canal"),
)
_RESEARCHERS: Final = {
    "county-council-childrens": "Amy Larkhill",
    "city-council-childrens": "Kofi Brindle",
    "county-council-adults": "Sheila Orchard",
    "city-council-adults": "Gareth Slip",
    "police": "Sergeant Dean Ashlow",
    "health": "Wendy Cordwainer",
    "acute-hospital": "Dr Farah Millward",
    "gp-federation": "Lionel Pike",
    "mental-health": "Catrin Vole",
    "education-county": "Marcus Tarling",
    "housing": "Stella Brook",
    "probation": "Neil Harrow",
    "fire": "Watch Manager Jo Coppice",
    "domestic-abuse-service": "Ines Lantern",
}


def _desks() -> list[Persona]:
    found = []
    for number, desk in enumerate(DESKS.values(), start=1):
        place = {"hub": desk.hub, "desk": desk.key, "agency": desk.authority}
        found.append(
            Persona(f"screener.{desk.key}", _SCREENERS[desk.key], "screener", job="Screener", **place)
        )
        found.append(
            Persona(
                f"decider.{desk.key}",
                _DECIDERS[desk.key],
                "decider",
                job="Advanced practitioner" if desk.kind == "children" else "Safeguarding lead",
                registration=f"SW99900{number}",
                **place,
            )
        )
    return found


def personas() -> list[Persona]:
    """All of them, in the order in which the sign-in page lists them."""
    found = _desks()
    for hub, column in (("county", 0), ("city", 1)):
        authority = f"{hub}-council-childrens"
        for role, job, *names in _BY_HUB:
            agency = authority if role in {"manager", "practitioner"} else ""
            found.append(Persona(f"{role}.{hub}", names[column], role, hub=hub, agency=agency, job=job))
    children = {"hub": "county", "desk": "county-children", "agency": "county-council-childrens"}
    found.append(
        Persona("chair.county", "Imogen Table", "chair", job="Chair", registration="SW999010", **children)
    )
    found.append(Persona("minutes.county", "Robert Quire", "minutes", job="Minute taker", **children))
    # The partners who approve the county's practice standard with the board member above.
    for agency, name in (("police", "Harold Sluice"), ("health", "Marian Towpath")):
        found.append(
            Persona(f"board-{agency}.county", name, "board", hub="county", agency=agency, job="Board member")
        )
    # What one lead prepares for somebody who asks, another one checks.
    found.append(
        Persona(
            "deputy.county",
            "Philip Sandgate",
            "governance",
            hub="county",
            job="Deputy information-governance lead",
        )
    )
    for agency, name in _RESEARCHERS.items():
        sector = AGENCIES[agency].sector
        found.append(
            Persona(f"researcher.{agency}", name, "researcher", agency=agency, job=f"Researcher ({sector})")
        )
    found.append(
        Persona(
            "teacher",
            "Edith Marlow",
            "referrer",
            agency="education-county",
            job="Designated safeguarding lead",
        )
    )
    found.append(
        Persona("gp", "Dr Rohan Vesper", "referrer", agency="gp-federation", job="General practitioner")
    )
    found.append(Persona("administrator", "Alex Switch", "administrator", job="System administrator"))
    return found


def only_in_the_demo() -> None:
    """Raises NotDemoError unless this installation is the demo."""
    if settings.MASH_ENV != "demo":
        raise NotDemoError("The demo's sign-ins exist in the demo alone (MASH_ENV=demo).")


def path() -> Path:
    return Path(settings.MASH_STATE) / "personas.json"


def cast_in(world: World, *, at: datetime, marks: Marks = PLAIN) -> dict[str, Seat]:
    """Invite and seat whoever is missing, as `setup` in the transaction under way; the seats by persona key."""
    only_in_the_demo()
    seats = _seats()
    missing = [persona for persona in personas() if persona.key not in seats]
    if missing:
        # One hash for the one password that all share: scrypt is slow on purpose.
        hashed = make_password(PASSWORD)
        for persona in missing:
            _cast_one(persona, world, hashed, at=at, text=marks.at(Where(hub=persona.hub)))
        seats = _seats()
    return seats


def _cast_one(persona: Persona, world: World, hashed: str, *, at: datetime, text: Text) -> None:
    user = invite(
        by=SETUP,
        at=at,
        email=persona.email,
        name=persona.name,
        phone="01632 960199",
        social_work_registration=persona.registration,
    )
    user.password = hashed
    user.save(update_fields=["password"])
    TOTP.activate(user, persona.totp_secret)
    seat = give_seat(
        by=SETUP,
        at=at,
        user=user,
        role=persona.role,
        hub=world.hubs.get(persona.hub),
        desk=world.desks.get(persona.desk),
        agency=world.agencies.get(persona.agency),
        job_title=persona.job,
    )
    if persona.token:
        make_token(by=SETUP, at=at, seat=seat, name="demo", token=persona.token)
    if persona.key in CLEARED:
        clear_seat(
            by=SETUP, at=at, seat=seat, reason=text("clearance", "Custodian of the hub's sealed material")
        )


def _seats() -> dict[str, Seat]:
    held = Seat.objects.filter(user__email__endswith=f"@{DOMAIN}")
    found = with_clearance(held, at=now()).select_related("user", "hub", "desk", "agency")
    return {seat.user.email.removesuffix(f"@{DOMAIN}"): seat for seat in found}


def actors() -> dict[str, Actor]:
    """The actor of each persona that is in the database, by its key. Needs an actor in the transaction."""
    return {key: actor_of(seat) for key, seat in _seats().items()}


def users() -> dict[str, User]:
    return {key: seat.user for key, seat in _seats().items()}


def write(seats: dict[str, Seat]) -> None:
    """Write `personas.json` into the state folder, readable by its owner alone."""
    only_in_the_demo()
    rows = [_row(persona, seats[persona.key]) for persona in personas()]
    partial = path().with_suffix(".partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(rows, file, indent=1)
    partial.replace(path())


def _row(persona: Persona, seat: Seat) -> dict[str, Any]:
    return {
        "key": persona.key,
        "email": persona.email,
        "password": PASSWORD,
        "totp_secret": persona.totp_secret,
        "token": persona.token,
        "name": persona.name,
        "role": persona.role,
        "hub": persona.hub,
        "desk": persona.desk,
        "agency": persona.agency,
        "job_title": persona.job,
        "seat": seat.pk,
    }


def listing() -> list[dict[str, Any]]:
    """Every sign-in of the demo: email, password, totp_secret, token ("" for none), name, role, hub, desk,
    agency, job_title and the seat's number. Empty before the demo is seeded. Raises NotDemoError elsewhere.
    """
    only_in_the_demo()
    if not path().exists():
        return []
    rows: list[dict[str, Any]] = json.loads(path().read_text(encoding="utf-8"))
    return rows
