"""The agreements in force, held in memory until their rows change, and what pages read of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import product
from typing import Final

from django.db.models import Prefetch, QuerySet

from mash.foundation.kernel.time import LONDON
from mash.registers.accounts.roles import ROLES
from mash.registers.agencies.models import Agency, Desk
from mash.registers.agreements import models, rules
from mash.registers.agreements.documents import TERMS, Known, Parts
from mash.registers.agreements.rules import Ask, Mode, Party, Rulebook
from mash.registers.clocks.versions import Held
from mash.registers.standards.queries import codes
from mash.registers.standards.rules import Code

REGISTER: Final = "agreements"
# The list of codes that each field of a clause is written with.
LISTS: Final = {
    "categories": "information-category",
    "populations": "sharing-population",
    "purposes": "sharing-purpose",
    "power": "sharing-power",
    "article_6": "sharing-article-6",
    "condition": "sharing-condition",
    "confidentiality": "sharing-confidentiality",
    "records": "sharing-record",
    "limits": "sharing-limit",
}
# The seats of a hub that what the hub receives can be for.
HUB_ROLES: Final = ("screener", "decider", "chair", "minutes", "manager", "practitioner")
# Whom a question is about where it does not say: a child or an adult, and what else they may be.
POPULATIONS: Final = [
    frozenset({age, *standing})
    for age in ("children", "adults")
    for standing in ((), ("victims",), ("alleged-perpetrators",))
]
_BEGINNING: Final = date(1900, 1, 1)


def rulebook() -> Rulebook:
    """Every version agreed so far, whenever it is in force."""
    return _held.get()


def _load() -> Rulebook:
    agreed = _whole().filter(state=models.Version.State.AGREED).order_by("agreement__key", "number")
    return Rulebook(tuple(map(as_rules, agreed)))


def _whole() -> QuerySet[models.Version]:
    return models.Version.objects.select_related(
        "agreement", "agreement__hub", "agreement__under"
    ).prefetch_related("clauses", Prefetch("signatories", models.Signatory.objects.select_related("agency")))


def as_rules(row: models.Version, *, starts: date | None = None, signed: bool = False) -> rules.Version:
    """A version as the rules read it; `starts` and `signed` suppose a draft to be in force and signed by all."""
    signatures = {
        one.agency.key: (
            rules.Signature(_BEGINNING) if signed else rules.Signature(one.signed_on or date.max, one.ends),
        )
        for one in row.signatories.all()
        if signed or one.signed_on is not None
    }
    return rules.Version(
        agreement=row.agreement.key,
        title=row.agreement.title,
        number=row.number,
        hub=row.agreement.hub.key if row.agreement.hub else "",
        starts=starts or row.starts or date.max,
        ends=None if starts else row.ends,
        review_by=row.review_by,
        warn=timedelta(days=row.warn_days),
        grace=timedelta(days=row.grace_days),
        clauses=tuple(_clause(one) for one in row.clauses.all()),
        signatures=signatures,
        under=row.agreement.under.key if row.agreement.under else "",
    )


def _clause(row: models.Clause) -> rules.Clause:
    gateway = None
    if row.power:
        gateway = rules.Gateway(
            power=row.power,
            article_6=row.article_6,
            condition=row.condition,
            confidentiality=row.confidentiality,
        )
    return rules.Clause(
        number=row.number,
        effect=rules.Effect(row.effect),
        source=row.source,
        recipient=row.recipient,
        roles=frozenset(row.roles),
        desks=frozenset(row.desks),
        categories=frozenset(row.categories),
        populations=frozenset(row.populations),
        purposes=frozenset(row.purposes),
        mode=Mode(row.mode),
        gateway=gateway,
        records=tuple(row.records),
        limits=tuple(row.limits),
        starts=row.starts,
        ends=row.ends,
        why=row.why,
    )


def must_record(clause: rules.Clause, *, at: datetime) -> tuple[str, ...]:
    """What must be recorded when this clause is relied on: its own codes and those that its gateway asks for, once."""
    found = list(clause.records)
    if clause.gateway is not None:
        for name, list_key in (
            ("power", "sharing-power"),
            ("article_6", "sharing-article-6"),
            ("condition", "sharing-condition"),
            ("confidentiality", "sharing-confidentiality"),
        ):
            said = getattr(clause.gateway, name)
            found += [
                one for code in codes(list_key, at=at) if code.code == said for one in _words(code, "records")
            ]
    return tuple(dict.fromkeys(found))


def _words(code: Code, attribute: str) -> list[str]:
    """A code's attribute that is a list of words; nothing where it has none."""
    found = code.attributes.get(attribute)
    return [str(one) for one in found] if isinstance(found, list) else []


def category_of(kind_of_item: str, *, at: datetime) -> str:
    """The category of information that a kind of item falls under; `other` for one that no category names."""
    for code in codes("information-category", at=at):
        if kind_of_item == code.code or kind_of_item in _words(code, "holds"):
            return code.code
    return "other"


def purpose_of(ground: str, *, at: datetime) -> str:
    """The purpose that a request's ground has; "" where no code in force names it, which no clause permits."""
    for code in codes("sharing-purpose", at=at):
        if code.attributes.get("ground") == ground:
            return code.code
    return ""


def agency_party(agency: Agency) -> Party:
    return Party(kind=agency.kind, agency=agency.key)


def hub_party(*, role: str = "", desk: str = "") -> Party:
    return Party(kind=rules.HUB, role=role, desk=desk)


def parties(*, hub: str, book: Rulebook) -> list[Party]:
    """The agencies of a hub and, of the seats at its desks that every clause treats alike, one each."""
    found = [agency_party(one) for one in Agency.objects.filter(hubs__key=hub).order_by("name").distinct()]
    clauses = [clause for version in book.versions for clause in version.clauses]
    desks = list(Desk.objects.filter(hub__key=hub).order_by("key").values_list("key", flat=True))
    if not any(clause.desks for clause in clauses):
        desks = [""]
    alike: dict[tuple[bool, ...], Party] = {}
    for desk in desks:
        for role in HUB_ROLES:
            reached = tuple(
                (not one.roles or role in one.roles) and (not one.desks or desk in one.desks)
                for one in clauses
            )
            alike.setdefault(reached, hub_party(role=role, desk=desk))
    return found + list(alike.values())


def questions(
    *,
    book: Rulebook,
    hub: str,
    day: date,
    at: datetime,
    categories: Iterable[str] = (),
    about: Iterable[frozenset[str]] = (),
    purposes: Iterable[str] = (),
    modes: Iterable[Mode] = (),
    source: str = "",
) -> Iterator[Ask]:
    """Every question that these leave open, in a settled order: nothing given means all there are.

    Of seats of the hub that every clause of `book` treats alike one stands for all.
    """
    everyone = parties(hub=hub, book=book)
    pairs = [
        (giver, taker)
        for giver in everyone
        for taker in everyone
        if giver.kind != rules.HUB and taker != giver and source in {"", giver.agency}
    ]
    rest = list(
        product(
            list(categories) or [one.code for one in codes("information-category", at=at)],
            list(about) or POPULATIONS,
            list(purposes) or [one.code for one in codes("sharing-purpose", at=at)],
            list(modes) or list(Mode),
        )
    )
    for giver, taker in pairs:
        for what, who, why, how in rest:
            yield Ask(
                source=giver,
                recipient=taker,
                about=who,
                category=what,
                mode=how,
                purpose=why,
                day=day,
                hub=hub,
            )


def agreements() -> list[models.Agreement]:
    """Every agreement, with its versions (newest first) in `versions.all()`."""
    versions = models.Version.objects.prefetch_related(
        Prefetch("signatories", models.Signatory.objects.select_related("agency"))
    )
    found = models.Agreement.objects.select_related("hub", "under")
    return list(found.prefetch_related(Prefetch("versions", versions)))


def get_version(key: str, number: int) -> models.Version | None:
    """One version with its clauses and signatories, or None."""
    return _whole().filter(agreement__key=key, number=number).first()


def hold_version(key: str, number: int) -> models.Version | None:
    """The same, held until the transaction ends."""
    return _whole().select_for_update(of=("self",)).filter(agreement__key=key, number=number).first()


def before(version: models.Version) -> models.Version | None:
    """The version that this one would take the place of, or None for a first one."""
    return (
        _whole()
        .filter(agreement=version.agreement, number__lt=version.number, state=models.Version.State.AGREED)
        .order_by("-number")
        .first()
    )


def parts_of(version: models.Version) -> Parts:
    """A version as the parts of a document: what is written out, compared and signed."""
    agreement = version.agreement
    head = {
        "key": agreement.key,
        "title": agreement.title,
        "kind": agreement.kind,
        "hub": agreement.hub.key if agreement.hub else "",
        "under": agreement.under.key if agreement.under else "",
        "purpose": version.purpose,
        "review_by": version.review_by,
        "warn_days": version.warn_days,
        "grace_days": version.grace_days,
        "joint": version.joint,
    }
    clauses = tuple(
        {name: getattr(one, name) for name in models.Clause.SAYS} for one in version.clauses.all()
    )
    return Parts(
        head,
        {name: version.terms[name] for name in (*TERMS, "escalation") if name in version.terms},
        tuple(one.agency.key for one in version.signatories.all()),
        clauses,
    )


def known(*, at: datetime) -> Known:
    """The codes, agencies and kinds of agency that a clause may name at `at`."""
    lists = {name: codes(key, at=at) for name, key in LISTS.items()}
    agencies = dict(Agency.objects.values_list("key", "kind"))
    return Known(
        codes={
            **{name: frozenset(one.code for one in found) for name, found in lists.items()},
            "roles": frozenset(ROLES),
            "desks": frozenset(Desk.objects.values_list("key", flat=True)),
        },
        agencies=frozenset(agencies),
        kinds=frozenset(agencies.values()) | {one.code for one in codes("agency-kind", at=at)},
        special={one.code: str(one.attributes.get("special", "ordinary")) for one in lists["categories"]},
        covers={one.code: frozenset(_words(one, "covers")) for one in lists["condition"]},
    )


def today(at: datetime) -> date:
    """The day on which an agreement's dates are read: London's."""
    return at.astimezone(LONDON).date()


_held = Held(REGISTER, _load)
