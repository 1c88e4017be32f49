"""Which column of a force's file is what: guessed from the headings, or said in a mapping. Pure.

A target is a field of FIELDS or of ASSESSMENT, or `person.N.FIELD` with a field of PERSON for the Nth person of the notification.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mash.casework.notifications.errors import WrongColumnsError
from mash.registers.people.feeds.values import DateOrder

FIELDS: Final[dict[str, Promise]] = {
    "reference": _("The force’s reference of the notification"),
    "incident": _("The force’s incident number"),
    "occurred": _("When it happened"),
    "grade": _("The force’s own grade"),
    "summary": _("What happened"),
    "danger": _("Whether anybody is in danger now"),
    "population": _("Children or adults"),
    "officer": _("The officer"),
    "officer_phone": _("The officer’s telephone"),
    "school": _("School to be told under Operation Encompass"),
}
DASH_QUESTIONS: Final = 27
DARA_QUESTIONS: Final = 30
"""More than any issue of it has: what its numbers mean is the force's."""
ASSESSMENT: Final[dict[str, Promise]] = {
    **{
        f"{kind}.{number}": format_lazy(_("{kind} question {number}"), kind=kind.upper(), number=number)
        for kind, most in (("dash", DASH_QUESTIONS), ("dara", DARA_QUESTIONS))
        for number in range(1, most + 1)
    },
    "dash.grade": _("DASH: the officer’s grade"),
    "dash.notes": _("DASH: what else was said"),
    "dara.grade": _("DARA: the officer’s grade"),
    "dara.notes": _("DARA: what else was said"),
}
"""The answers of a risk assessment of domestic abuse, question by question, with what the officer made of it."""
PERSON: Final[dict[str, Promise]] = {
    "role": _("Role"),
    "given_name": _("First name"),
    "family_name": _("Family name"),
    "known_as": _("Known as"),
    "date_of_birth": _("Date of birth"),
    "sex": _("Sex"),
    "ethnicity": _("Ethnicity"),
    "address": _("Address"),
    "postcode": _("Postcode"),
    "phone": _("Telephone"),
    "email": _("E-mail"),
    "nhs_number": _("NHS number"),
    "upn": _("Unique pupil number"),
    "school": _("School"),
    "description": _("Description"),
    "relationship": _("Relationship"),
}
MOST_PEOPLE: Final = 40
"""Persons in one notification; a street party had thirty."""

ROLES: Final[Mapping[str, str]] = {
    "subject": "subject", "child": "subject", "victim": "subject", "vulnerable person": "subject", "adult at risk": "subject",
    "subject child": "subject", "missing person": "subject",
    "parent": "parent", "mother": "parent", "father": "parent", "sibling": "sibling", "brother": "sibling", "sister": "sibling",
    "carer": "carer", "partner": "partner", "household": "household", "resident": "household",
    "source-of-harm": "source-of-harm", "suspect": "source-of-harm", "perpetrator": "source-of-harm", "offender": "source-of-harm",
    "alleged perpetrator": "source-of-harm", "other": "other", "witness": "other", "informant": "other", "involved": "other",
}  # fmt: skip
"""What forces call somebody in an incident, and the role that it is in a matter."""

_WORDS: Final[Mapping[str, str]] = {
    "ref": "reference", "ppn": "reference", "ppn_ref": "reference", "ppn_reference": "reference", "ppn_number": "reference",
    "notification_reference": "reference", "notification_ref": "reference", "urn": "reference", "id": "reference",
    "incident_number": "incident", "incident_no": "incident", "incident_ref": "incident", "log_number": "incident",
    "occurred_at": "occurred", "incident_date": "occurred", "date": "occurred", "date_of_incident": "occurred",
    "risk": "grade", "risk_grade": "grade", "police_grade": "grade", "rag": "grade",
    "account": "summary", "circumstances": "summary", "description": "summary", "details": "summary", "text": "summary",
    "danger_now": "danger", "immediate_danger": "danger", "reporting_officer": "officer", "officer_name": "officer",
    "encompass": "school", "encompass_school": "school",
}  # fmt: skip
_OF_A_PERSON: Final[Mapping[str, str]] = {
    "forename": "given_name", "first_name": "given_name", "given": "given_name", "surname": "family_name",
    "last_name": "family_name", "family": "family_name", "dob": "date_of_birth", "born": "date_of_birth", "birth_date": "date_of_birth",
    "gender": "sex", "alias": "known_as", "post_code": "postcode", "telephone": "phone", "mobile": "phone", "nhs": "nhs_number",
    "nhs_no": "nhs_number", "involvement": "role", "type": "role",
}  # fmt: skip
_ASSESSMENT: Final = re.compile(r"(?:^|_)(dash|dara)_?(?:question|q|ric)?_?(?:(\d{1,2})(?:_.*)?|(\w+))\Z")
_OF_AN_ASSESSMENT: Final[Mapping[str, str]] = {
    "grade": "grade", "risk": "grade", "risk_level": "grade", "level": "grade", "risk_grade": "grade",
    "notes": "notes", "comments": "notes", "free_text": "notes", "text": "notes",
}  # fmt: skip
_PERSON: Final = re.compile(r"(?:^|_)(person|people|subject|child)_?(\d{1,3})_(\w+)\Z")
_TARGET: Final = re.compile(r"person\.([1-9]\d{0,2})\.(\w+)\Z")


def _guess(heading: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", heading.casefold()).strip("_")
    if found := _PERSON.search(plain):
        name = _OF_A_PERSON.get(found[3], found[3])
        return f"person.{int(found[2])}.{name}" if name in PERSON and int(found[2]) > 0 else ""
    if found := _ASSESSMENT.search(plain):
        part = str(int(found[2])) if found[2] else _OF_AN_ASSESSMENT.get(found[3], "")
        return target if (target := f"{found[1]}.{part}") in ASSESSMENT else ""
    name = _WORDS.get(plain, plain)
    return name if name in FIELDS else ""


@dataclass(frozen=True, slots=True)
class Columns:
    """`columns` maps headings to targets; what is missing or "" is not taken in. `dates` is the order of days.

    `roles` are the force's own words for a role, in lower case, before those of ROLES.
    """

    columns: Mapping[str, str]
    dates: DateOrder = "dmy"
    roles: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def guessed(cls, header: Sequence[str]) -> Self:
        """What the headings suggest; of two columns for one target the first."""
        found: dict[str, str] = {}
        for heading in header:
            target = _guess(heading)
            if target and target not in found.values():
                found[heading] = target
        return cls(found)

    @classmethod
    def of_json(cls, said: Any) -> Self:
        """From `{"columns": {"PPN no": "reference", "Child 1 DOB": "person.1.date_of_birth"}, "dates": "dmy", "roles": {}}`.

        Raises WrongColumnsError.
        """
        if not isinstance(said, dict) or not isinstance(said.get("columns"), dict):
            raise WrongColumnsError(
                "A mapping is a JSON object with “columns”: an object of headings and fields."
            )
        if unknown := set(said) - {"columns", "dates", "roles"}:
            raise WrongColumnsError(
                f"The mapping has parts that are not known: {', '.join(sorted(unknown))}."
            )
        columns = {str(heading): str(target or "") for heading, target in said["columns"].items()}
        if wrong := sorted({one for one in columns.values() if one and not _is_target(one)}):
            raise WrongColumnsError(
                f"There is no field {', '.join(wrong)}. There are {', '.join(FIELDS)}, dash.1 to dash.{DASH_QUESTIONS}, dash.grade and dash.notes, dara the same, and person.1.FIELD with "
                f"{', '.join(PERSON)}."
            )
        dates = said.get("dates", "dmy")
        given = said.get("roles") or {}
        roles = {str(word).casefold(): str(role) for word, role in dict(given).items()}
        if dates not in {"dmy", "mdy"} or set(roles.values()) - set(ROLES.values()):
            raise WrongColumnsError(
                f"“dates” is dmy or mdy; “roles” maps the force’s words to {', '.join(sorted(set(ROLES.values())))}."
            )
        return cls(columns, dates, roles)

    def as_json(self) -> dict[str, Any]:
        """What `of_json` reads."""
        return {"columns": dict(self.columns), "dates": self.dates, "roles": dict(self.roles)}

    def check(self, header: Sequence[str]) -> None:
        """Raises WrongColumnsError where it does not fit the file or no column is the force's reference."""
        taken = {heading: target for heading, target in self.columns.items() if target}
        if missing := [heading for heading in taken if heading not in header]:
            raise WrongColumnsError(
                f"The file has no column {', '.join(missing)}. It has {', '.join(header)}."
            )
        targets = list(taken.values())
        if twice := sorted({one for one in targets if targets.count(one) > 1}):
            raise WrongColumnsError(f"Two columns are {', '.join(twice)}. Choose one.")
        if "reference" not in targets:
            raise WrongColumnsError("No column is the force’s reference. Say which is.")


def _is_target(target: str) -> bool:
    found = _TARGET.match(target)
    return (
        target in FIELDS
        or target in ASSESSMENT
        or (found is not None and int(found[1]) <= MOST_PEOPLE and found[2] in PERSON)
    )


def parts(target: str) -> tuple[int, str]:
    """The person's number (0 for the notification itself) and the field."""
    found = _TARGET.match(target)
    return (int(found[1]), found[2]) if found else (0, target)
