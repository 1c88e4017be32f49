"""Demand in words. A dash is that there is no fact; 0 is that there was none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mash.interfaces.web.components.words import uk_date
from mash.interfaces.web.counted import Shown
from mash.oversight.demand.queries.board import CHANNELS, Board, Row
from mash.oversight.demand.queries.marks import GONE, OTHER, Sender
from mash.oversight.demand.rules import Rung, Span

CHANNEL_WORDS: Final[dict[str, str | Promise]] = {
    "form": gettext_lazy("Form"),
    "telephone": gettext_lazy("Telephone"),
    "mail": gettext_lazy("Email"),
    "bulk": gettext_lazy("Bulk"),
}
DASH: Final = "-"


def count(number: int | None) -> str:
    """A count; a dash where there is no fact."""
    return DASH if number is None else str(number)


def tenth(number: float | None) -> str:
    """A figure to one place behind the point, and without it where it is whole."""
    if number is not None and 0 < number < 0.05:
        return _("under 0.1")
    return DASH if number is None else f"{number:.1f}".removesuffix(".0")


def seconds(number: int | None) -> str:
    """Minutes and seconds, such as 1:05."""
    return DASH if number is None else f"{number // 60}:{number % 60:02}"


def length(time: timedelta | None) -> str:
    """How long something took, in words: minutes, hours and minutes, or days and hours where it is two days and more."""
    if time is None:
        return DASH
    minutes = round(time / timedelta(minutes=1))
    hours, rest = divmod(minutes, 60)
    if minutes < 1:
        return _("under a minute")
    if hours >= 48:
        days, over = divmod(hours, 24)
        words = ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
        return words + (" " + ngettext("%(n)d hour", "%(n)d hours", over) % {"n": over} if over else "")
    said = [ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}] if hours else []
    said += [ngettext("%(n)d minute", "%(n)d minutes", rest) % {"n": rest}] if rest else []
    return " ".join(said)


def share(part: int, whole: int) -> str:
    """A part in per cent of the whole; a dash of nothing."""
    return f"{100 * part / whole:.1f}%" if whole else DASH


def hour_words(span: Span) -> str:
    return _("%(hour)s (twice)") % {"hour": span.words} if span.twice else span.words


def hours(board: Board, *, whole: bool = False) -> Shown:
    """The table of a day; on the page, hours at its ends that have nothing to tell are left out."""
    head = [
        _("Hour"),
        *(str(CHANNEL_WORDS[one]) for one in CHANNELS),
        _("All that came"),
        _("Usual"),
        _("People for the usual"),
        _("Calls offered"),
        _("Answered"),
        _("Abandoned"),
        _("Mean wait"),
        _("First rated"),
        _("Not rated at its end"),
        _("On duty"),
        _("Came for each on duty"),
    ]
    rows = list(board.rows)
    if not whole:
        telling = [place for place, one in enumerate(rows) if _tells(one)]
        rows = rows[telling[0] : telling[-1] + 1] if telling else []
    return Shown(
        _("%(desk)s, %(day)s") % {"desk": board.desk.name, "day": uk_date(board.day)},
        head,
        [_hour(one) for one in rows],
    )


def in_two(one: Shown) -> list[Shown]:
    """The table of a day as two that fit beside each other's hours: what came and who is there, then calls and what is done."""
    came, work = (0, 1, 2, 3, 4, 5, 6, 7, 14, 15), (0, 8, 9, 10, 11, 12, 13)
    titles = (_("What came, and who is on duty"), _("Calls, and what is done"))
    return [
        Shown(
            title, [one.head[place] for place in some], [[row[place] for place in some] for row in one.rows]
        )
        for title, some in zip(titles, (came, work), strict=True)
    ]


def _tells(one: Row) -> bool:
    return bool(one.arrivals or one.usual or one.staff or (one.calls and one.calls.offered) or one.rated)


def _hour(one: Row) -> list[str]:
    calls: Rung | None = one.calls
    return [
        hour_words(one.span),
        *(count(None if one.came is None else one.came.get(each, 0)) for each in CHANNELS),
        count(one.arrivals),
        tenth(one.usual),
        count(one.needed),
        count(calls.offered if calls else None),
        count(calls.answered if calls else None),
        count(calls.abandoned if calls else None),
        seconds(calls.waited if calls else None),
        count(one.rated),
        count(one.waiting),
        count(one.staff),
        tenth(one.each),
    ]


def notes(board: Board) -> list[str]:
    """What must not be overlooked of a day, in sentences."""
    found = []
    if board.holiday:
        found.append(
            _(
                "This is a bank holiday, or the desk is closed: what is usual on its weekday tells little of it."
            )
        )
    if not board.written:
        found.append(_("Nobody has written who is on duty on this day."))
    found += [
        _("Nobody is on duty from %(hour)s, and usually %(n)s come in that hour.")
        % {"hour": one.span.words, "n": tenth(one.usual)}
        for one in board.unstaffed
    ]
    silent = [one for one in board.rows if board.written and one.staff is None and one.usual]
    if silent:
        words = _("It is not written who is on duty, though something usually comes: %(hours)s.")
        found.append(words % {"hours": listed(one.span.words for one in silent)})
    return found


def listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def sender_words(sender: Sender) -> str:
    """An agency by its name; else what kind of sender it is."""
    if sender.agency:
        return sender.agency
    classes = {
        "professional": _("A professional who names no agency"),
        "public": _("Members of the public"),
        "anonymous": _("People who do not say who they are"),
        OTHER: _("Somebody else in the thread of an email"),
        GONE: _("Callers of whom nothing is kept any more"),
    }
    return classes.get(sender.klass, sender.klass)


ASKS: Final[dict[str, str | Promise]] = {
    "asks-what-became": gettext_lazy(
        "Look first whether our answer is there: come back with the reference that you were given. Tell us if it was late."
    ),
    "nothing-new": gettext_lazy(
        "Tell us again when there is something new, and give the reference of what you told before."
    ),
    "unclear": gettext_lazy(
        "Tell us which of our letters or questions was not clear, so that we can write it better."
    ),
    "belongs-elsewhere": gettext_lazy(
        "Send straight to those below whom it belongs to: you lose no time, and nor do they."
    ),
    "passed-around": gettext_lazy("Tell us who sent you on to us, so that the way becomes shorter."),
    "not-done": gettext_lazy("Tell us what was promised and by whom: that is ours to put right."),
}
"""What is asked of a sender for each kind of mark."""
