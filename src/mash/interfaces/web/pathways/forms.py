"""What is asked in the room `pathways`: a step's form is made of what its workflow says that it asks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.pathways import rules
from mash.casework.pathways.workflow import Ask, Kind, Move
from mash.foundation.kernel.time import LONDON
from mash.interfaces.web.components.forms import (
    DateField,
    GovForm,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    TimeField,
)
from mash.registers.standards.queries import choices, label

LINE: Final = 300
# More answers than these stand in a select.
FEW: Final = 8

type Choices = Sequence[tuple[str, Any]]


class StepForm(GovForm):
    """The answers that one move asks, by the names that its workflow gives them; a moment is a day and a time.

    `meetings` are the case's round tables. What is asked only beside another answer says so, and is refused where that
    answer is another: nothing that was typed is dropped.
    """

    def __init__(self, *args: Any, move: Move, at: datetime, meetings: Choices = (), **kwargs: Any) -> None:
        self.move, self.at = move, at
        self.asks = [one for one in move.asks if one.type != "meeting" or meetings]
        super().__init__(*args, **kwargs)
        for one in self.asks:
            self._add(one, meetings)

    def _add(self, ask: Ask, meetings: Choices) -> None:
        always = ask.required and not ask.when[0]
        common: dict[str, Any] = {
            "label": ask.label,
            "required": always,
            "help_text": self._only_where(ask),
        } | ({"missing": ask.missing} if always else {})
        made: dict[str, forms.Field] = {}
        match ask.type:
            case "choice" | "meeting":
                offered = choices(ask.codes, at=self.at) if ask.codes else list(meetings)
                if ask.codes and len(offered) <= FEW:
                    made[ask.name] = RadiosField(choices=offered, **common)
                else:
                    made[ask.name] = SelectField(choices=offered, **common)
            case "date":
                made[ask.name] = DateField(**common)
            case "moment":
                words = {"label": ask.label}
                made[f"{ask.name}_day"] = DateField(**common | {"label": _("%(label)s: day") % words})
                made[f"{ask.name}_time"] = TimeField(**common | {"label": _("%(label)s: time") % words})
            case "text":
                made[ask.name] = TextAreaField(max_length=rules.TEXT, **common)
            case _:
                made[ask.name] = TextField(max_length=LINE, **common)
        for name, field in made.items():
            if isinstance(field, DateField):
                field.today = self.at.astimezone(LONDON).date()
            if always:
                field.error_messages["required"] = str(ask.missing)
            self.fields[name] = field

    def _only_where(self, ask: Ask) -> str:
        name, values = ask.when
        other = next((one for one in self.move.asks if one.name == name), None)
        if other is None:
            return ""
        answers = " / ".join(label(other.codes, one, at=self.at) for one in values)
        return _("Only where “%(question)s” is answered: %(answers)s.") % {
            "question": other.label,
            "answers": answers,
        }

    @property
    def shown(self) -> list[tuple[str, bool]]:
        """Each field with whether it is said to be optional: not so what another answer may ask for."""
        asked = {one.name for one in self.asks if one.required}
        return [(name, name not in asked and not field.required) for name, field in self.fields.items()]

    def facts(self) -> dict[str, str]:
        """What was recorded, as a step keeps it."""
        said: dict[str, str] = {}
        for one in self.asks:
            if one.type == "moment":
                day, time = (self.cleaned_data.get(f"{one.name}_{part}") for part in ("day", "time"))
                said[one.name] = datetime.combine(day, time, LONDON).isoformat() if day and time else ""
            else:
                value = self.cleaned_data.get(one.name)
                said[one.name] = value.isoformat() if one.type == "date" and value else str(value or "")
        return said

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        said = self.facts()
        for name, sentence in rules.missing(self.move, said).items():
            at = name if name in self.fields else f"{name}_day"
            if at in self.fields and at not in self.errors and f"{name}_time" not in self.errors:
                self.add_error(at, sentence)
        for one in self.asks:
            if one.type == "moment" and said[one.name]:
                if datetime.fromisoformat(said[one.name]) > self.at:
                    self.add_error(f"{one.name}_day", _("It cannot have been later than now"))
            elif said[one.name] and not one.asked(said):
                self.add_error(one.name, _("Leave this empty, or change the answer that it hangs on"))
        return found


class BeginForm(GovForm):
    """Which pathway, and where it was begun: here, or elsewhere by whom and when."""

    kind = RadiosField(label=gettext_lazy("Which pathway?"), missing=gettext_lazy("Choose the pathway"))
    where = RadiosField(
        label=gettext_lazy("Where is it begun?"), missing=gettext_lazy("Choose where it is begun")
    )
    who = TextField(
        label=gettext_lazy("Who began it there"),
        help_text=gettext_lazy("Only where it was begun elsewhere: their name, post and team."),
        max_length=LINE,
        required=False,
    )
    day = DateField(
        label=gettext_lazy("Day on which it was begun there"),
        help_text=gettext_lazy("Only where it was begun elsewhere. Its times count from then."),
        required=False,
    )
    time = TimeField(label=gettext_lazy("Time at which it was begun there"), required=False)

    def __init__(
        self, *args: Any, kinds: Collection[Kind], refused: Mapping[str, str], at: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, today=at.astimezone(LONDON).date(), **kwargs)
        self.at = at
        self.offer("kind", [(one.key, one.title) for one in kinds])
        self.hint("kind", refused)
        self.offer("where", choices("pathway-begun-where", at=at))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        typed = {name: said.get(name) for name in ("who", "day", "time")}
        if said.get("where") == "hub":
            for name in (one for one, value in typed.items() if value):
                self.add_error(name, _("Leave this empty where it is begun here"))
        elif said.get("where"):
            needed = {
                "who": rules.where_elsewhere().sentence,
                "day": _("Enter the day on which it was begun"),
                "time": _("Enter the time at which it was begun"),
            }
            for name, sentence in needed.items():
                if not typed[name] and name not in self.errors:
                    self.add_error(name, sentence)
            began = self.began_at()
            if began is not None and began > self.at:
                self.add_error("day", rules.begun_later().sentence)
        return said

    def began_at(self) -> datetime | None:
        day, time = self.cleaned_data.get("day"), self.cleaned_data.get("time")
        return datetime.combine(day, time, LONDON) if day and time else None


class ConsiderForm(GovForm):
    outcome = RadiosField(
        label=gettext_lazy("What was made of them?"), missing=gettext_lazy("Say what was made of them")
    )
    reason = TextAreaField(label=gettext_lazy("Why"), max_length=rules.TEXT, missing=gettext_lazy("Say why"))

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("outcome", choices("pathway-considered", at=at))


class TakeBackForm(GovForm):
    reason = TextAreaField(
        label=gettext_lazy("Why it is taken back"),
        max_length=rules.TEXT,
        missing=gettext_lazy("Say why it is taken back"),
    )


class ListForm(GovForm):
    """What of a desk's pathways is shown."""

    kind = SelectField(label=gettext_lazy("Kind"), required=False)
    state = SelectField(label=gettext_lazy("Where it stands"), required=False)
    clock = SelectField(label=gettext_lazy("Clock"), required=False)

    def __init__(self, *args: Any, kinds: Choices, states: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("kind", [("", _("All")), *kinds])
        self.offer("state", [("", _("All")), *states])
        self.offer("clock", [("", _("All")), ("late", _("Late"))])
