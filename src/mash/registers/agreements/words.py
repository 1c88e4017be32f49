"""A clause as a sentence, an answer with its reason, and who could permit what is not permitted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.registers.accounts.roles import ROLES
from mash.registers.agencies.models import Agency, Desk
from mash.registers.agreements.queries import LISTS, must_record
from mash.registers.agreements.rules import (
    ANY,
    HUB,
    Answer,
    Ask,
    Cited,
    Clause,
    Effect,
    Mode,
    Party,
    Permitted,
)
from mash.registers.standards.queries import label


@dataclass(frozen=True)
class Names:
    """Agencies and desks by key, read once a page; codes are named in the page's language."""

    at: datetime
    agencies: Mapping[str, str] = field(default_factory=dict)
    desks: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, *, at: datetime) -> Names:
        return cls(
            at, dict(Agency.objects.values_list("key", "name")), dict(Desk.objects.values_list("key", "name"))
        )

    def of(self, field_name: str, code: str) -> str:
        """A code of the list that this field of a clause is written with, in words."""
        return label(LISTS[field_name], code, at=self.at)

    def all_of(self, field_name: str, codes: Iterable[str]) -> str:
        return ", ".join(sorted(self.of(field_name, one) for one in codes))

    def selector(self, said: str) -> str:
        """Whom `any`, `hub`, `kind:…` or `agency:…` names."""
        if said == ANY:
            return _("Any agency")
        if said == HUB:
            return _("The hub")
        how, _colon, name = said.partition(":")
        return label("agency-kind", name, at=self.at) if how == "kind" else self.agencies.get(name, name)

    def party(self, party: Party) -> str:
        """An agency by name, or the hub with the desk and the seat."""
        if party.kind != HUB:
            return self.agencies.get(party.agency, party.agency)
        role = ROLES[party.role].title if party.role in ROLES else ""
        return ", ".join(filter(None, (self.desks.get(party.desk, "") or _("The hub"), str(role))))


MODES: dict[str, str | Promise] = {
    Mode.EXISTENCE: gettext_lazy("That something is held"),
    Mode.CONTENT: gettext_lazy("What it says"),
}
EFFECTS: dict[str, str | Promise] = {
    Effect.PERMIT: gettext_lazy("May be shared"),
    Effect.FORBID: gettext_lazy("Must not be shared"),
}


def sentence(clause: Clause, names: Names) -> str:
    """One clause as one sentence."""
    said = {
        "source": names.selector(clause.source),
        "recipient": names.selector(clause.recipient),
        "what": names.all_of("categories", clause.categories),
        "who": names.all_of("populations", clause.populations),
        "why": names.all_of("purposes", clause.purposes),
    }
    if clause.effect is Effect.FORBID:
        return (
            _("%(source)s must not share with %(recipient)s: %(what)s. About: %(who)s. For: %(why)s.") % said
        )
    if clause.mode is Mode.EXISTENCE:
        return (
            _("%(source)s may tell %(recipient)s that it holds: %(what)s. About: %(who)s. For: %(why)s.")
            % said
        )
    return _("%(source)s may share with %(recipient)s: %(what)s. About: %(who)s. For: %(why)s.") % said


def cite(cited: Cited) -> str:
    """Where a clause stands: agreement, version and number."""
    return _("clause %(clause)s of %(title)s, version %(version)d") % {
        "clause": cited.clause.number,
        "title": cited.version.title,
        "version": cited.version.number,
    }


def gateway(clause: Clause, names: Names) -> list[str]:
    """What a clause rests on, one line each: power or duty, Article 6, condition, confidentiality."""
    if clause.gateway is None:
        return []
    return [
        names.of(name, code)
        for name in ("power", "article_6", "condition", "confidentiality")
        if (code := getattr(clause.gateway, name))
    ]


def records(clause: Clause, names: Names) -> list[str]:
    """What must be recorded when the clause is relied on."""
    return [names.of("records", one) for one in must_record(clause, at=names.at)]


def explain(answer: Answer, ask: Ask, names: Names) -> str:
    """The answer in one sentence."""
    if isinstance(answer, Permitted):
        return _("Permitted under %(clause)s.") % {"clause": cite(answer.by)}
    near = cite(answer.near) if answer.near else ""
    said = {
        "clause": near,
        "source": names.party(ask.source),
        "recipient": names.party(ask.recipient),
        "category": names.of("categories", ask.category),
        "who": names.all_of("populations", ask.about),
        "purpose": names.of("purposes", ask.purpose),
    }
    sentences = {
        "forbidden": _("Not permitted: %(clause)s forbids it."),
        "no-clause": _("Not permitted: no clause speaks of what %(source)s shares with %(recipient)s."),
        "category": _("Not permitted: %(clause)s comes nearest and does not name: %(category)s."),
        "mode": _("Not permitted: %(clause)s allows saying that something is held, and not what it says."),
        "population": _("Not permitted: %(clause)s comes nearest and does not cover: %(who)s."),
        "purpose": _("Not permitted: %(clause)s comes nearest and is for another purpose than: %(purpose)s."),
        "role": _("Not permitted: %(clause)s names other seats than %(recipient)s."),
        "time": _("Not permitted: %(clause)s is not in force on that day."),
        "restricted": _(
            "Not permitted: use of this person’s information is restricted. It is shared only where a duty or danger asks for it."
        ),
        "records": _("Not permitted: %(clause)s asks the police to say more of it than is said."),
        "lapsed": _("Not permitted: the review that %(clause)s depends on is overdue."),
        "source-not-signed": _("Not permitted: %(source)s is not bound by the agreement of %(clause)s."),
        "recipient-not-signed": _(
            "Not permitted: %(recipient)s is not bound by the agreement of %(clause)s."
        ),
    }
    return sentences[answer.code] % said


def who_could(answer: Answer, ask: Ask, names: Names) -> Iterator[str]:
    """Who could permit what is not permitted, and what needs nobody's permission; nothing where it is permitted."""
    if isinstance(answer, Permitted):
        return
    if answer.code in {"source-not-signed", "recipient-not-signed"}:
        party = ask.source if answer.code == "source-not-signed" else ask.recipient
        yield _("%(agency)s, by signing the agreement.") % {"agency": names.party(party)}
    elif answer.code == "lapsed":
        yield _("The information-governance lead, by having the agreement reviewed.")
    elif answer.code == "restricted":
        yield _("The information-governance lead who restricted it, by lifting the restriction.")
    elif answer.code == "records":
        yield _("Whoever supplies it, by saying what the clause asks for.")
    elif answer.code == "role":
        yield _("Somebody in a seat that the clause names can receive it.")
    else:
        yield _("The agencies, by agreeing a clause: the information-governance lead drafts it.")
    yield _(
        "In danger, or where the law makes sharing a duty, nobody has to permit it: record the ground and share now."
    )
