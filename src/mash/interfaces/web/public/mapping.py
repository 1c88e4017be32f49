"""From the answers of the form to what arrives at the hub. Pure: the one place where an answer finds its field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, cast

from mash.casework.intake.arrival import Arrival, PersonSaid, Population, ReferrerSaid
from mash.interfaces.web.public.reading import NOT_KNOWN_CODE, Plain, Read
from mash.registers.people.rules import AddressSaid, DateSaid, Said

Values = dict[str, Plain]

# Answers that are facts of a person's record; the others of these pages stay in the content.
_SAID = (
    "given_name", "family_name", "known_as", "age", "sex", "gender", "ethnicity", "religion", "language",
    "interpreter", "disability", "nhs_number", "upn", "phone", "email", "location_now", "gp", "school",
    "description", "parental_responsibility", "safe_contact", "relationship",
)  # fmt: skip
_DATES = ("born", "expected")
_ADDRESS = ("lines", "postcode", "secret_address")
_OF_PERSON = {*_SAID, *_DATES, *_ADDRESS, "role"}
_NAMED = {"given_name", "family_name", "born"}
_REFERRER = {
    "klass", "name", "role", "agency", "phone", "email", "safe_to_contact", "work", "relation", "relationship",
    "may_be_named",
}  # fmt: skip
ANONYMOUS_SOURCE = "9"
LINES_LENGTH, POSTCODE_LENGTH = 500, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """What the form does not ask: where it goes, who holds it, in which language."""

    hub: str
    population: str
    language: str
    draft: str
    user: int | None = None
    passphrase: str = ""
    area_not_sure: bool = False


def arrival_from(found: Read, sender: Sender) -> Arrival:
    """One contact of one form. Persons and the referrer stand in their own fields and not in `content`.

    A protected address goes to the person's own protected field alone. What no form could read is kept under
    `as_typed`.
    """
    person, worry, you = (found.sections.get(key, {}) for key in ("person", "worry", "you"))
    concern, background = (found.sections.get(key, {}) for key in ("concern", "background"))
    level = str(background.get("level") or "")
    return Arrival(
        hub=sender.hub,
        population=cast("Population", sender.population),
        kind="referral",
        channel="form",
        worry=_text(worry, "worry"),
        danger_now={"yes": "yes", "no": "no"}.get(_text(worry, "danger"), "not-known"),
        people=_people(found, person),
        referrer=_referrer(you, found.sections.get("about_you", {}), sender),
        source=_source(you),
        concern_types=tuple(cast("list[str]", concern.get("types", []))),
        level_suggested=int(level) if level.isdigit() else None,
        language=sender.language,
        content=_content(found, sender),
        draft=sender.draft,
    )


def _text(values: Values, name: str) -> str:
    value = values.get(name, "")
    if value == NOT_KNOWN_CODE:
        return "Not known" if name == "worry" else NOT_KNOWN_CODE
    return value if isinstance(value, str) else ""


def date_said(iso: str) -> DateSaid:
    """`2015-06-01`, `2015-06`, `2015`, `--06-01` or `--06` as parts; nothing for what is not known."""
    if not iso or iso == NOT_KNOWN_CODE:
        return {}
    year, _, rest = iso.partition("-") if not iso.startswith("--") else ("", "", iso[2:])
    month, _, day = rest.partition("-")
    parts = {"day": day, "month": month, "year": year}
    return cast("DateSaid", {name: int(part) for name, part in parts.items() if part})


def _said(values: Values) -> Said:
    said: dict[str, Any] = {}
    for name in _SAID:
        text = _text(values, name)
        if text and (text != NOT_KNOWN_CODE or name in {"sex", "parental_responsibility"}):
            said[name] = text
    for name in _DATES:
        when = date_said(_text(values, name))
        if when:
            said[name] = when
    address = _address(values)
    if address and not values.get("secret_address"):
        said["address"] = address
    return cast("Said", said)


def _address(values: Values) -> AddressSaid:
    found = {name: _text(values, name) for name in ("lines", "postcode")}
    return cast("AddressSaid", {name: text for name, text in found.items() if text})


def _protected(address: AddressSaid) -> AddressSaid:
    """The same in the lengths of a protected row: what is no postcode stands before the lines."""
    lines, postcode = address.get("lines", ""), address.get("postcode", "")
    if len(postcode) > POSTCODE_LENGTH:
        lines, postcode = f"{postcode}\n{lines}", ""
    return {"lines": lines[:LINES_LENGTH], "postcode": postcode} if lines or postcode else {}


def _one(role: str, values: Values) -> PersonSaid:
    secret = _protected(_address(values)) if values.get("secret_address") else None
    return PersonSaid(role=role, said=_said(values), protected_address=secret or None)


def _people(found: Read, person: Values) -> tuple[PersonSaid, ...]:
    first = {**found.sections.get("where", {}), **found.sections.get("identity", {})}
    first.update(
        {name: value for name, value in person.items() if name != "description" or "description" not in first}
    )
    if person.get("description") and found.sections.get("where", {}).get("description"):
        first["description"] = f"{person['description']}\n{found.sections['where']['description']}"
    subject = _one("subject", first)
    if person.get("unborn") and not subject.said.get("expected"):
        # Unborn, and nobody knows since when: an expected date without parts says that much.
        subject = PersonSaid(
            role="subject",
            said={
                **subject.said,
                "description": " ".join(filter(None, ["Unborn child.", subject.said.get("description")])),
            },
            protected_address=subject.protected_address,
        )
    others = [_one(str(item.get("role") or "other"), item) for item in found.items.get("others", [])]
    harm = [
        _one("source-of-harm", item)
        for item in found.items.get("risk", [])
        if item.get("kind") != "organisation" and (item.get("given_name") or item.get("family_name"))
    ]
    return (subject, *others, *harm)


def _source(you: Values) -> str:
    klass = you.get("klass")
    if klass == "anonymous":
        return ANONYMOUS_SOURCE
    return _text(you, "work" if klass == "professional" else "relation")


def _referrer(you: Values, more: Values, sender: Sender) -> ReferrerSaid:
    klass = cast("Literal['professional', 'public', 'anonymous']", you.get("klass", "anonymous"))
    professional, anonymous = klass == "professional", klass == "anonymous"
    safe, email = _text(you, "safe_to_contact"), _text(you, "email")
    if you.get("quiet"):
        # No message leaves by itself; a person may still use the address with care.
        safe = "; ".join(filter(None, ["Send nothing automatically", safe, email]))
        email = ""
    return ReferrerSaid(
        klass=klass,
        name="" if anonymous else _text(you, "name"),
        role=_text(you, "role") if professional else "",
        agency=_text(you, "agency") if professional else "",
        relationship=_text(more, "relationship"),
        phone=_text(you, "phone"),
        email=email,
        safe_to_contact=safe[:500],
        keep_identity_from_family=not more.get("may_be_named"),
        passphrase=sender.passphrase,
        user=sender.user,
    )


def _content(found: Read, sender: Sender) -> dict[str, object]:
    content: dict[str, object] = {}
    for key, values in found.sections.items():
        kept = {name: value for name, value in values.items() if not _elsewhere(key, name)}
        if kept:
            content[key] = kept
    for key, items in found.items.items():
        elsewhere = {"others": _OF_PERSON, "risk": _NAMED}.get(key, set())
        left = [{name: value for name, value in item.items() if name not in elsewhere} for item in items]
        if any(left):
            content[key] = [item for item in left if item]
    if found.as_typed:
        content["as_typed"] = dict(found.as_typed)
    if sender.area_not_sure:
        content["area"] = {"not_sure": True}
    return content


def _elsewhere(section: str, name: str) -> bool:
    """Whether an answer has a field of its own and so does not stand in the content."""
    if section in {"person", "identity", "where"}:
        return name in _OF_PERSON
    if section in {"you", "about_you"}:
        return name in _REFERRER
    return (section, name) in {
        ("worry", "worry"),
        ("worry", "danger"),
        ("concern", "types"),
        ("background", "level"),
    }
