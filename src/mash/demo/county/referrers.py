"""Who tells the hub: people with names, roles and numbers behind each published source category."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Final

from mash.demo.county.households import early
from mash.demo.county.numbers import landline, mobile
from mash.demo.county.worry import Referrer
from mash.demo.names.people import NAMINGS
from mash.demo.names.streets import CARE_HOMES, PRACTICES, SECONDARY_SCHOOLS

if TYPE_CHECKING:
    from mash.demo.county.text import Text
    from mash.demo.county.worry import DeskKind, Hub


@dataclass(frozen=True, slots=True)
class Voice:
    """A sort of referrer. `agency` may hold {hub}; `weight` within its source is an assumption."""

    code: str
    weight: int
    roles: tuple[str, ...]
    agency: str
    organisation: str
    professional: bool = True


def _public(code: str, weight: int, *roles: str) -> Voice:
    return Voice(code, weight, roles, "", "", professional=False)


_TEACHERS = (
    "Designated safeguarding lead",
    "Head teacher",
    "Class teacher",
    "Pastoral manager",
    "Deputy head",
)
VOICES: Final[dict[str, tuple[Voice, ...]]] = {
    "Individual": (
        _public("1A", 55, "Grandmother", "Aunt", "Father", "Older sister", "Mother", "Uncle"),
        _public("1B", 25, "Neighbour", "Childminder", "Family friend", "Football coach"),
        _public("1C", 12, "Self"),
        _public("1D", 8, "Passer-by", "Bus driver", "Shopkeeper"),
    ),
    "Schools": (Voice("2A", 1, _TEACHERS, "education-county", "{school}"),),
    "Education_Services": (
        Voice(
            "2B",
            1,
            ("Education welfare officer", "Inclusion officer", "Elective home education adviser"),
            "education-county",
            "Schools Service",
        ),
    ),
    "Health_Services": (
        Voice("3A", 18, ("General practitioner", "Practice nurse"), "gp-federation", "{practice}"),
        Voice("3B", 17, ("Health visitor",), "health", "Health visiting"),
        Voice("3C", 8, ("School nurse",), "health", "School nursing"),
        Voice("3D", 9, ("Community nurse", "Speech and language therapist"), "health", "Community services"),
        Voice(
            "3E",
            24,
            ("Emergency department sister", "Consultant", "Safeguarding nurse"),
            "acute-hospital",
            "Emergency department",
        ),
        Voice(
            "3F", 24, ("Midwife", "Mental health practitioner", "Paramedic"), "mental-health", "Crisis team"
        ),
    ),
    "Housing": (
        Voice("4", 1, ("Housing officer", "Tenancy support worker"), "housing", "Neighbourhood team"),
    ),
    "LA_Services": (
        Voice("5A", 22, ("Social worker",), "{hub}-council-adults", "Adult social care"),
        Voice(
            "5B",
            20,
            ("Youth justice worker", "Licensing officer"),
            "{hub}-council-childrens",
            "Youth justice",
        ),
        Voice("5C", 18, ("Social worker",), "", "Another council’s adult social care"),
        Voice(
            "5D",
            40,
            ("Family support worker", "Early help coordinator"),
            "{hub}-council-childrens",
            "Early help",
        ),
    ),
    "Police": (
        Voice(
            "6",
            1,
            (
                "Police constable",
                "Detective sergeant",
                "Vulnerability desk officer",
                "Community support officer",
            ),
            "police",
            "Vulnerability desk",
        ),
    ),
    "Other_legal_agency": (
        Voice("7", 6, ("Probation practitioner",), "probation", "Community supervision"),
        Voice("7", 4, ("Family court adviser", "Court legal adviser"), "", "Family court at Osterby"),
    ),
    "Other": (
        Voice("8", 4, ("Domestic abuse advocate",), "domestic-abuse-service", "Lanternhouse"),
        Voice("8", 6, ("Centre manager", "Youth worker", "Play worker"), "", "Pitmoor children’s centre"),
    ),
    "Anonymous": (_public("9", 1, "Not given"),),
    "Unknown": (_public("10", 1, "Not recorded"),),
}
"""By published source; the codes are the children-in-need census's."""

CARE: Final = (
    Voice("8", 7, ("Registered manager", "Senior carer", "Night carer"), "", "{home}"),
    Voice("8", 3, ("Care coordinator",), "", "Teasel Way Homecare"),
)
"""“Other” on an adults' desk is mostly the care provider."""
EARLY_CHILDHOOD: Final = frozenset({"3B"})


def _slug(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(letter if letter.isalnum() else " " for letter in plain).split())


def referrer(
    seed: str, rng: Random, text: Text, *, source: str, hub: Hub, desk: DeskKind, school: str
) -> tuple[Referrer, str]:
    """A referrer of that published source, and the census code of the source.

    Professionals come from a small staff, so that the same teacher or officer refers again.
    """
    voices = CARE if desk == "adults" and source == "Other" else VOICES[source]
    voice = rng.choices(voices, [each.weight for each in voices])[0]
    organisation = voice.organisation.format(
        school=school or rng.choice(SECONDARY_SCHOOLS),
        practice=rng.choice(PRACTICES),
        home=rng.choice(CARE_HOMES),
    )
    anonymous = source in {"Anonymous", "Unknown"}
    role = voice.roles[rng.randrange(len(voice.roles))]
    who = Random(f"{seed}:{organisation}:{role}:{rng.randrange(3)}") if voice.professional else rng
    naming = NAMINGS[0] if who.random() < 0.85 else who.choice(NAMINGS)
    given = early(who, naming.women if who.random() < 0.62 else naming.men)
    family = early(who, naming.families)
    domain = _slug(organisation) or "post"
    email = f"{_slug(given)}.{_slug(family)}@{domain}.example.org"
    if not voice.professional and who.random() < 0.55:
        email = ""
    phone = landline(who) if voice.professional else mobile(who)
    return (
        Referrer(
            name="" if anonymous else text("said", f"{given} {family}"),
            role=role,
            agency=voice.agency.format(hub=hub),
            organisation=organisation,
            relationship=role.lower() if not voice.professional and not anonymous else "",
            phone="" if anonymous else text("said", phone),
            email="" if anonymous or not email else text("said", email),
            professional=voice.professional,
            anonymous=anonymous,
        ),
        voice.code if desk == "children" else "",
    )
