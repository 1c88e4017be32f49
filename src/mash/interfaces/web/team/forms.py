"""What is asked in the room `team`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.foundation.kernel.time import LONDON
from mash.interfaces.web.components.forms import DateField, GovForm, SelectField, TextField, TimeField
from mash.registers.team.rules import Told

Choices = list[tuple[str, Any]]


class CompetenceForm(GovForm):
    """Something that somebody is able to do, and what shows it."""

    code = SelectField(label=gettext_lazy("Competence"), missing=gettext_lazy("Choose a competence"))
    evidence = TextField(
        label=gettext_lazy("What shows it"),
        help_text=gettext_lazy("Such as: Level 3 course, passed; two years on the exploitation team"),
        max_length=500,
        missing=gettext_lazy("Say what shows it"),
    )
    source = TextField(
        label=gettext_lazy("From whom"),
        help_text=gettext_lazy("Who gave the course or has seen the practice"),
        max_length=200,
        missing=gettext_lazy("Say from whom the evidence is"),
    )
    from_day = DateField(label=gettext_lazy("From"), missing=gettext_lazy("Enter the first day"))
    until_day = DateField(label=gettext_lazy("Expires after"), required=False)

    def __init__(self, *args: Any, codes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("code", [("", _("Choose")), *codes])

    def said(self) -> Told:
        """Once it is valid."""
        said = self.cleaned_data
        return Told(said["code"], said["evidence"], said["source"], said["from_day"], said["until_day"])


class RefuseForm(GovForm):
    why = TextField(
        label=gettext_lazy("Why it is not approved"),
        max_length=500,
        missing=gettext_lazy("Say why it is not approved"),
    )


class AbsenceForm(GovForm):
    from_day = DateField(label=gettext_lazy("First day away"), missing=gettext_lazy("Enter the first day"))
    until_day = DateField(label=gettext_lazy("Last day away"), missing=gettext_lazy("Enter the last day"))
    cover = SelectField(label=gettext_lazy("Who covers"), required=False)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("cover", [("", _("Nobody yet")), *people])


class DutyForm(GovForm):
    """Who is on duty on one day, from which hour to which; one that ends before it begins ends the day after."""

    user = SelectField(label=gettext_lazy("Who"), missing=gettext_lazy("Choose who is on duty"))
    role = SelectField(label=gettext_lazy("Duty"), missing=gettext_lazy("Choose a duty"))
    day = DateField(label=gettext_lazy("Day"), missing=gettext_lazy("Enter the day"))
    starts = TimeField(label=gettext_lazy("From"), missing=gettext_lazy("Enter when it begins"))
    until = TimeField(label=gettext_lazy("Until"), missing=gettext_lazy("Enter when it ends"))

    def __init__(self, *args: Any, people: Choices, roles: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("user", [("", _("Choose")), *people])
        self.offer("role", [("", _("Choose")), *roles])

    def span(self) -> tuple[datetime, datetime]:
        """When it begins and ends, once it is valid."""
        said = self.cleaned_data
        begins = datetime.combine(said["day"], said["starts"], LONDON)
        later = said["until"] <= said["starts"]
        ends = datetime.combine(said["day"] + timedelta(days=int(later)), said["until"], LONDON)
        return begins, ends


def put(form: GovForm, code: str, sentence: str) -> bool:
    """Put a refusal's sentence at the field that its code ends in; whether there is such a field."""
    name = code.rsplit(":", 1)[-1]
    if f"{name}_day" in form.fields:
        name = f"{name}_day"
    if name not in form.fields:
        return False
    form.add_error(name, sentence)
    return True
