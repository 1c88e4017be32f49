"""What is asked in the room `roundtables`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.roundtables.models import LEVELS, Entry, Hypothesis, Invitation, Meeting, View
from mash.interfaces.web.components.forms import (
    CheckboxesField,
    DateField,
    GovForm,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    TimeField,
)
from mash.registers.standards.queries import choices

LONG: Final = 10_000
_LONDON: Final = ZoneInfo("Europe/London")

type Choices = Sequence[tuple[str, Any]]


class WhenForm(GovForm):
    """When and where a meeting is."""

    day = DateField(label=gettext_lazy("Day"), missing=gettext_lazy("Enter the day"))
    time = TimeField(label=gettext_lazy("Time"), missing=gettext_lazy("Enter the time"))
    how = RadiosField(label=gettext_lazy("How"), missing=gettext_lazy("Choose how"), choices=Meeting.HOW)
    place = TextField(
        label=gettext_lazy("The room, the number or the link"),
        help_text=gettext_lazy("Everybody who is invited reads it here. No message holds it."),
        max_length=300,
        missing=gettext_lazy("Say where it is, or how to join"),
    )

    def meets_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], _LONDON)


class CallForm(WhenForm):
    """A meeting on a case. Each invited agency reads why it is called."""

    kind = RadiosField(
        label=gettext_lazy("Kind of meeting"), missing=gettext_lazy("Choose the kind of meeting")
    )
    people = CheckboxesField(
        label=gettext_lazy("About whom"), missing=gettext_lazy("Choose whom the meeting is about")
    )
    why = TextAreaField(
        label=gettext_lazy("Why it is called"),
        help_text=gettext_lazy(
            "Every agency that you invite reads this. Write nothing that one of them may not know."
        ),
        max_length=LONG,
        missing=gettext_lazy("Say why the meeting is called"),
    )
    chair = SelectField(label=gettext_lazy("Chair"), missing=gettext_lazy("Choose the chair"))
    minute_taker = SelectField(
        label=gettext_lazy("Who takes the minutes"), missing=gettext_lazy("Choose who takes the minutes")
    )
    agencies = CheckboxesField(
        label=gettext_lazy("Agencies"),
        help_text=gettext_lazy(
            "Each is told whom the meeting is about, if the agreements in force permit it, and gets a message with a "
            "reference and no name."
        ),
        required=False,
    )
    users = CheckboxesField(label=gettext_lazy("Others of the hub"), required=False)
    field_order = (
        "kind", "people", "why", "day", "time", "how", "place", "chair", "minute_taker", "agencies", "users",
    )  # fmt: skip

    def __init__(
        self, *args: Any, kinds: Choices, people: Choices, staff: Choices, agencies: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("kind", kinds)
        self.offer("people", people)
        self.offer("chair", [("", _("Choose")), *staff])
        self.offer("minute_taker", [("", _("Choose")), *staff])
        self.offer("agencies", agencies)
        self.offer("users", staff)


class MoveForm(WhenForm):
    reason = TextAreaField(label=gettext_lazy("Why"), max_length=LONG, missing=gettext_lazy("Say why"))


class SeatForm(GovForm):
    """Who chairs and who takes the minutes from now on."""

    chair = SelectField(label=gettext_lazy("Chair"), missing=gettext_lazy("Choose the chair"))
    minute_taker = SelectField(
        label=gettext_lazy("Who takes the minutes"), missing=gettext_lazy("Choose who takes the minutes")
    )
    reason = TextAreaField(label=gettext_lazy("Why"), max_length=LONG, missing=gettext_lazy("Say why"))

    def __init__(self, *args: Any, staff: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("chair", staff)
        self.offer("minute_taker", staff)


class ReasonForm(GovForm):
    reason = TextAreaField(label=gettext_lazy("Why"), max_length=LONG, missing=gettext_lazy("Say why"))


class InviteForm(GovForm):
    """One more: an agency about some of the people, or somebody of the hub."""

    who = SelectField(label=gettext_lazy("Whom"), missing=gettext_lazy("Choose whom to invite"))
    people = CheckboxesField(
        label=gettext_lazy("About whom"),
        help_text=gettext_lazy("An agency is told of these alone."),
        required=False,
    )

    def __init__(self, *args: Any, who: Choices, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("who", [("", _("Choose")), *who])
        self.offer("people", people)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if str(said.get("who", "")).startswith("agency:") and not said.get("people"):
            self.add_error("people", _("Choose whom the agency is told of"))
        return said


class AnswerForm(GovForm):
    """Whether one comes; for the hub, who of those invited says so."""

    who = SelectField(label=gettext_lazy("Who"), missing=gettext_lazy("Choose who"))
    says = RadiosField(
        label=gettext_lazy("Do you come?"),
        choices=Invitation.SAYS,
        missing=gettext_lazy("Say whether you come"),
    )
    substitute = TextField(
        label=gettext_lazy("Who comes"),
        help_text=gettext_lazy("Such as: Sgt Hale, duty sergeant, for DC Orr"),
        max_length=200,
        required=False,
    )
    contribution = TextAreaField(
        label=gettext_lazy("Written contribution"),
        help_text=gettext_lazy("It is counted apart: it fills no seat of the quorum."),
        max_length=LONG,
        required=False,
    )

    def __init__(self, *args: Any, who: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if who:
            self.offer("who", [("", _("Choose")), *who])
            self.fields["says"].label = _("Do they come?")
        else:
            del self.fields["who"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("says") == "written" and not str(said.get("contribution", "")).strip():
            self.add_error("contribution", _("Write your contribution"))
        return said


class AttendanceForm(GovForm):
    """Who is there: one answer for each invitation; `came-7`, `name-7` are those of invitation 7."""

    def __init__(self, *args: Any, invitations: Sequence[Invitation], **kwargs: Any) -> None:
        kwargs["initial"] = {
            key: value
            for one in invitations
            for key, value in ((f"came-{one.pk}", one.came), (f"name-{one.pk}", one.came_name))
        }
        super().__init__(*args, **kwargs)
        self.invitations = list(invitations)
        for one in self.invitations:
            self.fields[f"came-{one.pk}"] = SelectField(
                label=one.name, choices=Invitation.CAME, required=False, empty=_("Not recorded yet")
            )
            self.fields[f"name-{one.pk}"] = TextField(
                label=_("Who is there for %(name)s") % {"name": one.name},
                max_length=200,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for one in self.invitations:
            if said.get(f"name-{one.pk}") and f"came-{one.pk}" in said and not said[f"came-{one.pk}"]:
                self.add_error(f"came-{one.pk}", _("Say whether they were there"))
        return said

    def answer_of(self, one: Invitation) -> tuple[str, str] | None:
        """What was sent of this one, and who; None where the page that was sent did not have it."""
        if self.add_prefix(f"came-{one.pk}") not in self.data:
            return None
        return self.cleaned_data[f"came-{one.pk}"], self.cleaned_data[f"name-{one.pk}"]

    def again(self, invitations: Sequence[Invitation], changed: Collection[int]) -> AttendanceForm:
        """To be shown again: what was `changed` on the page, by number, as typed, and all else as it stands now."""
        typed = {
            self.add_prefix(f"{what}-{one.pk}"): str(self.data.get(self.add_prefix(f"{what}-{one.pk}"), ""))
            if one.pk in changed
            else now
            for one in invitations
            for what, now in (("came", one.came), ("name", one.came_name))
        }
        return AttendanceForm(typed, invitations=invitations, prefix=self.prefix)


class BeginForm(GovForm):
    without = TextAreaField(
        label=gettext_lazy("Why it cannot wait"),
        help_text=gettext_lazy(
            "Only where the quorum is not there. A child or an adult in danger is protected at once, without a meeting."
        ),
        max_length=LONG,
        required=False,
    )


class ForWhomForm(GovForm):
    """Something in the minutes, and whose copies it goes into."""

    person = SelectField(
        label=gettext_lazy("About one person only"),
        help_text=gettext_lazy("It then goes to those agencies alone that are told of that person."),
        required=False,
        empty=gettext_lazy("About all of them"),
    )
    audience = RadiosField(
        label=gettext_lazy("Whose copies it goes into"),
        choices=Entry.AUDIENCES,
        missing=gettext_lazy("Choose whose copies it goes into"),
    )
    named = CheckboxesField(label=gettext_lazy("Which agencies"), required=False)

    def __init__(self, *args: Any, people: Choices, agencies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("person", [("", _("About all of them")), *people])
        self.offer("named", agencies)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("audience") == "named" and not said.get("named"):
            self.add_error("named", _("Choose the agencies whose copies it goes into"))
        return said


class EntryForm(ForWhomForm):
    """One piece of the minutes."""

    heading = SelectField(label=gettext_lazy("Heading"), missing=gettext_lazy("Choose a heading"))
    text = TextAreaField(
        label=gettext_lazy("What was said"), max_length=LONG, missing=gettext_lazy("Write something down")
    )
    field_order = ("heading", "person", "text", "audience", "named")

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"audience": "everyone"})
        super().__init__(*args, **kwargs)
        self.offer("heading", [("", _("Choose")), *choices("round-table-heading", at=at)])


class HypothesisForm(GovForm):
    """What may be going on, and what speaks for it and against it."""

    text = TextAreaField(
        label=gettext_lazy("What may be going on"),
        max_length=LONG,
        missing=gettext_lazy("Say what may be going on"),
    )
    speaks_for = TextAreaField(label=gettext_lazy("What speaks for it"), max_length=LONG, required=False)
    speaks_against = TextAreaField(
        label=gettext_lazy("What speaks against it"), max_length=LONG, required=False
    )
    state = RadiosField(
        label=gettext_lazy("What the table makes of it"),
        choices=Hypothesis.STATES,
        missing=gettext_lazy("Choose what the table makes of it"),
    )
    review = TextAreaField(
        label=gettext_lazy("What would change our mind, and who looks again"), max_length=LONG, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"state": "open"})
        super().__init__(*args, **kwargs)


class ViewForm(GovForm):
    """One side's view or dissent: its own, or read in with who said it."""

    who = SelectField(label=gettext_lazy("Whose view"), missing=gettext_lazy("Choose whose view it is"))
    said_by = TextField(
        label=gettext_lazy("As said by"),
        help_text=gettext_lazy("You read it in for them: say who said it."),
        max_length=200,
        missing=gettext_lazy("Say who said it"),
    )
    kind = RadiosField(
        label=gettext_lazy("What it is"), choices=View.KINDS, missing=gettext_lazy("Say what it is")
    )
    level = SelectField(
        label=gettext_lazy("Recommended level"),
        choices=[(f"{key}", text) for key, text in LEVELS],
        required=False,
    )
    person = SelectField(label=gettext_lazy("About one person only"), required=False)
    text = TextAreaField(
        label=gettext_lazy("In the words that were used"),
        help_text=gettext_lazy(
            "It stands beside the decision as it is. Nobody changes it; another can be added."
        ),
        max_length=LONG,
        missing=gettext_lazy("Write it down, in the words that were used"),
    )

    def __init__(self, *args: Any, people: Choices, who: Choices = (), **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"kind": "view"})
        super().__init__(*args, **kwargs)
        self.offer("person", [("", _("About all of them")), *people])
        if who:
            self.offer("who", [("", _("Choose")), *who])
        else:
            del self.fields["who"], self.fields["said_by"]


class OutcomeForm(GovForm):
    """That a decision of the case is the table's, and what goes with it."""

    decision = SelectField(
        label=gettext_lazy("Which decision"),
        help_text=gettext_lazy(
            "One made on the case since this meeting began, or one of before that the table upholds. "
            "Where nothing is decided yet, say why and when it is looked at again."
        ),
        missing=gettext_lazy("Choose the decision"),
    )
    none_yet = TextAreaField(
        label=gettext_lazy("Why nothing is decided yet"), max_length=LONG, required=False
    )
    tells = TextField(
        label=gettext_lazy("Who tells the family or the adult"),
        max_length=200,
        missing=gettext_lazy("Say who tells them"),
    )
    safely = TextAreaField(
        label=gettext_lazy("How they are told safely, or why they are not told"),
        max_length=LONG,
        missing=gettext_lazy("Say how safely"),
    )
    contingency = TextAreaField(
        label=gettext_lazy("What happens if the plan does not work"),
        max_length=LONG,
        missing=gettext_lazy("Say what happens if the plan does not work"),
    )
    review_on = DateField(label=gettext_lazy("When it is looked at again"), required=False)

    def __init__(self, *args: Any, decisions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("decision", [("", _("Choose")), *decisions])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if str(said.get("decision", "")).startswith("none:"):
            if not str(said.get("none_yet", "")).strip():
                self.add_error("none_yet", _("Say why nothing is decided yet"))
            if not said.get("review_on") and "review_on" not in self.errors:
                self.add_error("review_on", _("Say when it is looked at again"))
        return said


class ActionForm(GovForm):
    """Who does what by when."""

    what = TextAreaField(
        label=gettext_lazy("What is to be done"),
        max_length=LONG,
        missing=gettext_lazy("Say what is to be done"),
    )
    agency = SelectField(label=gettext_lazy("Who does it"), missing=gettext_lazy("Choose who does it"))
    owner = TextField(
        label=gettext_lazy("The person or the post"),
        help_text=gettext_lazy("No action without one."),
        max_length=200,
        missing=gettext_lazy("Say which person or post does it"),
    )
    due_on = DateField(label=gettext_lazy("By when"), missing=gettext_lazy("Enter by when"))

    def __init__(self, *args: Any, agencies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("agency", [("", _("Choose")), ("hub", _("The hub")), *agencies])


class FinishForm(GovForm):
    which = SelectField(label=gettext_lazy("Which action"), missing=gettext_lazy("Choose the action"))
    evidence = TextAreaField(
        label=gettext_lazy("What was done, and how it can be seen"),
        max_length=LONG,
        missing=gettext_lazy("Say what was done, and how it can be seen"),
    )

    def __init__(self, *args: Any, actions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("which", [("", _("Choose")), *actions])


class CorrectForm(GovForm):
    text = TextAreaField(
        label=gettext_lazy("What is wrong, and what is right"),
        max_length=LONG,
        missing=gettext_lazy("Write down what is wrong, and what is right"),
    )


class HubCorrectForm(ForWhomForm, CorrectForm):
    """The hub's own: whom it is for is said each time, as what it corrects may have been for some alone."""

    field_order = ("text", "person", "audience", "named")
