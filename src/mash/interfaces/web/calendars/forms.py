"""The forms of the room: one day that differs, and the hours of the week."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.interfaces.web.calendars.presenters import spans_words
from mash.interfaces.web.components.fields import TimeField
from mash.interfaces.web.components.forms import DateField, GovForm, HiddenField, RadiosField, TextField
from mash.registers.clocks.rules import Exceptional, Kind, Weekly

AHEAD: Final = timedelta(days=800)
BACK: Final = timedelta(days=366)
MIDNIGHT: Final = time(0)
CLOSED, PART, OPEN, USUAL = "closed", "closed-part", "open", "usual"


class Dated(GovForm):
    """A form about a day within reach of `today`. `seen` is the state of the calendar that the page showed."""

    seen = HiddenField(required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        self.today = today

    def within_reach(self, day: date) -> date:
        """The day. Raises ValidationError for one that is more than a year ago or more than two ahead."""
        if not self.today - BACK <= day <= self.today + AHEAD:
            raise ValidationError(_("Enter a day within the last year or the next two."), code="far")
        return day


class DayForm(Dated):
    """What is different on one day."""

    day = DateField(label=gettext_lazy("Which day?"), missing=gettext_lazy("Enter the day"))
    what = RadiosField(
        label=gettext_lazy("What is different?"),
        choices=[
            (CLOSED, gettext_lazy("Closed all day")),
            (PART, gettext_lazy("Closed for some hours")),
            (OPEN, gettext_lazy("Open for some hours besides the usual ones")),
            (USUAL, gettext_lazy("Nothing any more: the usual hours again")),
        ],
        missing=gettext_lazy("Choose what is different"),
    )
    opens = TimeField(label=gettext_lazy("From"), help_text=gettext_lazy("Like 9am or 13:30"), required=False)
    closes = TimeField(
        label=gettext_lazy("Until"), help_text=gettext_lazy("Midnight is the end of that day"), required=False
    )
    reason = TextField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Everybody in the hub reads it, like “Bank holiday” or “Training day”."),
        max_length=200,
        required=False,
    )

    def clean_day(self) -> date:
        return self.within_reach(self.cleaned_data["day"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        what, opens, closes = said.get("what"), said.get("opens"), said.get("closes")
        if what in {PART, OPEN}:
            if opens is None and "opens" not in self.errors:
                self.add_error("opens", _("Enter from when"))
            if closes is None and "closes" not in self.errors:
                self.add_error("closes", _("Enter until when"))
            if opens is not None and closes is not None and closes != MIDNIGHT and closes <= opens:
                self.add_error("closes", _("Enter a time after the first. A night is two days: enter each."))
        if what not in {None, USUAL} and not said.get("reason"):
            self.add_error("reason", _("Say why"))
        return said

    def differs(self) -> Exceptional | None:
        """What the day is to be; None for the usual hours."""
        said = self.cleaned_data
        if said["what"] == USUAL:
            return None
        times = (said["opens"], said["closes"]) if said["what"] != CLOSED else (None, None)
        return Exceptional(said["day"], Kind.OPEN if said["what"] == OPEN else Kind.CLOSED, *times)


class SpansField(TextField):
    """The hours of one weekday, as "9am to 5pm" or "9:00-12:30, 13:30-17:00"; cleans to pairs of times, none for closed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=80, gov={"width": 20, "spellcheck": False}, **kwargs)

    def clean(self, value: Any) -> list[tuple[time, time]]:
        text = str(super().clean(value)).strip()
        if not text or text.lower() in {"closed", str(_("closed"))}:
            return []
        asked, found = TimeField(), []
        for part in re.split(r"\s*[,;]\s*", text):
            ends = re.split(r"\s*(?:[-\u2013]|\bto\b|\bhyd\b)\s*", part, maxsplit=1)
            if len(ends) != 2 or not all(ends):
                raise ValidationError(
                    _("Enter hours like 9am to 5pm, or 9:00-12:30, 13:30-17:00, or leave it empty."),
                    code="hours",
                )
            opens, closes = (asked.clean(end if re.search(r"[:.apm]", end) else f"{end}:00") for end in ends)
            if closes != MIDNIGHT and closes <= opens:
                raise ValidationError(
                    _("%(part)s ends before it begins. A night is two days: enter each."),
                    code="backwards",
                    params={"part": part},
                )
            found.append((opens, closes))
        found.sort()
        for (_first, ends_at), (begins, _last) in pairwise(found):
            if ends_at == MIDNIGHT or begins < ends_at:
                raise ValidationError(_("These hours overlap."), code="overlap")
        return found


class WeekForm(Dated):
    """The hours of each weekday from a day on."""

    from_day = DateField(
        label=gettext_lazy("From which day?"),
        help_text=gettext_lazy("What was planned from that day on is replaced."),
        missing=gettext_lazy("Enter the first day"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in WEEKDAYS.items():
            self.fields[f"day_{number}"] = SpansField(label=name)

    def clean_from_day(self) -> date:
        return self.within_reach(self.cleaned_data["from_day"])

    def weekly(self) -> list[Weekly]:
        """The hours that were entered."""
        return [
            Weekly(number, opens, closes)
            for number in WEEKDAYS
            for opens, closes in self.cleaned_data[f"day_{number}"]
        ]

    @staticmethod
    def initial_of(weekly: list[Weekly]) -> dict[str, str]:
        """How these hours are entered."""
        return {
            f"day_{number}": spans_words([(one.opens, one.closes) for one in weekly if one.weekday == number])
            for number in WEEKDAYS
        }
