"""What the templates of a case show, as plain data in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mash.casework.cases.models import Case, Clock, Decision, Note
from mash.casework.cases.queries import Picture
from mash.casework.cases.queries.candidates import MayBe
from mash.casework.cases.queries.sealed import under_seal
from mash.casework.cases.workflow import STATES
from mash.casework.matters.models import Subject
from mash.casework.sharing.models import Answer, Item, Request, Share
from mash.foundation.kernel import Actor, Verdict
from mash.interfaces.web.cases import words
from mash.interfaces.web.cases.earlier import born as born_words
from mash.interfaces.web.cases.unborn import UnbornShown, unborn_shown
from mash.interfaces.web.components.words import uk_date, uk_datetime
from mash.interfaces.web.directory.presenters import agencies_now
from mash.interfaces.web.marks import marks_of
from mash.interfaces.web.people.words import likely
from mash.oversight.rights.queries.beside import BesideCase
from mash.registers.accounts.rules import may
from mash.registers.agreements.rules import FAMILY, HUB
from mash.registers.agreements.words import Names
from mash.registers.clocks.words import in_words
from mash.registers.directory.models import Team
from mash.registers.people.models import Person
from mash.registers.people.rules import Said, as_date
from mash.registers.people.rules import in_words as date_in_words
from mash.registers.people.rules import name as name_said
from mash.registers.standards.queries import clock_for, label
from mash.registers.team.queries import away_now

LONDON = ZoneInfo("Europe/London")

STEPS: dict[str, str | Promise] = {
    "acknowledge": gettext_lazy("Acknowledge"),
    "rate": gettext_lazy("Rate"),
    "answer_request": gettext_lazy("Agencies answer"),
    "decide": gettext_lazy("Decide"),
    "feedback": gettext_lazy("Answer the referrer"),
    "clear": gettext_lazy("Look before it closes"),
    "complete_after_immediate_protection": gettext_lazy("Complete what immediate protection left open"),
}
ATTENTION: dict[str, str | Promise] = {
    "late-answer": gettext_lazy(
        "An agency answered after the decision. The decision stands: look at it again."
    ),
    "see-custodian": gettext_lazy(
        "Somebody asks to be seen before this case is closed. The note names them."
    ),
    "closing-ended": gettext_lazy(
        "The case changed after it was asked to be closed, and stays open. Look, and ask again."
    ),
    "unborn-overdue": gettext_lazy(
        "A baby was expected by now, and no birth is recorded. Ask, and record it."
    ),
    "handover-refused": gettext_lazy(
        "A team has refused somebody whom we offered to it: we stay responsible."
    ),
    "further-mail": gettext_lazy("A further message has come by e-mail from somebody who wrote before."),
    "update": gettext_lazy(
        "An update has come on this case. It does not close before it is read: look at what it changes."
    ),
    "call-danger": gettext_lazy(
        "The caller now says that somebody is in danger. Look at the call under “As it was sent”, and act at once."
    ),
    "further-call": gettext_lazy(
        "The call went on after this case was made of it. What the case does not have stands under “As it was sent”."
    ),
    "may-be-known": gettext_lazy("A new contact may be about somebody in this case. The note names it."),
}


@dataclass(frozen=True, slots=True)
class ClockShown:
    """A clock in words; `kind` is over, soon or time."""

    step: str
    words: str
    due: datetime
    kind: str


@dataclass(frozen=True, slots=True)
class Tab:
    text: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Header:
    """What stands on top of every page of a case."""

    title: str
    ref: str
    rating: str
    state: str
    worker: str
    away: str
    mine: bool
    clock: ClockShown | None
    others: tuple[str, ...]
    safety: tuple[Note, ...]
    attention: str
    restricted: bool
    sealed: int
    tabs: tuple[Tab, ...]
    may_claim: Verdict
    may_assign: Verdict
    may_ask_another: Verdict
    may_protect: Verdict


@dataclass(frozen=True, slots=True)
class MayBeShown:
    """Someone who a subject may be. `cases` are (reference, allocated worker), `near` lines about family elsewhere."""

    ref: str
    who: str
    why: str
    likely: str
    held: str
    cases: tuple[tuple[str, str], ...]
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubjectShown:
    """One subject. `rows` are (key, value) as supplied; `known` says who they were said to be."""

    place: int
    name: str
    role: str
    age: str
    worried: bool
    identified: bool
    rows: tuple[tuple[str, str], ...]
    may_be: tuple[MayBeShown, ...]
    at_home: tuple[MayBeShown, ...]
    protected: bool
    unborn: bool
    pregnancy: UnbornShown | None
    correctable: bool
    decision: Decision | None
    decision_words: str
    record: str


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """One answer beside its request; an earlier one that a later has replaced stands below it.

    `pieces` are its items, each with when it happened and what the police say of it, in words.
    """

    answer: Answer
    about: str
    late: bool
    superseded: bool
    withheld: str
    pieces: tuple[tuple[Item, str, str], ...]


@dataclass(frozen=True, slots=True)
class RequestShown:
    request: Request
    clock: ClockShown | None
    answers: tuple[AnswerShown, ...]
    about: tuple[str, ...]
    open: bool
    team: str = ""
    reach: dict[str, Any] | None = None
    """Whom to reach at the agency now, while the answer is waited for; see directory.presenters.agencies_now."""


def age_in_words(born: date | None, on: date) -> str:
    """Whole years, or months under two years."""
    if born is None or born > on:
        return ""
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    if months < 24:
        return ngettext("%(n)d month", "%(n)d months", months) % {"n": months}
    return _("%(n)d years") % {"n": months // 12}


def age_of(subject: Subject, on: date) -> str:
    """The subject's age, or when a birth is expected, or the age as it was said."""
    said, person = cast("Said", subject.record.said), subject.person
    born = (person.date_of_birth if person else None) or as_date(said.get("born"))
    if born:
        return age_in_words(born, on)
    expected = uk_date(person.expected_date) if person else ""
    expected = expected or date_in_words(said.get("expected"))
    ended = getattr(subject, "ended", "")
    if ended:
        return str(words.ENDED[ended]).lower()
    if expected:
        return _("unborn, expected %(when)s") % {"when": expected}
    if "expected" in said:
        return _("unborn")
    part = date_in_words(said.get("born"))
    if part:
        return _("born %(when)s") % {"when": part}
    age = said.get("age", "")
    return _("said to be %(age)s") % {"age": age} if age else _("age not known")


def name_of(subject: Subject) -> str:
    return str(subject.person) if subject.person else name_said(subject.record.said)


def clock_shown(row: Clock, picture: Picture, at: datetime) -> ClockShown:
    """A stored clock in words, as of now."""
    rating = picture.case.rating if row.step == "decide" else ""
    return _clock(
        row.step, picture, started=row.started_at, due=row.due_at, rating=rating, at=at, warns=row.warns_at
    )


def _clock(
    step: str,
    picture: Picture,
    *,
    started: datetime,
    due: datetime,
    rating: str,
    at: datetime,
    warns: datetime,
) -> ClockShown:
    found = clock_for(
        picture.standard, step, rating=rating, calendar=picture.case.desk.key, started=started, at=at
    )
    kind = "over" if at > due else "soon" if at >= warns else "time"
    words = in_words(found, at) if found and found.due == due else ""
    return ClockShown(str(STEPS.get(step, step)), words, due, kind)


def _away(case: Case, at: datetime) -> str:
    """That whoever has the case is away, until when, and who covers; "" where they are here."""
    found = away_now(case.worker_id, case.matter.hub, at=at) if case.worker_id else None
    if found is None:
        return ""
    said = {"day": uk_date(found.until_day), "name": found.cover.name if found.cover else ""}
    if found.cover is None:
        return _("away until %(day)s, nobody covers") % said
    return _("away until %(day)s, %(name)s covers") % said


def header(picture: Picture, *, by: Actor, at: datetime, part: str) -> Header:
    """The head of a page; `part` is the tab that it belongs to."""
    case, matter = picture.case, picture.case.matter
    day = at.astimezone(LONDON).date()
    title = "; ".join(f"{name_of(one)}, {age_of(one, day)}" for one in picture.worried_about) or case.title
    running = [one for one in picture.clocks if one.stopped_at is None and not one.replaced]
    args = {"ref": matter.ref}
    tabs = (
        ("overview", _("Overview"), "cases:case"),
        ("contacts", _("As sent"), "cases:contacts"),
        ("people", _("People"), "cases:people"),
        ("history", _("History"), "cases:history"),
        ("rate", _("Rate"), "cases:rate"),
        ("ask", _("Ask agencies"), "cases:ask"),
        ("decide", _("Decide"), "cases:decide"),
        ("packages", _("Packages"), "packages:packages"),
        ("answer", _("Answer referrer"), "cases:feedback"),
        ("notes", _("Notes"), "cases:notes"),
        ("looks", _("Who has looked"), "cases:looks"),
        *((("sealed", _("Under seal"), "cases:sealed"),) if by.cleared else ()),
    )
    return Header(
        title=title,
        ref=matter.ref,
        rating=case.rating,
        state=str(STATES[case.state]),
        worker=case.worker.name if case.worker else "",
        away=_away(case, at) if case.worker_id != by.user else "",
        mine=case.worker_id is not None and case.worker_id == by.user,
        clock=clock_shown(running[0], picture, at) if running else None,
        others=tuple(one.name for one in picture.present_now if one.user_id != by.user),
        safety=tuple(one for one in picture.notes if one.kind == "worker-safety"),
        attention=str(ATTENTION.get(case.attention, case.attention)),
        restricted=matter.restriction == "restricted",
        sealed=under_seal(matter) if by.cleared else 0,
        tabs=tuple(Tab(text, reverse(name, kwargs=args), key == part) for key, text, name in tabs),
        may_claim=may(by, "cases:case:claim"),
        may_assign=may(by, "cases:case:assign"),
        may_ask_another=may(by, "allocation:wish:record"),
        may_protect=may(by, "cases:protection:start"),
    )


def restricted_words(picture: Picture, beside: BesideCase, at: datetime) -> list[str]:
    """For each person whose information is restricted in this case, who it is and why."""
    names = {one.pk: name_of(one) for one in picture.subjects}
    return [
        f"{names.get(one.subject_id, '')}: {label('rights-restriction', one.ground, at=at)}"
        for one in beside.restricted
    ]


def decision_words(decision: Decision) -> str:
    route = label("route", decision.route, at=decision.at)
    if decision.immediate_protection:
        return route
    return _("Level %(level)s: %(route)s") % {"level": decision.level, "route": route}


def subjects_shown(
    picture: Picture, at: datetime, may_be: Mapping[int, Sequence[MayBe]] = MappingProxyType({})
) -> list[SubjectShown]:
    """Each subject as supplied and as identified, in the order in which they were named.

    `may_be` says who those not identified may already be, by the subject's number.
    """
    day = at.astimezone(LONDON).date()
    names = {one.pk: name_of(one) for one in picture.subjects}
    found = []
    for one in picture.subjects:
        said = cast("Said", one.record.said)
        decision = picture.decision_for(one)
        found.append(
            SubjectShown(
                place=one.place,
                name=name_of(one),
                role=one.get_role_display(),
                age=age_of(one, day),
                worried=one.role == "subject",
                identified=one.person_id is not None,
                rows=words.said_rows(said, at),
                may_be=tuple(may_be_shown(each) for each in may_be.get(one.pk, ()) if not each.household),
                at_home=tuple(may_be_shown(each) for each in may_be.get(one.pk, ()) if each.household),
                protected=one.record_id in picture.protected,
                unborn=_is_unborn(picture, one),
                pregnancy=unborn_shown(picture.unborn[one.pk], names, at)
                if one.pk in picture.unborn
                else None,
                correctable=_is_born_here(picture, one),
                decision=decision,
                decision_words=decision_words(decision) if decision else "",
                record=one.record.public_id,
            )
        )
    return found


def _is_unborn(picture: Picture, subject: Subject) -> bool:
    known, person = picture.unborn.get(subject.pk), subject.person
    if (known and known.over) or (person and person.date_of_birth):
        return False
    return known is not None or bool(person and person.expected_date)


def _is_born_here(picture: Picture, subject: Subject) -> bool:
    known = picture.unborn.get(subject.pk)
    return bool(known and known.outcome and known.outcome.kind == "born")


def may_be_shown(found: MayBe) -> MayBeShown:
    """A candidate in words: how likely, why, what is held, who works on it, and who of the family is elsewhere."""
    return MayBeShown(
        ref=found.person.public_id,
        who=person_words(found.person),
        why=words.reasons(found.reasons),
        likely=likely(found.probability) if found.probability is not None and not found.household else "",
        held=ngettext("%(n)d matter held", "%(n)d matters held", found.count) % {"n": found.count},
        cases=tuple((ref, worker or _("nobody yet")) for ref, worker in found.open_cases),
        near=tuple(
            _("%(kind)s %(name)s is known at another address: %(where)s")
            % {"kind": words.reasons([one.kind]).capitalize(), "name": one.name, "where": one.where}
            for one in found.near
        ),
    )


def requests_shown(picture: Picture, at: datetime) -> list[RequestShown]:
    """Each agency's request with its answers, the current ones before those that a later answer has replaced."""
    found = []
    decided = [one.at for one in picture.decisions if not one.immediate_protection]
    # Of those who have answered too: how many statements it takes does not turn on who has not.
    asked = {one.agency.key: one.agency for one in picture.requests}
    reach = agencies_now(asked.values(), hub=picture.case.matter.hub, what="request", at=at)
    teams = dict(
        Team.objects.filter(
            pk__in={one.for_team_id for one in picture.requests if one.for_team_id}
        ).values_list("pk", "name")
    )
    for one in picture.requests:
        answers = list(one.answers.all())
        gone = {each.supersedes_id for each in answers}
        shown = [
            AnswerShown(
                answer=each,
                about=name_of(each.about.subject),
                late=each.at > one.due_at or any(each.at > when for when in decided),
                superseded=each.pk in gone,
                withheld=label("withhold-reason", each.withheld_code, at=at) if each.withheld_code else "",
                pieces=tuple(
                    (item, words.typed_date(item.happened_on), marks_of(item, at))
                    for item in each.items.all()
                ),
            )
            for each in answers
        ]
        waiting = one.state in {"sent", "acknowledged"}
        clock = (
            _clock(
                "answer_request",
                picture,
                started=one.sent_at,
                due=one.due_at,
                rating=one.rating,
                at=at,
                warns=one.due_at,
            )
            if waiting
            else None
        )
        found.append(
            RequestShown(
                request=one,
                clock=clock,
                answers=tuple(
                    sorted(shown, key=lambda each: (each.superseded, each.answer.about_id, each.answer.pk))
                ),
                about=tuple(name_of(each.subject) for each in one.subjects.all()),
                open=waiting,
                team=teams.get(one.for_team_id or 0, ""),
                reach=reach.get(one.agency.key) if waiting else None,
            )
        )
    return found


def person_words(person: Person) -> str:
    """A person of the index on one line: name, date of birth, NHS number."""
    parts = [str(person), born_words(person) or _("date of birth not known")]
    if person.nhs_number:
        parts.append(_("NHS number %(n)s") % {"n": words.spaced(person.nhs_number)})
    return ", ".join(parts)


def shares_shown(shares: Iterable[Share], at: datetime) -> list[list[str]]:
    """Decisions to share or not about a case, as rows: with whom, what it rests on, who decided, when."""
    names = Names.read(at=at)
    found = []
    for one in shares:
        if one.outcome == "clause" and one.agreement is not None:
            rests_on = _("%(title)s, version %(version)d, clause %(clauses)s") % {
                "title": one.agreement.agreement.title,
                "version": one.agreement.number,
                "clauses": ", ".join(one.clauses),
            }
        elif one.outcome == "ground":
            rests_on = _("No clause: %(power)s. %(reason)s") % {
                "power": names.of("power", one.power),
                "reason": one.reason,
            }
        else:
            rests_on = _("Not shared: %(reason)s") % {"reason": one.reason}
        whom = names.agencies.get(one.recipient, one.recipient)
        if one.recipient == FAMILY:
            whom = _("The family or the adult")
        elif one.source != HUB:
            whom = _("From %(agency)s") % {"agency": names.agencies.get(one.source, one.source)}
        found.append([whom, rests_on, one.by_name, uk_datetime(one.at)])
    return found
