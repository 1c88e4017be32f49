"""What is written down while it sits: entries by two people at once, hypotheses, each one's view and dissent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mash.casework.matters.holding import move as move_row
from mash.casework.roundtables import events, rules
from mash.casework.roundtables.actions.common import (
    ANSWER,
    WRITE,
    hold,
    hold_part,
    no,
    own,
    refs,
    state_once_held,
)
from mash.casework.roundtables.composing import hypothesis_words
from mash.casework.roundtables.models import Entry, Former, Hypothesis, Invitation, Meeting, Person, View
from mash.foundation.kernel import Actor, Refused, Verdict
from mash.foundation.ledger import append
from mash.registers.accounts.rules import may
from mash.registers.standards.queries import codes

HEADINGS = "round-table-heading"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrySaid:
    """What an entry says, and into whose copies it goes. `named` are numbers of invitations."""

    heading: str
    text: str
    audience: str = "everyone"
    person: Person | None = None
    named: tuple[int, ...] = ()


def _may_write(meeting: Meeting, said: EntrySaid, *, by: Actor, at: datetime) -> Verdict:
    allowed: Verdict = may(by, WRITE)
    if allowed:
        allowed = rules.may_write(state_once_held(meeting))
    if not allowed:
        return allowed
    if said.heading not in {one.code for one in codes(HEADINGS, at=at)}:
        return Refused("roundtables:entry:heading", _("Choose a heading."))
    if not said.text.strip():
        return Refused("roundtables:entry:text", _("Write something down."))
    theirs = set(
        Invitation.objects.filter(meeting=meeting, agency__isnull=False).values_list("pk", flat=True)
    )
    if said.audience == "named" and (not said.named or not set(said.named) <= theirs):
        return Refused("roundtables:entry:named", _("Choose the agencies whose copies it goes into."))
    if said.person is not None and said.person.meeting_id != meeting.pk:
        return rules.missing()
    return allowed


@transaction.atomic
def write(*, by: Actor, at: datetime, meeting: Meeting, said: EntrySaid) -> Entry | Refused:
    """Write a new entry. The same words under the same heading by the same person are one."""
    # Held first, so that the second press of a button waits for the first and finds what it wrote.
    waited = hold(meeting, by=by, at=at, permission=WRITE)
    if isinstance(waited, Refused):
        return waited
    allowed = _may_write(meeting, said, by=by, at=at)
    if isinstance(allowed, Refused):
        return no(meeting, allowed, by=by, at=at, permission=WRITE)
    there = Entry.objects.filter(
        meeting=meeting, heading=said.heading, text=said.text, person=said.person, by=str(by)
    ).first()
    if there is not None:
        return there
    made = Entry.objects.create(
        matter_id=meeting.matter_id,
        meeting=meeting,
        heading=said.heading,
        person=said.person,
        text=said.text,
        audience=said.audience,
        named=sorted(said.named) if said.audience == "named" else [],
        by=str(by),
        by_name=by.name,
        at=at,
    )
    _wrote(made, meeting, by=by, at=at)
    return made


@transaction.atomic
def rewrite(
    *,
    by: Actor,
    at: datetime,
    entry: Entry,
    said: EntrySaid,
    version: int | None,
    page: str = "",
    left: bool = True,
) -> Entry | Refused:
    """Save an entry again, as the page showed it with that version. What it said before is kept beside it.

    An open `page` saves itself as its writer types, until it is `left`: what it had typed a moment before is no former text, and its
    saves are one entry in the ledger.
    """
    meeting = entry.meeting
    # Before the entry itself: whoever approves waits for this save, or this save for them.
    state_once_held(meeting)
    held = hold_part(
        Entry.objects.all(), entry, meeting=meeting, by=by, at=at, permission=WRITE, version=version
    )
    if isinstance(held, Refused):
        return held
    allowed = _may_write(meeting, said, by=by, at=at)
    if isinstance(allowed, Refused):
        return no(meeting, allowed, by=by, at=at, permission=WRITE)
    goes_on = page != "" and page == held.page and held.by == str(by)
    if not goes_on:
        Former.objects.create(
            matter_id=held.matter_id,
            meeting=meeting,
            entry=held,
            version=held.version,
            text=held.text,
            by_name=held.by_name,
            at=held.at,
        )
    move_row(
        held,
        heading=said.heading,
        person=said.person,
        text=said.text,
        audience=said.audience,
        named=sorted(said.named) if said.audience == "named" else [],
        page=page,
        left=left,
        by=str(by),
        by_name=by.name,
        at=at,
    )
    if not goes_on:
        _wrote(held, meeting, by=by, at=at)
    return held


def _wrote(entry: Entry, meeting: Meeting, *, by: Actor, at: datetime) -> None:
    append(
        events.WRITTEN,
        by=by,
        at=at,
        about=refs(meeting),
        payload={"heading": entry.heading, "audience": entry.audience, "version": entry.version},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """What may be going on, with what speaks for and against it, and what the table made of it."""

    text: str
    speaks_for: str = ""
    speaks_against: str = ""
    state: str = "open"
    review: str = ""


@transaction.atomic
def suppose(
    *,
    by: Actor,
    at: datetime,
    meeting: Meeting,
    said: Supposed,
    hypothesis: Hypothesis | None = None,
    version: int | None = None,
) -> Hypothesis | Refused:
    """Write down what may be going on, or say anew what speaks for it and against it. What it said before is kept."""
    if hypothesis is None:
        waited = hold(meeting, by=by, at=at, permission=WRITE)
        if isinstance(waited, Refused):
            return waited
    allowed: Verdict = may(by, WRITE)
    if allowed:
        allowed = rules.may_write(state_once_held(meeting))
    if allowed and not said.text.strip():
        allowed = Refused("roundtables:hypothesis:text", _("Say what may be going on."))
    if allowed and said.state not in dict(Hypothesis.STATES):
        allowed = rules.missing()
    if isinstance(allowed, Refused):
        return no(meeting, allowed, by=by, at=at, permission=WRITE)
    fields = {
        "text": said.text,
        "speaks_for": said.speaks_for,
        "speaks_against": said.speaks_against,
        "state": said.state,
        "review": said.review,
        "by_name": by.name,
        "at": at,
    }
    if hypothesis is None:
        held = Hypothesis.objects.filter(meeting=meeting, text=said.text).first()
        if held is not None:
            return held
        held = Hypothesis.objects.create(matter_id=meeting.matter_id, meeting=meeting, **fields)
    else:
        found = hold_part(
            Hypothesis.objects.all(),
            hypothesis,
            meeting=meeting,
            by=by,
            at=at,
            permission=WRITE,
            version=version,
        )
        if isinstance(found, Refused):
            return found
        held = found
        Former.objects.create(
            matter_id=held.matter_id,
            meeting=meeting,
            hypothesis=held,
            version=held.version,
            text=hypothesis_words(held),
            by_name=held.by_name,
            at=held.at,
        )
        move_row(held, **fields)
    append(
        events.SUPPOSED,
        by=by,
        at=at,
        about=refs(meeting),
        payload={"state": held.state, "version": held.version},
    )
    return held


@transaction.atomic
def say(
    *,
    by: Actor,
    at: datetime,
    invitation: Invitation,
    text: str,
    kind: str = "view",
    level: int | None = None,
    about: int | None = None,
    said_by: str = "",
) -> View | Refused:
    """Put down the view, or the dissent, of one of those invited: by them, or read in for them with who said it.

    `about` is the number of one of the meeting's persons, whom an agency does not see otherwise than as told of.
    Never changed: a second one stands beside it. The same words twice are one.
    """
    meeting = invitation.meeting
    mine = own(invitation, by)
    if not mine:
        held = hold(meeting, by=by, at=at, permission=WRITE)
        if isinstance(held, Refused):
            return held
    allowed: Verdict = may(by, ANSWER if mine else WRITE)
    if allowed:
        allowed = rules.may_view(
            state_once_held(meeting),
            text=text,
            own=mine,
            said_by=said_by,
            withdrawn=invitation.withdrawn_at is not None,
        )
    if allowed and (kind not in dict(View.KINDS) or not _knows(invitation, about)):
        allowed = rules.missing()
    if isinstance(allowed, Refused):
        return no(meeting, allowed, by=by, at=at, permission=ANSWER if mine else WRITE)
    permission = ANSWER if mine else WRITE
    waited = hold_part(
        Invitation.objects.all(),
        invitation,
        meeting=meeting,
        by=by,
        at=at,
        permission=permission,
        version=None,
    )
    if isinstance(waited, Refused):
        return waited
    same = View.objects.filter(invitation=invitation, kind=kind, text=text, level=level, by=str(by))
    there = next((one for one in same if one.person_id == about), None)
    if there is not None:
        return there
    made = View.objects.create(
        matter_id=meeting.matter_id,
        meeting=meeting,
        invitation=invitation,
        kind=kind,
        person_id=about,
        level=level,
        text=text,
        said_by="" if mine else said_by.strip(),
        by=str(by),
        by_name=by.name,
        at=at,
    )
    append(
        events.VIEWED_BY,
        by=by,
        at=at,
        about=refs(meeting),
        payload={"kind": kind, "seat": invitation.seat, "level": level, "read-in": not mine},
    )
    return made


def _knows(invitation: Invitation, about: int | None) -> bool:
    """Whether they may speak of this person: one of the meeting, and of an agency one that it was told of."""
    if about is None:
        return True
    if invitation.agency_id is not None:
        return invitation.shown.filter(person_id=about).exists()
    return Person.objects.filter(pk=about, meeting_id=invitation.meeting_id).exists()
