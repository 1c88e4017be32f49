"""Agreements as rows of tables and facts of summaries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.interfaces.web.agreements.forms import TERM_WORDS
from mash.interfaces.web.components.words import uk_date
from mash.registers.agreements.compare import Difference, differences
from mash.registers.agreements.documents import TERMS
from mash.registers.agreements.models import Agreement, Version
from mash.registers.agreements.queries import LISTS, as_rules, before, parts_of
from mash.registers.agreements.rules import Effect
from mash.registers.agreements.words import EFFECTS, MODES, Names, gateway, records, sentence

_FIELDS: dict[str, str | Promise] = {
    "title": gettext_lazy("Title"),
    "purpose": gettext_lazy("What it is for"),
    "review_by": gettext_lazy("To be reviewed by"),
    "joint": gettext_lazy("Joint controllers"),
    "effect": gettext_lazy("What it does"),
    "source": gettext_lazy("Who shares"),
    "recipient": gettext_lazy("With whom"),
    "roles": gettext_lazy("Seats of the hub"),
    "desks": gettext_lazy("Desks of the hub"),
    "categories": gettext_lazy("Information"),
    "populations": gettext_lazy("About whom"),
    "purposes": gettext_lazy("For what"),
    "mode": gettext_lazy("How much"),
    "power": gettext_lazy("Power or duty"),
    "article_6": gettext_lazy("Article 6"),
    "condition": gettext_lazy("Condition"),
    "confidentiality": gettext_lazy("Confidentiality"),
    "records": gettext_lazy("What must be recorded"),
    "limits": gettext_lazy("What binds the recipient"),
    "starts": gettext_lazy("Holds from"),
    "ends": gettext_lazy("Holds until"),
    "why": gettext_lazy("Why"),
}


def at_version(name: str, version: Version, *more: str) -> str:
    return reverse(f"agreements:{name}", args=[version.agreement.key, version.number, *more])


def state_of(version: Version, day: date) -> str:
    """Where a version stands on a day, in words."""
    if version.state != Version.State.AGREED:
        return str(version.get_state_display())
    if version.starts and day < version.starts:
        return _("In force from %(day)s") % {"day": uk_date(version.starts)}
    if version.ends and day >= version.ends:
        return _("Ended on %(day)s") % {"day": uk_date(version.ends)}
    if as_rules(version).lapsed(day):
        return _("Lapsed: its review is overdue")
    return _("In force")


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    href: str
    kind: str
    state: str
    signed: str
    review: str


def rows(agreements: Iterable[Agreement], day: date) -> list[Row]:
    """The newest version of each agreement, and the one in force where that is another."""
    found = []
    for agreement in agreements:
        versions = list(agreement.versions.all())
        for version in versions:
            version.agreement = agreement
        shown = versions[:1] + [one for one in versions[1:] if _is_in_force(one, day)]
        for version in shown:
            signatories = list(version.signatories.all())
            signed = sum(
                one.signed_on is not None and (one.ends is None or day < one.ends) for one in signatories
            )
            found.append(
                Row(
                    _("%(title)s, version %(number)d") % {"title": agreement.title, "number": version.number},
                    at_version("version", version),
                    agreement.get_kind_display(),
                    state_of(version, day),
                    _("%(signed)d of %(all)d") % {"signed": signed, "all": len(signatories)},
                    uk_date(version.review_by),
                )
            )
    return found


def _is_in_force(version: Version, day: date) -> bool:
    return (
        version.state == Version.State.AGREED
        and version.starts is not None
        and version.starts <= day
        and (version.ends is None or day < version.ends)
    )


def warnings(agreements: Iterable[Agreement], day: date, names: Names) -> list[str]:
    """What lapses soon or has lapsed, of the versions in force: reviews and signatures."""
    found = []
    for agreement in agreements:
        for version in agreement.versions.all():
            if not _is_in_force(version, day):
                continue
            version.agreement = agreement
            for what, agency, ends in as_rules(version).warnings(day):
                said = {
                    "title": agreement.title,
                    "review": uk_date(version.review_by),
                    "ends": uk_date(ends),
                    "agency": names.agencies.get(agency, agency),
                }
                if what == "signature":
                    words = _("%(agency)s is bound by %(title)s until %(ends)s only.")
                    words = (
                        _("%(agency)s is not bound by %(title)s since %(ends)s.") if ends <= day else words
                    )
                else:
                    words = _(
                        "%(title)s is to be reviewed by %(review)s. Routine sharing under it ends after %(ends)s."
                    )
                found.append(words % said)
    return found


def facts(version: Version, day: date) -> list[dict[str, Any]]:
    """A version's head, as rows of a summary."""
    agreement = version.agreement
    found: list[dict[str, Any]] = [
        {"key": _("State"), "value": state_of(version, day)},
        {"key": _("What it is for"), "prose": version.purpose},
        {"key": _("Hub"), "value": agreement.hub.name if agreement.hub else _("Every hub")},
        {"key": _("To be reviewed by"), "value": uk_date(version.review_by)},
        {
            "key": _("Who controls what was shared"),
            "value": _("The agencies jointly") if version.joint else _("Each agency what it supplied"),
        },
    ]
    if agreement.under:
        found.insert(1, {"key": _("Stands under"), "value": agreement.under.title})
    if version.starts:
        found.append({"key": _("In force from"), "value": uk_date(version.starts)})
    if version.ends:
        found.append({"key": _("Until"), "value": uk_date(version.ends)})
    if version.digest:
        found.append({"key": _("Fingerprint of the text"), "value": version.digest[:16]})
    return found


def terms(version: Version) -> list[dict[str, Any]]:
    """What binds besides the clauses, with the ladder of a disagreement."""
    found: list[dict[str, Any]] = [
        {"key": TERM_WORDS[name], "prose": version.terms[name]} for name in TERMS if version.terms.get(name)
    ]
    steps = [
        _("%(who)s, within working days: %(days)d") % {"who": one["who"], "days": one["working_days"]}
        for one in version.terms.get("escalation", [])
    ]
    if steps:
        found.append({"key": _("Steps of a disagreement"), "prose": "\n".join(steps)})
    return found


@dataclass(frozen=True, slots=True)
class ClauseShown:
    number: str
    sentence: str
    forbids: bool
    gateway: list[str]
    records: str
    limits: str
    why: str
    dates: str
    href: str


def clauses(version: Version, names: Names, *, edits: bool) -> list[ClauseShown]:
    """Each clause as a sentence with what it rests on; `edits` links to its form."""
    return [
        ClauseShown(
            one.number,
            sentence(one, names),
            one.effect is Effect.FORBID,
            gateway(one, names),
            "; ".join(records(one, names)),
            "; ".join(names.of("limits", limit) for limit in one.limits),
            one.why,
            _dates(one.starts, one.ends),
            at_version("clause", version, one.number) if edits else "",
        )
        for one in as_rules(version).clauses
    ]


def _dates(starts: date | None, ends: date | None) -> str:
    parts = []
    if starts:
        parts.append(_("from %(day)s") % {"day": uk_date(starts)})
    if ends:
        parts.append(_("until %(day)s") % {"day": uk_date(ends)})
    return ", ".join(parts)


def signatories(version: Version, day: date, *, signs: bool) -> list[list[Any]]:
    """The agencies that are party to it, as cells: who signed, when, until when, how."""
    found = []
    for one in version.signatories.all():
        name: Any = one.agency.name
        if signs:
            name = {"href": at_version("signature", version, one.agency.key), "text": one.agency.name}
        if one.signed_on is None:
            found.append([name, _("Not signed"), "", ""])
            continue
        who = _("%(name)s, %(post)s") % {"name": one.name, "post": one.post}
        until = uk_date(one.ends) if one.ends else ""
        if one.ends and one.ends <= day:
            until = _("Ended on %(day)s") % {"day": until}
        found.append([name, who, uk_date(one.signed_on), until])
    return found


@dataclass(frozen=True, slots=True)
class DifferenceShown:
    what: str
    kind: str
    text: str
    changes: list[tuple[str, str, str]]


def compared(version: Version, names: Names) -> list[DifferenceShown]:
    """What differs from the version whose place it takes."""
    former = before(version)
    was = {one.number: one for one in as_rules(former).clauses} if former else {}
    now = {one.number: one for one in as_rules(version).clauses}
    words = {"added": _("Added"), "removed": _("Taken out"), "changed": _("Changed")}
    found = []
    for one in differences(parts_of(former) if former else None, parts_of(version)):
        clause = (now if one.what != "removed" else was).get(one.name) if one.part == "clause" else None
        changes = [
            (
                _field(one, change.field),
                _value(change.field, change.was, names),
                _value(change.field, change.now, names),
            )
            for change in one.changes
        ]
        found.append(
            DifferenceShown(
                _heading(one, names), words[one.what], sentence(clause, names) if clause else "", changes
            )
        )
    return found


def _heading(one: Difference, names: Names) -> str:
    if one.part == "clause":
        return _("Clause %(number)s") % {"number": one.name}
    if one.part == "agency":
        return names.agencies.get(one.name, one.name)
    return _field(one, one.name)


def _field(one: Difference, name: str) -> str:
    if one.part == "term":
        return str(TERM_WORDS.get(name, _("Steps of a disagreement")))
    if one.part == "agency":
        return _("Party to the agreement")
    return str(_FIELDS.get(name, name))


def _value(field: str, value: Any, names: Names) -> str:
    if value is None or value in ("", []):
        return _("Nothing")
    if field in LISTS:
        return names.all_of(field, [value] if isinstance(value, str) else value)
    plain: dict[str, Callable[[Any], str]] = {
        "joint": lambda said: _("Yes") if said else _("No"),
        "source": names.selector,
        "recipient": names.selector,
        "effect": lambda said: str(EFFECTS[said]),
        "mode": lambda said: str(MODES[said]),
        **dict.fromkeys(("review_by", "starts", "ends"), uk_date),
        "escalation": lambda said: "; ".join(str(one["who"]) for one in said),
        **dict.fromkeys(("roles", "desks"), ", ".join),
    }
    return plain.get(field, str)(value)
