"""A decision, and protection that waits for none."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from mash.casework.cases.queries import Picture
from mash.casework.cases.queries.picture import SIBLINGS
from mash.casework.cases.rules import Departure
from mash.interfaces.web.cases.forms.common import LONG
from mash.interfaces.web.cases.words import hint_of
from mash.interfaces.web.components.forms import (
    CheckboxesField,
    GovForm,
    RadiosField,
    SelectField,
    TextAreaField,
)
from mash.registers.standards.queries import choices, codes, label_of
from mash.registers.standards.rules import Code, Minimum

# Counted from what is there, not typed.
NOT_TYPED = frozenset({"history-viewed", "agencies-answered", "rationale"})


def said_field(code: str) -> str:
    """The field in which a minimum is written: a hub's own short name never stands for one of the form's own fields."""
    return f"said-{code}"


def indicators(level: str, *, population: str, concerns: Collection[str], at: datetime) -> list[Code]:
    """What may be seen at a level, of these worries and of every worry; with no worry said, of all."""
    return [
        one
        for one in codes("threshold-indicator", at=at, level=int(level), populations=population)
        if not concerns or any(one.says("concerns", each) for each in concerns)
    ]


def why_field(departure: Departure) -> str:
    """The field that asks why it goes on: a minimum and a step may have one short name."""
    return f"{'why' if departure.kind == 'minimum' else 'late'}-{departure.code}"


class DecideForm(GovForm):
    """Level, route, outcome and rationale, and a text for each thing that the standard asks to be recorded."""

    level = RadiosField(label=_("Level of need"), missing=_("Choose a level of need"))
    route = RadiosField(label=_("Route"), missing=_("Choose a route"))
    outcome = SelectField(
        label=_("Outcome code"), help_text=_("Leave it for the route’s own."), required=False
    )
    less = CheckboxesField(
        label=_("What less was considered"),
        help_text=_("What you weighed and found not to be enough, or that there is nothing less."),
        required=False,
    )
    rationale = TextAreaField(
        label=_("Rationale"), max_length=LONG, missing=_("Give the rationale for the decision")
    )

    def __init__(self, *args: Any, picture: Picture, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        population = picture.case.desk.population
        levels = codes("level-of-need", at=at)
        self.offer("level", [(one.code, label_of(one)) for one in levels])
        self.hint("level", {one.code: hint_of(one) for one in levels if hint_of(one)})
        self.offer(
            "route",
            [
                one
                for one in choices("route", at=at, populations=population)
                if one[0] != "immediate-protection"
            ],
        )
        self.offer(
            "outcome",
            [
                ("", _("The route’s own")),
                *choices("referral-outcome", at=at, populations=population),
            ],
        )
        self.offer("less", choices("less-considered", at=at, populations=population))
        concerns = {code for one in picture.contacts for code in one.concern_types}
        # By level, those of this worry and those of every worry: what is seen may be at several levels.
        self.guidance: dict[str, tuple[str, str]] = {}
        for level in levels:
            seen = indicators(level.code, population=population, concerns=concerns, at=at)
            if seen:
                name = f"seen-{level.code}"
                self.guidance[name] = (level.code, label_of(level))
                self.fields[name] = CheckboxesField(
                    label=label_of(level),
                    choices=[(each.code, label_of(each)) for each in seen],
                    required=False,
                )
        self.minimums: tuple[Minimum, ...] = tuple(
            each
            for each in picture.standard.minimum("decision", picture.case.rating)
            if each.code not in NOT_TYPED
        )
        self.at = at
        # What the case has on record for it counts where nothing is written here: facts, never a rationale.
        self.recorded = {SIBLINGS: picture.siblings_words} if picture.siblings_recorded else {}
        for each in self.minimums:
            required = each.severity == "required"
            recorded = self.recorded.get(each.code, "")
            self.fields[said_field(each.code)] = TextAreaField(
                label=each.label,
                help_text=_("Recorded on the family’s page. Leave it open to rely on that."),
                required=required and not recorded,
                error_messages={"required": each.gap},
                max_length=LONG,
            )
            if recorded:
                continue
            self.fields[said_field(each.code)].help_text = ""
            if not required:
                self.fields[said_field(each.code)].help_text = _(
                    "Expected: write it, or say below why you go on without it."
                )
                label = _now("Or why you go on without it: %(label)s") % {"label": each.label}
                self.fields[f"why-{each.code}"] = _why(label, required=False)
        departures = picture.departures(self.recorded, at=at)
        typed = {each.code for each in self.minimums}
        # What is counted and not typed, and the times that have passed.
        self.departures = [
            one
            for one in departures
            if not (one.kind == "minimum" and one.code in typed | {"rationale", "history-viewed"})
        ]
        for one in self.departures:
            self.fields[why_field(one)] = _why(one.sentence, required=True)
        self.departure_fields = [why_field(one) for one in self.departures]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for each in self.minimums:
            why = f"why-{each.code}"
            if why in self.fields and not said.get(said_field(each.code)) and not said.get(why):
                self.add_error(
                    said_field(each.code),
                    _now("%(gap)s Write it, or say below why you go on without it.") % {"gap": each.gap},
                )
        level, route = said.get("level"), said.get("route")
        if level and route and route not in dict(choices("route", at=self.at, levels=int(level))):
            self.add_error("route", _("This route is not offered at that level of need"))
        return said

    @property
    def indicators(self) -> tuple[str, ...]:
        return tuple(code for name in self.guidance for code in self.cleaned_data.get(name, ()))

    @property
    def considered(self) -> dict[str, str]:
        found = {
            each.code: self.cleaned_data.get(said_field(each.code), "") or self.recorded.get(each.code, "")
            for each in self.minimums
        }
        return {code: text for code, text in found.items() if text.strip()}

    @property
    def deviations(self) -> dict[tuple[str, str], str]:
        """Why the decision goes on without what is expected, by kind and code; only for what is missing."""
        given = self.considered
        found = {
            ("minimum", each.code): self.cleaned_data.get(f"why-{each.code}", "")
            for each in self.minimums
            if each.code not in given
        }
        found |= {one.key: self.cleaned_data.get(why_field(one), "") for one in self.departures}
        return {key: text for key, text in found.items() if text.strip()}


def _why(label: Any, *, required: bool) -> TextAreaField:
    return TextAreaField(
        label=label,
        help_text=_("Say why you go on. It is shown on the case and counted.") if required else "",
        required=required,
        missing=_("Say why you go on"),
        max_length=LONG,
        gov={"rows": 2},
    )


class ProtectForm(GovForm):
    """One box and a button; who it is about only where there is more than one person."""

    rationale = TextAreaField(
        label=_("What is the danger, and what has been done?"),
        max_length=LONG,
        missing=_("Say what the danger is and what was done"),
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(people) > 1:
            self.fields["person"] = RadiosField(label=_("Who"), choices=people, initial=people[0][0])
            self.order_fields(["person"])
        self.only = people[0][0] if len(people) == 1 else ""

    @property
    def place(self) -> int:
        return int(self.cleaned_data.get("person") or self.only)
