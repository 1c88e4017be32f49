"""Words for dates, times, clocks and quantities, as the pages say them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LONDON = ZoneInfo("Europe/London")


def uk_date(value: date | datetime | None) -> str:
    """A day as `1 June 2026`, in the active language; an aware moment is taken to Europe/London first."""
    if value is None:
        return ""
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(LONDON)
    return date_format(value, "j F Y")


def uk_time(value: datetime | None) -> str:
    """The time of an aware moment in Europe/London as `4:05pm`; minutes always, since times are evidence."""
    if value is None:
        return ""
    local = value.astimezone(LONDON) if value.tzinfo is not None else value
    half = "am" if local.hour < 12 else "pm"
    return f"{local.hour % 12 or 12}:{local.minute:02d}{half}"


def uk_datetime(value: datetime | None) -> str:
    """An aware moment in Europe/London as `1 June 2026, 4:05pm`."""
    return f"{uk_date(value)}, {uk_time(value)}" if value is not None else ""


def _span(minutes: int, *, working: bool) -> str:
    hours, rest = divmod(minutes, 60)
    said = []
    if hours:
        said.append(
            ngettext("%(n)d working hour", "%(n)d working hours", hours) % {"n": hours}
            if working
            else ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
        )
    # Past a working day minutes are noise, and rounding down never promises time that is not there.
    if rest and hours < 8:
        said.append(
            ngettext("%(n)d working minute", "%(n)d working minutes", rest) % {"n": rest}
            if working and not hours
            else ngettext("%(n)d minute", "%(n)d minutes", rest) % {"n": rest}
        )
    return " ".join(said)


def relative_due(minutes: int | None, *, working: bool = True) -> str:
    """Minutes until due in words: `2 working hours left`, `due now`, `overdue by 30 working minutes`.

    `minutes` are working minutes unless `working` is false; negative when overdue; None is no clock.
    """
    if minutes is None:
        return _("no time limit")
    if minutes == 0:
        return _("due now")
    span = _span(abs(minutes), working=working)
    return (_("%(span)s left") if minutes > 0 else _("overdue by %(span)s")) % {"span": span}


def plural(number: int, one: str, many: str) -> str:
    """A number with its noun: `1 case`, `1,204 cases`. Pages in two languages use `ngettext` instead."""
    return f"{number:,} {one if number == 1 else many}"


def bdi(value: object) -> SafeString:
    """What a person typed, on one line, isolated so that right-to-left text does not turn its neighbours."""
    return format_html('<bdi dir="auto">{}</bdi>', "" if value is None else value)


def prose(value: object) -> SafeString:
    """What a person typed, over several lines: each line its own paragraph and its own direction."""
    lines = str("" if value is None else value).replace("\r\n", "\n").split("\n")
    paragraphs = "".join(
        f'<p class="govuk-body mash-prose__line" dir="auto">{escape(line)}</p>' for line in lines if line
    )
    return mark_safe(f'<div class="mash-prose">{paragraphs}</div>')  # noqa: S308 - each line is escaped above


FILTERS = {
    "uk_date": uk_date,
    "uk_time": uk_time,
    "uk_datetime": uk_datetime,
    "relative_due": relative_due,
    "plural": plural,
    "bdi": bdi,
    "prose": prose,
}
