"""Codes and typed dates as a person reads them. What is no code of its list is shown as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from mash.casework.cases.workflow import STATES
from mash.interfaces.web.components.forms import PartialDate
from mash.interfaces.web.components.words import uk_datetime
from mash.registers.people.rules import in_words as date_in_words
from mash.registers.standards.queries import label

if TYPE_CHECKING:
    from mash.casework.cases.models import Case
    from mash.casework.joining.queries import Act, Suggestion
    from mash.casework.joining.rules import Strength
    from mash.registers.people.rules import Said
    from mash.registers.standards.rules import Code

_ISO = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")

# The form's answers and the census' codes are both said of a person's sex.
SEX: dict[str, str | Promise] = {
    "female": gettext_lazy("Female"),
    "male": gettext_lazy("Male"),
    "other": gettext_lazy("Other"),
    "not_known": gettext_lazy("Not known"),
    "U": gettext_lazy("Not known"),
}
# Who told the NHS register of a death.
DEATH: dict[str, str | Promise] = {
    "formal": gettext_lazy("the registrar of deaths gave notice"),
    "informal": gettext_lazy("told by a local NHS organisation, not yet by the registrar"),
}
YES_NO: dict[str, str | Promise] = {
    "yes": gettext_lazy("Yes"),
    "no": gettext_lazy("No"),
    "not_known": gettext_lazy("Not known"),
    "not-known": gettext_lazy("Not known"),
}
# How a pregnancy ended: no more words than are needed.
ENDED: dict[str, str | Promise] = {
    "born": gettext_lazy("Born"),
    "stillborn": gettext_lazy("Stillborn"),
    "lost": gettext_lazy("Miscarriage"),
    "ended": gettext_lazy("Termination"),
    "none": gettext_lazy("There was no pregnancy"),
}
# Why somebody may be a person (people.queries) and why somebody is near (the same, and kinds of relationship).
REASONS: dict[str, str | Promise] = {
    "same NHS number": gettext_lazy("same NHS number"),
    "different NHS number": gettext_lazy("different NHS number"),
    "same name": gettext_lazy("same name"),
    "names the other way round": gettext_lazy("names the other way round"),
    "same family name": gettext_lazy("same family name"),
    "same first name": gettext_lazy("same first name"),
    "same date of birth": gettext_lazy("same date of birth"),
    "date of birth with day and month swapped": gettext_lazy("date of birth with day and month swapped"),
    "different date of birth": gettext_lazy("different date of birth"),
    "same address": gettext_lazy("same address"),
    "parent of": gettext_lazy("parent"),
    "child of": gettext_lazy("son or daughter"),
    "grandparent of": gettext_lazy("grandparent"),
    "grandchild of": gettext_lazy("grandchild"),
    "partner of the parent of": gettext_lazy("parent’s partner"),
    "child of the partner of": gettext_lazy("partner’s child"),
    "sibling of": gettext_lazy("brother or sister"),
    "twin of": gettext_lazy("twin"),
    "partner of": gettext_lazy("partner"),
    "carer of": gettext_lazy("carer"),
    "cared for by": gettext_lazy("cared for by somebody here"),
    "relative of": gettext_lazy("relative"),
    "alleged source of harm to": gettext_lazy("alleged source of harm"),
}


def coded(list_key: str, codes: Iterable[str], at: datetime) -> str:
    """Codes of a list as their labels, one after the other."""
    return ", ".join(label(list_key, code, at=at) for code in codes)


def hint_of(code: Code) -> str:
    """The sentence beside a code's choice, in the language of the page; English where there is no Welsh."""
    hint, welsh = (str(code.attributes.get(name, "")) for name in ("hint", "hint_cy"))
    return welsh if welsh and (get_language() or "").startswith("cy") else hint


def reasons(found: Iterable[str] | str) -> str:
    """Reasons of `people.queries` in the language of the page."""
    parts = found.split(", ") if isinstance(found, str) else found
    return ", ".join(str(REASONS.get(one, one)) for one in parts)


def sex(code: str, at: datetime) -> str:
    return str(SEX[code]) if code in SEX else label("sex", code, at=at) if code else ""


def typed_date(text: str) -> str:
    """A date as an agency typed it: `2026-03-07` as "7 March 2026", and anything else as it stands."""
    if text == "not known":
        return _("date not known")
    if not _ISO.fullmatch(text):
        return text
    try:
        return str(PartialDate.from_iso(text))
    except ValueError:
        return text


def said_rows(said: Said, at: datetime) -> tuple[tuple[str, str], ...]:
    """What a source said of a person, as labelled lines; what was not said is left out."""
    address = said.get("address") or {}

    def told(name: str) -> str:
        text = str(said.get(name, ""))
        return str(YES_NO.get(text, text))

    rows = (
        (_("Also called"), said.get("known_as", "")),
        (_("Date of birth"), date_in_words(said.get("born")) or said.get("age", "")),
        (_("Expected date of birth"), date_in_words(said.get("expected"))),
        (_("Sex"), sex(said.get("sex", ""), at)),
        (_("Gender"), said.get("gender", "")),
        (_("NHS number"), spaced(said.get("nhs_number", ""))),
        (_("Unique pupil number"), said.get("upn", "")),
        (_("Address"), ", ".join(filter(None, (address.get("lines"), address.get("postcode"))))),
        (_("Where they are now"), said.get("location_now", "")),
        (_("Telephone"), said.get("phone", "")),
        (_("Email"), said.get("email", "")),
        (_("Safe way to reach them"), said.get("safe_contact", "")),
        (_("Relationship"), label("relationship", said.get("relationship", ""), at=at)),
        (_("Parental responsibility"), told("parental_responsibility")),
        (_("Language"), said.get("language", "")),
        (_("Interpreter"), told("interpreter")),
        (_("Disability"), label("disability", said.get("disability", ""), at=at)),
        (_("Ethnicity"), label("ethnicity", said.get("ethnicity", ""), at=at)),
        (_("Religion"), said.get("religion", "")),
        (_("School or nursery"), said.get("school", "")),
        (_("GP"), said.get("gp", "")),
        (_("Description"), said.get("description", "")),
        (_("Died"), died(said)),
        (
            _("NHS number no longer in use"),
            ", ".join(spaced(one["value"]) for one in said.get("identifiers", ())),
        ),
        (
            _("Where the person is"),
            _("restricted: the NHS register does not say") if said.get("whereabouts_withheld") else "",
        ),
    )
    return tuple((key, value) for key, value in rows if value)


def died(said: Said) -> str:
    """When a source says that the person died, and who gave notice; empty where none says so."""
    when = date_in_words(said.get("died"))
    return ", ".join(filter(None, (when, str(DEATH.get(said.get("death_notice", ""), ""))))) if when else ""


def spaced(number: str) -> str:
    """An NHS number as it is read aloud: 999 000 0018."""
    return f"{number[:3]} {number[3:6]} {number[6:]}" if len(number) == 10 and number.isdigit() else number


STRENGTH: dict[Strength, str | Promise] = {
    "strong": gettext_lazy("strong"),
    "likely": gettext_lazy("likely"),
    "possible": gettext_lazy("possible"),
}
GROUND: dict[str, str | Promise] = {
    "number": gettext_lazy("the same incident number"),
    "stayed": gettext_lazy("they stayed together when another was parted"),
}


def evidence(codes: Iterable[str], at: datetime) -> str:
    """By what contacts may be about one incident, the surest first."""
    return coded("joining-evidence", codes, at)


def suggestion(one: Suggestion) -> str:
    """A contact that may be about the same incident, on one line: its reference, when it came, how sure it is."""
    said = [one.contact.ref, uk_datetime(one.contact.received_at), str(STRENGTH[one.strength])]
    return ", ".join(said)


def act(one: Act, at: datetime) -> dict[str, object]:
    """Something that was said about joining contacts, as a line of a timeline."""
    refs = ", ".join(one.contacts)
    title = {
        "joined": _("Joined: %(refs)s"),
        "parted": _("Parted: %(refs)s"),
        "dismissed": _("Not about one incident: %(refs)s"),
    }[one.kind] % {"refs": refs}
    text = one.rationale or str(GROUND.get(one.ground, "")).capitalize()
    if one.evidence:
        text += "\n\n" + _("What spoke for it: %(why)s.") % {"why": evidence(one.evidence, at)}
    return {"title": title, "at": one.at, "by": one.by_name, "text": text}


def case_state(case: Case) -> str:
    """A case's rating and state on one line."""
    rating = case.get_rating_display() if case.rating else _("not rated")
    return ", ".join((str(rating), str(STATES[case.state]).lower()))
