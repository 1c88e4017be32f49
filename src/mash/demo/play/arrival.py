"""A worry as the hub's door takes it: the arrival, in the words of the form. Pure."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Final

from mash.casework.intake.arrival import Arrival, PersonSaid, ReferrerSaid
from mash.demo.play import codes

if TYPE_CHECKING:
    from datetime import date

    from mash.demo.county.worry import Person, Subject, Worry
    from mash.registers.accounts.models import User
    from mash.registers.people.rules import AddressSaid, DateSaid, Said


def arrival(worry: Worry, *, draft: str, user: User | None = None) -> Arrival:
    """`user` is a professional who was signed in and stands in the referrer's place."""
    who, concern = worry.referrer, worry.concern
    klass = "anonymous" if who.anonymous else "professional" if who.professional else "public"
    return Arrival(
        hub=worry.hub,
        population=worry.desk,
        kind=worry.kind,
        channel=codes.CHANNELS[worry.channel],
        worry=concern.happened,
        danger_now="yes" if concern.danger_now else "not-known" if klass == "anonymous" else "no",
        people=tuple(_person(subject) for subject in worry.subjects),
        referrer=ReferrerSaid(
            klass=klass,
            name=user.name if user else who.name,
            role=who.role if who.professional else "",
            agency=who.organisation,
            relationship=who.relationship,
            phone=who.phone,
            email=user.email if user else who.email,
            user=user.pk if user else None,
        ),
        source=worry.source_code,
        agency=who.agency,
        concern_types=codes.concern_types(worry),
        level_suggested=concern.level,
        content=_content(worry),
        incident=worry.incident[:20],
        draft=draft,
    )


def _person(subject: Subject) -> PersonSaid:
    person = subject.person
    address = _address(person)
    protected = bool(person.address and person.address.protected)
    said = _said(subject)
    if address and not protected:
        said["address"] = address
    return PersonSaid(role=codes.role(subject), said=said, protected_address=address if protected else None)


def _said(subject: Subject) -> Said:
    """What the referrer said of one person; what was not said is left out."""
    person = subject.person
    found: Said = {
        "given_name": " ".join(filter(None, (person.first_name, person.middle_name))),
        "family_name": person.last_name,
        "known_as": person.known_as,
        "sex": person.sex if person.sex != "unknown" else "not_known",
        "ethnicity": person.ethnicity,
        "language": person.language,
        "interpreter": "yes" if person.interpreter else "",
        "disability": "" if person.disability == "NONE" else person.disability,
        "nhs_number": person.nhs_number,
        "phone": person.phone,
        "email": person.email,
        "school": person.school,
        "gp": person.gp,
        "relationship": "" if subject.relationship == "self" else subject.relationship,
        "parental_responsibility": {True: "yes", False: "no", None: ""}[subject.parental_responsibility],
        "safe_contact": subject.safe_contact,
    }
    if person.born and person.born_estimated:
        found["born"] = {"year": person.born.year}
    elif person.born:
        found["born"] = _date(person.born)
    if person.expected_on:
        found["expected"] = _date(person.expected_on)
    return {key: value for key, value in found.items() if value}  # type: ignore[return-value] # a Said with less


def _date(day: date) -> DateSaid:
    return {"day": day.day, "month": day.month, "year": day.year}


def _address(person: Person) -> AddressSaid | None:
    if person.address is None:
        return None
    return {"lines": f"{person.address.line1}, {person.address.town}", "postcode": person.address.postcode}


def _content(worry: Worry) -> dict[str, object]:
    """The other answers, by section and question of the public form; what was not answered is left out."""
    concern, adult = worry.concern, worry.desk == "adults"
    sections: dict[str, dict[str, object]] = {
        "concern": {
            "happened": _day(concern.happened_on) if concern.happened_on else "",
            "source": [concern.basis],
            "harm": concern.danger_detail,
        },
        "dash": _dash(worry),
        "life": {"own_words": concern.child_words, "working_well": concern.working_well},
        "background": {"outcome_wanted": concern.outcome_wanted},
        "safety": {"worker_safety": concern.worker_safety},
        "needs": {"care_needs": concern.care_needs},
        "wishes": {"views": concern.wishes, **(_told(worry, "aware") if adult else {})},
        "openness": {} if adult and not worry.referrer.professional else _openness(worry),
    }
    filled: dict[str, object] = {
        name: left
        for name, answers in sections.items()
        if (left := {key: value for key, value in answers.items() if value})
    }
    if adult and concern.capacity_doubt is not None:
        decision = {"decision": concern.capacity_decision, "doubt": _YES_NO[concern.capacity_doubt]}
        filled["capacity"] = [{key: value for key, value in decision.items() if value}]
    return filled


_YES_NO: Final = {True: "yes", False: "no", None: "not_known"}
_BASIS: Final = {
    "public task": "public-task",
    "legal obligation": "legal-obligation",
    "vital interests": "vital-interests",
    "not known": "not-sure",
}
_CHECKLIST: Final = range(1, 25)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _told(worry: Worry, key: str) -> dict[str, object]:
    return {key: _YES_NO[worry.concern.family_told]}


def _openness(worry: Worry) -> dict[str, object]:
    """Three facts apart: told, agreement to a service, and the lawful basis for telling the hub."""
    concern, reason = worry.concern, worry.concern.not_told_reason
    found: dict[str, object] = {
        **_told(worry, "told"),
        "told_who": reason,
        "not_told_reason": codes.not_told(reason) if reason else "",
    }
    if worry.referrer.professional:
        asked = concern.family_told is True
        found["agreement"] = _YES_NO[concern.agreement_to_service] if asked else "not-asked"
        found["basis"] = _BASIS.get(concern.lawful_basis, "")
    return found


def _dash(worry: Worry) -> dict[str, object]:
    """As many of the checklist's questions answered with yes as were ticked; which ones hangs on the contact."""
    ticks = worry.concern.dash_ticks
    if not ticks:
        return {}
    ticked = sorted(Random(worry.id).sample(_CHECKLIST, ticks))
    return {f"item_{number}": "yes" for number in ticked}
