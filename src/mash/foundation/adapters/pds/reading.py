"""FHIR's Patient, Bundle and OperationOutcome, read into our own values.

Where a patient may be found is taken only from a record that says of itself that it is unrestricted: a label that is
missing or unknown withholds it, whatever else was sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from nhs_number.validate import is_valid

from mash.foundation.adapters.pds.values import Address, Answer, Match, Outcome, Patient, found

_DATE: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_CODE: Final = re.compile(r"[A-Z][A-Z_]{1,60}")
_DEATH: Final = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeathNotificationStatus"
_NOTICES: Final[dict[str, Literal["informal", "formal"]]] = {"1": "informal", "2": "formal"}
_REMOVED: Final = "U"
UNRESTRICTED: Final = "U"
REDACTED: Final = "REDACTED"


class UnreadableError(ValueError):
    """Not what the specification says. It never repeats what was sent."""


def patient(resource: object) -> Patient:
    """Raises UnreadableError."""
    body = _table(resource)
    number = str(body.get("id", ""))
    labels = {str(one.get("code", "")) for one in _rows(_table(body.get("meta", {})).get("security"))}
    if body.get("resourceType") != "Patient" or not is_valid(number) or REDACTED in labels:
        raise UnreadableError("Not a patient that may be used.")
    restricted = labels != {UNRESTRICTED}
    names = _current(body.get("name"))
    usual = next((one for one in names if one.get("use") == "usual"), names[0] if names else {})
    nick = next((one for one in names if one.get("use") == "nickname"), {})
    died, notice = _death(body)
    return Patient(
        nhs_number=number,
        restricted=restricted,
        family=_text(usual.get("family")),
        given=tuple(_texts(usual.get("given"))),
        known_as=" ".join(_texts(nick.get("given"))),
        gender=_text(body.get("gender")),
        born=_date(body.get("birthDate")),
        died=died,
        death_notice=notice,
        **({} if restricted else _whereabouts(body)),
    )


def _whereabouts(body: Mapping[str, Any]) -> dict[str, Any]:
    home = next((one for one in _current(body.get("address")) if one.get("use") == "home"), None)
    told: dict[str, str] = {}
    for one in _current(body.get("telecom")):
        told.setdefault(_text(one.get("system")), _text(one.get("value")))
    practice = next(iter(_current(body.get("generalPractitioner"))), {})
    return {
        "address": Address(tuple(_texts(home.get("line"))), _text(home.get("postalCode"))) if home else None,
        "phone": told.get("phone", ""),
        "email": told.get("email", ""),
        "gp": _text(_table(practice.get("identifier", {})).get("value")),
    }


def _death(body: Mapping[str, Any]) -> tuple[str, Literal["", "informal", "formal"]]:
    """When they died and who said so; nothing where the notice was taken back."""
    codes = [
        str(coding.get("code", ""))
        for one in _rows(body.get("extension"))
        if one.get("url") == _DEATH
        for part in _rows(one.get("extension"))
        for coding in _rows(_table(part.get("valueCodeableConcept", {})).get("coding"))
    ]
    if _REMOVED in codes:
        return "", ""
    return _date(body.get("deceasedDateTime")), next((_NOTICES[one] for one in codes if one in _NOTICES), "")


def retrieved(body: object, *, asked: str) -> Answer:
    """The answer to a number. Raises UnreadableError."""
    one = patient(body)
    return found([Match(one, replaces=asked if one.nhs_number != asked else "")])


def searched(body: object) -> Answer:
    """The answer to a search. Raises UnreadableError."""
    table = _table(body)
    if table.get("resourceType") == "OperationOutcome":
        if "TOO_MANY_MATCHES" in codes_of(table):
            return Answer(Outcome.TOO_MANY)
        raise UnreadableError("An outcome that says neither who nor why.")
    if table.get("resourceType") != "Bundle":
        raise UnreadableError("Not a bundle.")
    return found([Match(patient(one.get("resource")), _score(one)) for one in _rows(table.get("entry"))])


def _score(entry: Mapping[str, Any]) -> float:
    score = _table(entry.get("search", {})).get("score")
    if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 1:
        raise UnreadableError("A match without its score.")
    return float(score)


def codes_of(body: object) -> list[str]:
    """The service's own codes in an OperationOutcome, such as INVALIDATED_RESOURCE; its sentences may repeat names."""
    if not isinstance(body, dict):
        return []
    codes = [
        str(coding.get("code", ""))
        for issue in _rows(body.get("issue"))
        for coding in _rows(_table(issue.get("details", {})).get("coding"))
    ]
    return [one for one in codes if _CODE.fullmatch(one)]


def _table(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise UnreadableError("Not an object.")
    return value


def _rows(value: object) -> list[Mapping[str, Any]]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise UnreadableError("Not a list.")
    return [_table(one) for one in value]


def _current(value: object) -> list[Mapping[str, Any]]:
    """Those that have no end: of what has ended the service keeps the history, not we."""
    return [one for one in _rows(value) if "end" not in _table(one.get("period", {}))]


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _texts(value: object) -> Iterable[str]:
    return (found for one in (value if isinstance(value, list) else []) if (found := _text(one)))


def _date(value: object) -> str:
    found = _DATE.match(_text(value))
    return found.group() if found else ""
