"""When a round table may be called, go on, be written down, approved and passed on. Pure.

Nothing here stops immediate protection: a quorum is asked of a meeting and of no decision.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Refused, Verdict

Coming = Literal["", "comes", "phone", "written", "cannot"]
Came = Literal["", "in-person", "phone", "written", "absent"]
AT_THE_TABLE: Final = frozenset({"comes", "phone", "in-person"})
WRITTEN: Final = "written"
AUTHORITY: Final = "authority"
_LONDON: Final = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Place:
    """One of those invited: the `seat` that they fill ("" for none), what they said, and whether they were there."""

    seat: str
    says: Coming = ""
    came: Came = ""


@dataclass(frozen=True, slots=True)
class Quorum:
    """What the seats come to. `written` are seats that sent a contribution and nobody: they are counted apart."""

    asked: tuple[str, ...]
    there: frozenset[str]
    written: frozenset[str]

    @property
    def empty(self) -> tuple[str, ...]:
        """The seats that nobody fills, at the table or by telephone."""
        return tuple(one for one in self.asked if one not in self.there)

    @property
    def reached(self) -> bool:
        return not self.empty


def expected(asked: Iterable[str], places: Iterable[Place]) -> Quorum:
    """The quorum as those invited say that they come."""
    return _quorum(asked, [(one.seat, one.says) for one in places])


def present(asked: Iterable[str], places: Iterable[Place]) -> Quorum:
    """The quorum by who was there."""
    return _quorum(asked, [(one.seat, one.came) for one in places])


def _quorum(asked: Iterable[str], said: Collection[tuple[str, str]]) -> Quorum:
    there = frozenset(seat for seat, how in said if seat and how in AT_THE_TABLE)
    wrote = frozenset(seat for seat, how in said if seat and how == WRITTEN)
    return Quorum(tuple(dict.fromkeys(asked)), there, wrote - there)


def seat_of(kind: str, *, authority: bool, seats: Iterable[tuple[str, Collection[str]]]) -> str:
    """The seat that an agency of this kind fills: the authority's own, else the first that names its kind, else ""."""
    if authority:
        return AUTHORITY
    return next((code for code, kinds in seats if kind in kinds), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """What whoever calls a meeting says. `people` are the subjects it is about, by number."""

    kind: str
    why: str
    meets_at: datetime
    how: str
    place: str
    people: tuple[int, ...]


def may_call(said: Called, *, kinds: Collection[str], at: datetime) -> Verdict:
    """Whether what is said is whole. A meeting may begin at once, and may not have been."""
    if said.kind not in kinds:
        return Refused("roundtables:meeting:kind", _("Choose the kind of meeting."))
    if not said.people:
        return Refused("roundtables:meeting:nobody", _("Choose whom the meeting is about."))
    if not said.why.strip():
        return Refused("roundtables:meeting:why", _("Say why the meeting is called."))
    if not said.place.strip():
        return Refused("roundtables:meeting:place", _("Say where it is, or how to join."))
    return may_be_then(said.meets_at, at=at)


def may_be_then(meets_at: datetime, *, at: datetime) -> Verdict:
    """Whether a meeting may be set for then: not before the day, in London, on which it is called."""
    if meets_at.astimezone(_LONDON).date() < at.astimezone(_LONDON).date():
        return Refused("roundtables:meeting:past", _("That day is past. Enter when the meeting will be."))
    return ALLOWED


def missing() -> Refused:
    """Alike for what there is not and what is not to be known of."""
    return Refused("roundtables:meeting:missing", _("There is no such meeting for you."))


def changed() -> Refused:
    return Refused(
        "roundtables:meeting:changed",
        _(
            "Somebody else has changed this meanwhile. Read both versions; what you typed is still in the form."
        ),
    )


def may_chair(roles: Collection[str], *, chairs: Collection[str]) -> Verdict:
    """Whether somebody with seats of these roles may chair a meeting of that kind."""
    if not set(roles) & set(chairs):
        return Refused(
            "roundtables:meeting:chair",
            _("This person may not chair a meeting of this kind. Choose another."),
        )
    return ALLOWED


def is_about(name: str, people: Iterable[str]) -> bool:
    """Whether somebody of this name is one of those whom the meeting is about; whatever case and spaces."""
    wanted = " ".join(name.casefold().split())
    return any(wanted == " ".join(one.casefold().split()) for one in people if one.strip())


def about_themself() -> Refused:
    return Refused(
        "roundtables:invitation:about", _("Nobody sits at a table about themself. Name another person.")
    )


def may_uninvite(*, came: str) -> Verdict:
    """Whoever was there stays among those who were: minutes that leave them out would be untrue."""
    if came in {"in-person", "phone", "written"}:
        return Refused("roundtables:invitation:came", _("They took part: their invitation stands."))
    return ALLOWED


def is_open(state: str) -> Verdict:
    """Whether the meeting is still to be, or sits."""
    if state not in {"called", "sitting"}:
        return Refused("roundtables:meeting:over", _("This meeting is over, or was called off."))
    return ALLOWED


def may_write(state: str) -> Verdict:
    """Whether its minutes may be written: until the chair approves them."""
    if state in {"", "off", "approved"}:
        return Refused(
            "roundtables:minutes:fixed",
            _("The minutes are approved, or the meeting was called off. Add a correction instead."),
        )
    return ALLOWED


def may_move(state: str, *, reason: str) -> Verdict:
    """Whether it may be moved or called off, with a reason: until it sits."""
    if state != "called":
        return Refused("roundtables:meeting:began", _("The meeting has begun, or was called off."))
    if not reason.strip():
        return Refused("roundtables:meeting:reason", _("Say why."))
    return ALLOWED


def may_seat(state: str, *, reason: str) -> Verdict:
    """Whether another may chair or take the minutes, with a reason: until the minutes are approved."""
    allowed = may_write(state)
    if allowed and not reason.strip():
        return Refused("roundtables:meeting:reason", _("Say why."))
    return allowed


def may_answer(
    state: str, *, says: str, substitute: str, contribution: str, withdrawn: bool, people: Iterable[str] = ()
) -> Verdict:
    """Whether somebody invited may say this of their coming."""
    allowed = is_open(state)
    if allowed and withdrawn:
        allowed = missing()
    if not allowed:
        return allowed
    if says not in {"comes", "phone", "written", "cannot"}:
        return Refused("roundtables:invitation:says", _("Say whether you come."))
    if says == WRITTEN and not contribution.strip():
        return Refused("roundtables:invitation:contribution", _("Write your contribution."))
    return about_themself() if is_about(substitute.partition(",")[0], people) else ALLOWED


def contributed(former: str, typed: str, *, taken_down_by: str) -> str:
    """The written contribution with what is typed now: one's own takes the place of the former, or leaves it where
    nothing is typed; what somebody else takes down stands under it, once, with who took it down.
    """
    if not typed.strip():
        return former
    if not taken_down_by:
        return typed
    noted = _("Taken down by %(name)s: %(words)s") % {"name": taken_down_by, "words": typed.strip()}
    if former == noted or former.endswith(f"\n\n{noted}"):
        return former
    return f"{former}\n\n{noted}" if former else noted


def may_begin(state: str, quorum: Quorum, *, without: str) -> Verdict:
    """Whether it may begin: with its quorum, or where it cannot wait with the reason why it goes on `without`."""
    if state != "called":
        return Refused("roundtables:meeting:began", _("The meeting has begun, or was called off."))
    if not quorum.reached and not without.strip():
        return Refused(
            "roundtables:meeting:no-quorum",
            _(
                "Its quorum is not there. Move it, or say why it cannot wait and goes on without them. "
                "Immediate protection waits for no meeting."
            ),
        )
    return ALLOWED


def may_end(state: str) -> Verdict:
    if state != "sitting":
        return Refused("roundtables:meeting:not-sitting", _("The meeting does not sit."))
    return ALLOWED


def may_view(state: str, *, text: str, own: bool, said_by: str, withdrawn: bool) -> Verdict:
    """Whether a view or a dissent may be put down: by those whose it is, or read in with the name of who said it."""
    allowed = may_write(state)
    if allowed and withdrawn:
        allowed = missing()
    if not allowed:
        return allowed
    if not text.strip():
        return Refused("roundtables:view:text", _("Write it down, in the words that were used."))
    if not own and not said_by.strip():
        return Refused("roundtables:view:who", _("Say who said it: you read it in for them."))
    return ALLOWED


def may_conclude(
    state: str,
    *,
    decided_at: datetime | None,
    began_at: datetime | None,
    tells: str,
    safely: str,
    contingency: str,
    upheld: bool = False,
    none_yet: str = "",
    review_on: date | None = None,
) -> Verdict:
    """Whether a decision may stand as this table's, with who tells whom and what if it fails.

    Made since it began, or before it and `upheld`; or none yet (`decided_at` is None), with why and when it next is.
    """
    allowed = may_write(state)
    if not allowed:
        return allowed
    if began_at is None or (decided_at is not None and decided_at < began_at and not upheld):
        return Refused(
            "roundtables:outcome:earlier",
            _("This decision was made before the meeting. Decide on the case, or say that it is upheld."),
        )
    if decided_at is None:
        allowed = _may_leave_open(none_yet, review_on)
        if not allowed:
            return allowed
    if not tells.strip() or not safely.strip():
        return Refused("roundtables:outcome:tells", _("Say who tells them, and how safely."))
    if not contingency.strip():
        return Refused("roundtables:outcome:contingency", _("Say what happens if the plan does not work."))
    return ALLOWED


def _may_leave_open(why: str, review_on: date | None) -> Verdict:
    if not why.strip():
        return Refused("roundtables:outcome:none-yet", _("Say why nothing is decided yet."))
    if review_on is None:
        return Refused("roundtables:outcome:when", _("Say when it is looked at again."))
    return ALLOWED


def may_give(state: str, *, owner: str, what: str, due_on: date, today: date) -> Verdict:
    """Whether an action may be given: somebody does something by a day to come."""
    if state not in {"sitting", "ended"}:
        return Refused(
            "roundtables:action:not-now",
            _("Actions are given while the meeting sits, and until its minutes are approved."),
        )
    if not owner.strip():
        return Refused("roundtables:action:owner", _("Say who does it: a person or a post."))
    if not what.strip():
        return Refused("roundtables:action:what", _("Say what is to be done."))
    if due_on < today:
        return Refused("roundtables:action:past", _("That day is past. Enter by when it is done."))
    return ALLOWED


def may_finish(*, done: bool, evidence: str) -> Verdict:
    if done:
        return Refused("roundtables:action:done", _("This action is done already."))
    if not evidence.strip():
        return Refused("roundtables:action:evidence", _("Say what was done, and how it can be seen."))
    return ALLOWED


def may_approve(state: str, *, chair: bool, undecided: Collection[int], entries: int) -> Verdict:
    """Whether the minutes may be approved now: by the meeting's chair, with something in them and a decision for each."""
    if state != "ended":
        return Refused("roundtables:minutes:not-ended", _("Minutes are approved when the meeting has ended."))
    if not chair:
        return Refused("roundtables:minutes:chair", _("The chair of this meeting approves its minutes."))
    if not entries:
        return Refused("roundtables:minutes:empty", _("Nothing is written down yet."))
    if undecided:
        return Refused(
            "roundtables:minutes:undecided",
            _("Say first what was decided for each person the meeting was about."),
        )
    return ALLOWED


def may_circulate(state: str, *, circulated: bool) -> Verdict:
    if state != "approved":
        return Refused("roundtables:minutes:unapproved", _("The chair approves the minutes first."))
    if circulated:
        return Refused("roundtables:minutes:circulated", _("They are circulated already."))
    return ALLOWED


def may_correct(state: str, *, circulated: bool, text: str) -> Verdict:
    """Whether something may be added: once there are copies, whose readers learn of it."""
    if state != "approved":
        return Refused(
            "roundtables:correction:unapproved",
            _("Minutes that are not approved are changed themselves."),
        )
    if not circulated:
        return Refused(
            "roundtables:correction:not-circulated",
            _("Send each agency its copy first: whoever has one then reads the correction."),
        )
    if not text.strip():
        return Refused("roundtables:correction:text", _("Write down what is wrong, and what is right."))
    return ALLOWED


def may_be_for(audience: str, named: Collection[int], *, among: Collection[int]) -> Verdict:
    """Whether a correction may be for these of the invitations that have a copy."""
    if audience not in {"everyone", "named", "hub"}:
        return Refused("roundtables:correction:audience", _("Choose whose copies it goes into."))
    if audience == "named" and not (named and set(named) <= set(among)):
        return Refused("roundtables:correction:named", _("Choose the agencies whose copies it goes into."))
    return ALLOWED


@dataclass(frozen=True, slots=True)
class Piece:
    """What of an entry says into whose copies it goes: `person` is None where it is about nobody alone."""

    audience: str
    named: frozenset[int] = frozenset()
    person: int | None = None


def goes_to(piece: Piece, *, invitation: int, told: Collection[int]) -> bool:
    """Whether an entry goes into the copy of this invitation, whose agency is told of the people `told`."""
    if piece.person is not None and piece.person not in told:
        return False
    return piece.audience == "everyone" or (piece.audience == "named" and invitation in piece.named)


def is_overdue(due_on: date, *, done: bool, today: date) -> bool:
    """An action is overdue from the day after its own."""
    return not done and due_on < today
