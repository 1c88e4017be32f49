"""What is asked of whoever drafts a standard, approves it or brings it into force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from mash.interfaces.web.components.forms import (
    CheckboxesField,
    DateField,
    GovForm,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
)
from mash.registers.accounts.models import Seat
from mash.registers.accounts.roles import ROLES
from mash.registers.clocks.rules import Timescale, Unit
from mash.registers.standards import words
from mash.registers.standards.queries import choices, codes
from mash.registers.standards.rules import MAY_START, StartsFrom, Step

# The seats of a hub that may be let to take a route.
_DECIDERS = ("screener", "decider", "manager", "chair")


def _number(text: str, *, most: int) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= most):
        raise ValidationError(_now("Enter a whole number up to %(most)d") % {"most": most})
    return int(text)


class LineForm(GovForm):
    """One line of a standard: what the actions take as `said`. `key` are the fields that name it."""

    def __init__(self, *args: Any, at: datetime, population: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_up(at, population)

    def set_up(self, at: datetime, population: str) -> None:
        """What can be chosen."""

    def said(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class TimeForm(LineForm):
    """How long a step may take."""

    step = SelectField(label=_("Step"), choices=list(words.STEPS.items()), missing=_("Choose the step"))
    rating = RadiosField(
        label=_("At which rating"),
        choices=[(key or "any", text) for key, text in words.RATINGS.items()],
        missing=_("Select the rating"),
    )
    amount = TextField(
        label=_("How much"),
        help_text=_("240 minutes are 4 hours; 0 working days is the same working day"),
        missing=_("Enter how much"),
        gov={"width": 5, "inputmode": "numeric"},
    )
    unit = RadiosField(label=_("Of what"), choices=list(words.UNITS.items()), missing=_("Select of what"))
    day_rule = RadiosField(
        label=_("How days are counted"),
        choices=list(words.DAY_RULES.items()),
        missing=_("Select how days are counted"),
    )
    calendar = RadiosField(
        label=_("Whose time counts"), choices=list(words.RUNS.items()), missing=_("Select whose time counts")
    )
    starts_from = SelectField(
        label=_("Counted"), choices=list(words.STARTS.items()), missing=_("Choose from when it is counted")
    )
    warn_percent = TextField(
        label=_("Warn after how many per cent of the time"),
        missing=_("Enter when it warns"),
        gov={"width": 3, "inputmode": "numeric"},
    )
    basis = RadiosField(
        label=_("What it rests on"), choices=list(words.BASES.items()), missing=_("Select what it rests on")
    )
    source = TextAreaField(
        label=_("Source"),
        help_text=_("Where the figure stands, or that it is the hub's own"),
        missing=_("Name the source"),
        max_length=1000,
        gov={"rows": 3},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        step = str((self.data if self.is_bound else self.initial).get("step") or "")
        may = MAY_START[Step(step)] if step in set(Step) else frozenset(StartsFrom)
        self.offer("starts_from", [(key, text) for key, text in words.STARTS.items() if key in may])

    def clean_amount(self) -> int:
        return _number(self.cleaned_data["amount"], most=100_000)

    def clean_warn_percent(self) -> int:
        return _number(self.cleaned_data["warn_percent"], most=100)

    def said(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        return found | {"rating": "" if found["rating"] == "any" else found["rating"]}


class MinimumForm(LineForm):
    """One thing that must be there."""

    of = RadiosField(
        label=_("Of what"),
        help_text=_(
            "A decision is asked for it. What a referral or an answer must hold is shown to whoever reads the standard, and stops nothing."
        ),
        choices=list(words.OFS.items()),
        missing=_("Select of what"),
    )
    code = TextField(
        label=_("Short name"),
        help_text=_("Small letters and hyphens, such as child-seen"),
        missing=_("Enter a short name"),
        max_length=60,
        gov={"width": 20},
    )
    label = TextField(label=_("What must be there"), missing=_("Say what must be there"), max_length=200)
    severity = RadiosField(
        label=_("How binding"), choices=list(words.SEVERITIES.items()), missing=_("Select how binding it is")
    )
    quantity = TextField(
        label=_("How many of it"),
        help_text=_("More than 1 only of agencies that have answered"),
        missing=_("Enter how many"),
        gov={"width": 3, "inputmode": "numeric"},
    )
    ratings = CheckboxesField(
        label=_("At which ratings"),
        help_text=_("None: at every rating"),
        choices=[(key, text) for key, text in words.RATINGS.items() if key],
        required=False,
    )
    gap = TextAreaField(
        label=_("What is said while it is missing"),
        missing=_("Write the sentence that is shown"),
        max_length=300,
        gov={"rows": 2},
    )
    action = RadiosField(label=_("What closes the gap"), choices=list(words.VERBS.items()), required=False)

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if not code.isascii() or not code.replace("-", "").isalnum() or code != code.lower():
            raise ValidationError(_now("Use small letters, digits and hyphens only"))
        return code

    def clean_quantity(self) -> int:
        return _number(self.cleaned_data["quantity"], most=20)


class DecidersForm(LineForm):
    """Who may take a route."""

    route = SelectField(label=_("Route"), missing=_("Choose the route"))
    roles = CheckboxesField(
        label=_("Who may take it"),
        choices=[(one, ROLES[one].title) for one in _DECIDERS],
        missing=_("Select who may take it"),
    )
    floor = TextField(label=_("What the law says of it"), required=False, max_length=200)

    def set_up(self, at: datetime, population: str) -> None:
        self.offer("route", [("", _("Choose")), *choices("route", at=at, populations=population)])


class QuorumForm(LineForm):
    """Who must be at a meeting."""

    kind = SelectField(label=_("Meeting"), missing=_("Choose the meeting"))
    seats = CheckboxesField(label=_("Seats that must be filled"), missing=_("Select whose seats"))
    basis = TimeForm.base_fields["basis"]
    source = TimeForm.base_fields["source"]

    def set_up(self, at: datetime, population: str) -> None:
        self.offer("kind", [("", _("Choose")), *choices("quorum-kind", at=at, populations=population)])
        self.offer("seats", choices("quorum-seat", at=at))


LINE_FORMS: dict[str, type[LineForm]] = {
    "timescale": TimeForm,
    "minimum": MinimumForm,
    "decision_role": DecidersForm,
    "quorum": QuorumForm,
}


class HeadForm(GovForm):
    """What a draft says besides its lines."""

    title = TextField(label=_("Title"), missing=_("Enter a title"), max_length=200)
    why = TextAreaField(
        label=_("What it changes, and why"),
        help_text=_("Those who approve it read this first"),
        missing=_("Say what it changes, and why"),
        max_length=4000,
        gov={"rows": 5},
    )
    source = TextAreaField(
        label=_("What it rests on"), missing=_("Say what it rests on"), max_length=2000, gov={"rows": 3}
    )
    valid_from = DateField(
        label=_("Meant to begin on"), missing=_("Enter the day on which it is meant to begin")
    )


class ApproversForm(GovForm):
    """Who approves a draft."""

    users = CheckboxesField(label=_("Who approves it"), missing=_("Select who approves it"))

    def __init__(self, *args: Any, seats: Iterable[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "users",
            [
                (
                    str(one.user_id),
                    ", ".join(
                        filter(None, [one.user.name, one.job_title, one.agency.name if one.agency else ""])
                    ),
                )
                for one in seats
            ],
        )


class JudgeForm(GovForm):
    """What one who was named says of it."""

    verdict = RadiosField(
        label=_("Do you approve this version?"),
        choices=[("approved", _("I approve it")), ("refused", _("I do not approve it"))],
        missing=_("Select whether you approve it"),
    )
    reason = TextAreaField(
        label=_("Why"), help_text=_("Needed where you do not approve it"), required=False, max_length=1000
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("verdict") == "refused" and not str(said.get("reason", "")).strip():
            self.add_error("reason", _("Say why you do not approve it"))
        return said


class DayForm(GovForm):
    """The day from which a version holds."""

    day = DateField(label=_("In force from"), missing=_("Enter the day"))


class PeriodForm(GovForm):
    """The period whose cases a draft is tried on, and beside which version."""

    since = DateField(label=_("Arrived from"), missing=_("Enter the first day"))
    until = DateField(label=_("Arrived until"), missing=_("Enter the last day"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", _("Enter a day that is not before the first"))
        return said


def published(step: str, population: str, *, at: datetime) -> list[tuple[str, str]]:
    """What areas publish of a step: whose figure, and the time; of every step where none is named."""
    return [
        (
            one.label,
            words.length(Timescale(int(str(one.attributes["amount"])), Unit(str(one.attributes["unit"])))),
        )
        for one in codes("published-timescale", at=at, populations=population)
        if not step or one.attributes["step"] == step
    ]
