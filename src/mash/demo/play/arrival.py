"""A worry as the hub's door takes it: the arrival, in the words of the form. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
        "sex": {"female": "F", "male": "M"}.get(person.sex, "U"),
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
    concern = worry.concern
    yes_no = {True: "yes", False: "no", None: "not-known"}
    sections: dict[str, dict[str, str]] = {
        "concern": {
            "happened_on": concern.happened_on.isoformat() if concern.happened_on else "",
            "basis": concern.basis,
            "child_words": concern.child_words,
            "working_well": concern.working_well,
            "outcome_wanted": concern.outcome_wanted,
            "dash_ticks": "" if concern.dash_ticks is None else str(concern.dash_ticks),
        },
        "danger": {"detail": concern.danger_detail},
        "openness": {
            "told": yes_no[concern.family_told],
            "not_told_reason": concern.not_told_reason,
            "agreement_to_service": yes_no[concern.agreement_to_service],
            "lawful_basis": concern.lawful_basis,
        },
        "adult": {
            "care_needs": concern.care_needs,
            "wishes": concern.wishes,
            "capacity_doubt": yes_no[concern.capacity_doubt] if worry.desk == "adults" else "",
            "capacity_decision": concern.capacity_decision,
        },
        "worker_safety": {"instruction": concern.worker_safety},
    }
    filled = {
        name: {key: value for key, value in answers.items() if value} for name, answers in sections.items()
    }
    return {name: answers for name, answers in filled.items() if answers}
