"""Break-glass in the demo: one open, one whose review is overdue, one reviewed; and patterns for the lead to look at."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from mash.casework.access.actions import (
    Whom,
    break_glass,
    declare_close,
    look_for_patterns,
    review,
    settle,
)
from mash.casework.access.models import BreakGlass, Browsing
from mash.casework.access.patterns import HOURS
from mash.casework.cases.events import VIEWED
from mash.casework.cases.models import Case
from mash.demo import personas
from mash.demo.county.text import PLAIN, Marks, Text, Where
from mash.demo.hidden import story_of
from mash.demo.play import PlayError
from mash.demo.play.post import settled
from mash.demo.play.stage import must
from mash.foundation.kernel import Actor, Ref
from mash.foundation.kernel.time import LONDON
from mash.foundation.ledger import append
from mash.foundation.visibility import acting, become

LEAD: Final = "governance.county"
MANY_BY: Final = "screener.county-adults"
NIGHT_BY: Final = "decider.county-adults"
OPENED: Final = (
    # who, how long before the end, reason, words, verdict and its words
    (
        "screener.city-children",
        timedelta(minutes=50),
        "danger",
        "The police are at the flat with the mother.",
        (),
    ),
    ("decider.city-adults", timedelta(days=5), "asked", "The county's duty worker asked for my view.", ()),
    (
        "decider.city-children",
        timedelta(days=8),
        "unreachable",
        "The ward needs an answer before discharge, and nobody answers.",
        ("justified", "The call log bears it out."),
    ),
)


def play(*, until: datetime, marks: Marks = PLAIN) -> None:
    """Play what is not there yet, before the county's year ends; the cases are the newest of the county."""
    with acting(Actor.service("glass"), until):
        if BreakGlass.objects.exists() or Browsing.objects.exists():
            return
        actors = personas.actors()
    used: list[str] = []
    for who, before, code, words, verdict in OPENED:
        at = until - before
        with acting(actors["screener.county-children"], until):
            older = Case.objects.filter(desk__key="county-children", received_at__lt=at).exclude(
                matter__ref__in=used
            )
            ref = older.order_by("-received_at", "pk").values_list("matter__ref", flat=True).first()
        if ref is None:
            continue
        used.append(ref)
        with settled(at=at, send=before < timedelta(days=2)), acting(actors[who], at):
            text = marks.at(Where(hub="county", by=who))
            glass = _one(ref, actors[who], at, code, text("glass", words))
            marks.hears(story_of(glass.matter_id), given=who, until=glass.until_at.isoformat())
            if verdict:
                lead, then = actors[LEAD], at + timedelta(hours=5)
                become(lead, then)
                glass = BreakGlass.objects.get(matter_ref=ref)
                reason = text("verdict", verdict[1])
                must(review(by=lead, at=then, glass=glass, verdict=verdict[0], reason=reason))
    me = actors["screener.county-adults"]
    with acting(me, until):
        born = (until - timedelta(days=64 * 365)).astimezone(LONDON).date()
        text = marks.at(Where(hub="county", by="screener.county-adults"))
        whom = Whom(text("close", "Evelyn"), text("close", "Tranter"), born)
        user = personas.users()["screener.county-adults"]
        must(declare_close(by=me, at=until, user=user, relation="parent", whom=whom))

    _browse(actors, until, marks.at(Where(hub="county", by=LEAD)))


def _browse(actors: dict[str, Actor], until: datetime, text: Text) -> None:
    """Somebody opens many cases that are no part of their work, somebody else a few at night, on duty as it turns out."""
    worker, lead = Actor.service("worker"), actors[LEAD]
    night = until.astimezone(LONDON).replace(hour=2, minute=10) - timedelta(days=1)
    for who, begin, most in ((MANY_BY, until - timedelta(hours=9), 30), (NIGHT_BY, night, 6)):
        with acting(actors[who], begin):
            refs = Case.objects.filter(desk__key="county-children", received_at__lt=begin).order_by(
                "received_at", "pk"
            )
            for number, ref in enumerate(refs.values_list("matter__ref", flat=True)[:most]):
                at = begin + timedelta(minutes=number)
                payload = {"part": "overview", "case": ref}
                append(VIEWED, by=actors[who], at=at, about=[Ref("matter", ref)], payload=payload)
    with acting(worker, until):
        look_for_patterns(by=worker, at=until)
    with acting(lead, until):
        for one in Browsing.objects.filter(pattern=HOURS, reviewed_at__isnull=True):
            words = text("verdict", "On the out-of-hours rota that night; the rota bears it out.")
            must(settle(by=lead, at=until, browsing=one, verdict="false-alarm", reason=words))


def _one(ref: str, by: Actor, at: datetime, code: str, words: str) -> BreakGlass:
    done = must(break_glass(by=by, at=at, reference=ref, reason_code=code, reason=words))
    if not isinstance(done, BreakGlass):
        raise PlayError(f"{by} sees {ref} without break-glass.")
    later = at + timedelta(minutes=2)
    append(VIEWED, by=by, at=later, about=[Ref("matter", ref)], payload={"part": "overview"})
    return done
