"""What is asked in the room `directory`."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.interfaces.web.components.forms import (
    CheckboxesField,
    ConfirmField,
    DateField,
    GovForm,
    PartialDate,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
)
from mash.registers.directory import rules
from mash.registers.directory.models import Way
from mash.registers.directory.rules import WaySaid

Choices = list[tuple[str, Any]]
KINDS: Final = [(one.value, one.label) for one in Way.Kind]
WHEN: Final = [(one.value, one.label) for one in Way.When]


class SearchForm(GovForm):
    """Whom do you look for?"""

    agency = SelectField(label=gettext_lazy("Agency"), empty=gettext_lazy("Every agency"), required=False)
    what = SelectField(label=gettext_lazy("For what"), empty=gettext_lazy("Anything"), required=False)
    words = TextField(label=gettext_lazy("Team, post or town"), max_length=100, required=False)

    def __init__(self, *args: Any, agencies: Choices, purposes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("agency", [("", _("Every agency")), *agencies])
        self.offer("what", [("", _("Anything")), *purposes])


class TeamForm(GovForm):
    owner = SelectField(
        label=gettext_lazy("Whose team is it?"), missing=gettext_lazy("Choose whose team it is")
    )
    name = TextField(
        label=gettext_lazy("Name of the team"),
        max_length=200,
        missing=gettext_lazy("Enter the name of the team"),
    )
    town = TextField(label=gettext_lazy("Town"), max_length=100, required=False)

    def __init__(self, *args: Any, owners: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("owner", [("", _("Choose")), *owners])


class PostForm(GovForm):
    title = TextField(
        label=gettext_lazy("Post"),
        help_text=gettext_lazy("A function, whoever fills it. Such as: Named nurse on duty"),
        max_length=200,
        missing=gettext_lazy("Enter the name of the post"),
    )


class EndForm(GovForm):
    until_day = DateField(label=gettext_lazy("Last day"), missing=gettext_lazy("Enter the last day"))


class HolderForm(GovForm):
    name = TextField(
        label=gettext_lazy("Who fills it"),
        help_text=gettext_lazy("Leave it empty where nobody does now"),
        max_length=200,
        required=False,
    )
    seat = SelectField(
        label=gettext_lazy("Their account here"),
        help_text=gettext_lazy("Messages for this post go to it"),
        empty=gettext_lazy("None"),
        required=False,
    )

    def __init__(self, *args: Any, seats: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("seat", [("", _("None")), *seats])


class StandInForm(GovForm):
    other = SelectField(label=gettext_lazy("Who stands in"), missing=gettext_lazy("Choose who stands in"))
    from_day = DateField(label=gettext_lazy("First day"), missing=gettext_lazy("Enter the first day"))
    until_day = DateField(label=gettext_lazy("Last day"), missing=gettext_lazy("Enter the last day"))
    why = TextField(label=gettext_lazy("Why"), max_length=200, required=False)

    def __init__(self, *args: Any, posts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("other", [("", _("Choose")), *posts])


class WayForm(GovForm):
    """One way to reach a post."""

    kind = RadiosField(
        label=gettext_lazy("How are they reached?"),
        choices=KINDS,
        missing=gettext_lazy("Choose how they are reached"),
    )
    value = TextField(
        label=gettext_lazy("Number, address or link"),
        help_text=gettext_lazy("A number of the team or the post. Nobody’s own mobile belongs here."),
        max_length=300,
        missing=gettext_lazy("Enter the number, address or link"),
    )
    purposes = CheckboxesField(
        label=gettext_lazy("For what?"),
        help_text=gettext_lazy("Nothing chosen is for everything"),
        required=False,
    )
    when = RadiosField(
        label=gettext_lazy("When is it answered?"),
        choices=WHEN,
        missing=gettext_lazy("Choose when it is answered"),
    )
    hours = TextAreaField(
        label=gettext_lazy("Hours"),
        help_text=gettext_lazy("A line for days with the same hours. Such as: Mon to Fri 08:30-17:00"),
        max_length=400,
        required=False,
    )
    bank_holidays = ConfirmField(label=gettext_lazy("These hours hold on bank holidays too"), required=False)
    place = TextField(
        label=gettext_lazy("In which order is it tried?"),
        help_text=gettext_lazy("From 1, tried first, to 9"),
        gov={"inputmode": "numeric", "width": 2},
        max_length=1,
        missing=gettext_lazy("Enter a number from 1 to 9: 1 is tried first"),
    )
    note = TextField(
        label=gettext_lazy("What to say here, and what not"),
        help_text=gettext_lazy("Such as: leave a reference only, the line is shared"),
        max_length=300,
        required=False,
    )
    languages = TextField(
        label=gettext_lazy("Languages, or how an interpreter is had"), max_length=200, required=False
    )
    until_day = DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Only where it ends on a day that is known"),
        required=False,
    )

    def __init__(self, *args: Any, purposes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("purposes", purposes)

    def said(self, *, from_day: Any) -> WaySaid:
        """What was written down, from a day on."""
        typed = self.cleaned_data
        return WaySaid(
            kind=typed["kind"],
            value=typed["value"],
            when=typed["when"],
            hours=typed["hours"],
            bank_holidays=bool(typed["bank_holidays"]),
            purposes=tuple(typed["purposes"]),
            place=int(typed["place"]) if typed["place"].isascii() and typed["place"].isdigit() else 0,
            languages=typed["languages"],
            note=typed["note"],
            from_day=from_day,
            until_day=typed["until_day"],
        )


def _parts(day: date) -> PartialDate:
    return PartialDate(day=day.day, month=day.month, year=day.year)


def filled(way: Way) -> dict[str, Any]:
    """A way as the form starts with it."""
    return {
        "kind": way.kind,
        "value": way.value,
        "purposes": way.purposes,
        "when": way.when,
        "hours": rules.write(rules.restored(way.hours)),
        "bank_holidays": way.bank_holidays,
        "place": str(way.place),
        "note": way.note,
        "languages": way.languages,
        "until_day": _parts(way.until_day) if way.until_day else None,
    }


class WrongForm(GovForm):
    """What was heard."""

    heard = RadiosField(
        label=gettext_lazy("What did you hear?"), missing=gettext_lazy("Choose what you heard")
    )
    words = TextField(
        label=gettext_lazy("In your words"),
        help_text=gettext_lazy("Only of the number or address. No name and nothing of a case."),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, heard: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("heard", heard)


class PeriodForm(GovForm):
    days = TextField(
        label=gettext_lazy("Checked again after so many days"),
        gov={"inputmode": "numeric", "width": 4},
        max_length=4,
        missing=gettext_lazy("Enter a number of days from 1 to 1000"),
    )


def put(form: GovForm, code: str, sentence: str) -> bool:
    """Put a refusal's sentence at the field that its code ends in; whether there is such a field."""
    name = code.rsplit(":", 1)[-1]
    if name not in form.fields:
        return False
    form.add_error(name, sentence)
    return True
