"""The contact before the year, that a re-referral looks back on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from mash.demo.county.worry import Decided
from mash.demo.play import words
from mash.demo.play.stage import PlayError

if TYPE_CHECKING:
    from mash.demo.county.worry import Subject, Worry

MINUTE: Final = timedelta(minutes=1)


def before(worry: Worry) -> Worry:
    """The shorter contact before the year: looked at, no further action, the referrer told."""
    if worry.previous_on is None:
        raise PlayError(f"{worry.id} has no earlier contact")
    start = datetime.combine(worry.previous_on, datetime.min.time(), worry.received_at.tzinfo)
    at = start + timedelta(hours=10, minutes=int(worry.id[1:3], 16) % 50)
    focus = tuple(each for each in worry.subjects if each.focus and _alive(each, at))[:1]
    return replace(
        worry,
        received_at=at,
        kind="referral",
        channel="form",
        subjects=focus or worry.subjects[:1],
        concern=replace(
            worry.concern, happened=words.EARLIER, happened_on=None, danger_now=False, attachments=()
        ),
        ratings=(words.earlier_rating(at + 40 * MINUTE),),
        asked=(),
        decisions=tuple(
            Decided(
                at=at + 180 * MINUTE,
                person_key=each.person.key,
                level=1,
                route="universal",
                outcome="nfa",
                rationale=words.EARLIER_DECIDED,
                proportionality=words.EARLIER_PROPORTIONATE,
                told=words.EARLIER_TOLD,
            )
            for each in (focus or worry.subjects[:1])
        ),
        feedback_at=at + 240 * MINUTE,
        feedback_withheld="",
        state="closed",
        incident="",
    )


def _alive(subject: Subject, at: datetime) -> bool:
    born = subject.person.born
    return born is not None and born < at.date()
