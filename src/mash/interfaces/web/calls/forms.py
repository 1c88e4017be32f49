"""What is typed while a call goes on, and how it ends."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.calls.rules import Caller, Heard, PersonHeard
from mash.foundation.kernel.ids import read_reference
from mash.interfaces.web.components.forms import (
    YES_NO_NOT_KNOWN,
    ConfirmField,
    EmailField,
    GovForm,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
)
from mash.interfaces.web.consultations.forms import LONG, PersonForm
from mash.registers.standards.queries import choices

PEOPLE: Final = 4
NOTES: Final = 50_000
"""Characters; an hour's call of a fast typist has some 25,000."""
_PERSON = re.compile(r"^person[1-9]-[a-z_]+(-(day|month|year))?$")
CALLER = ("klass", "source", "name", "role", "agency", "relationship", "phone", "email", "safe", "how")


class LiveForm(GovForm):
    """The call itself: who calls, the free notes, and what must be asked. Nothing of it is required: it is a note."""

    klass = RadiosField(
        label=gettext_lazy("Who calls?"),
        choices=[
            ("professional", gettext_lazy("A professional")),
            ("public", gettext_lazy("A member of the public")),
            ("anonymous", gettext_lazy("Does not say who they are")),
        ],
        required=False,
    )
    name = TextField(label=gettext_lazy("Their name"), max_length=200, required=False)
    role = TextField(label=gettext_lazy("Their role"), max_length=200, required=False)
    agency = TextField(
        label=gettext_lazy("Their school, practice or service"), max_length=200, required=False
    )
    relationship = TextField(
        label=gettext_lazy("Their connection to the person"), max_length=200, required=False
    )
    source = SelectField(label=gettext_lazy("Class of caller in the figures"), required=False)
    phone = TextField(
        label=gettext_lazy("Number to call back"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("First of all: the line may drop."),
        gov={"type": "tel", "inputmode": "tel", "width": 20},
    )
    withheld = ConfirmField(label=gettext_lazy("They give no number"), required=False)
    safe = RadiosField(
        label=gettext_lazy("Is it safe to call back?"), choices=YES_NO_NOT_KNOWN, required=False
    )
    how = TextField(label=gettext_lazy("What to mind when calling back"), max_length=400, required=False)
    email = EmailField(label=gettext_lazy("Email address"), required=False)
    danger_now = RadiosField(
        label=gettext_lazy("Is anybody in danger now?"), choices=YES_NO_NOT_KNOWN, required=False
    )
    children = RadiosField(
        label=gettext_lazy("Are children present?"), choices=YES_NO_NOT_KNOWN, required=False
    )
    place = TextField(label=gettext_lazy("Where are they now?"), max_length=500, required=False)
    notes = TextAreaField(
        label=gettext_lazy("Notes"),
        help_text=gettext_lazy("As you hear it. Saved as you type; nothing that was saved is lost."),
        max_length=NOTES,
        required=False,
        gov={"rows": 16, "threshold": 90},
    )
    look = TextField(
        label=gettext_lazy("Who may be meant?"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "Names, date of birth, postcode, NHS number or telephone, in any order. Who is entered below is looked for too."
        ),
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("source", [("", _("Not chosen")), *choices("source-of-referral", at=at)])


@dataclass(frozen=True, slots=True)
class Page:
    """The forms of one call over what was typed, and what could be read of it."""

    live: LiveForm
    people: list[PersonForm]
    heard: Heard

    @property
    def forms(self) -> list[GovForm]:
        return [self.live, *self.people]


def typed_of(post: QueryDict) -> dict[str, str]:
    """Every input of the page as it was typed; unknown ones are left out, and what PostgreSQL cannot hold."""
    known = set(LiveForm.base_fields) - {"notes"}
    return {
        name: storable(str(value)) for name, value in post.items() if name in known or _PERSON.match(name)
    }


def storable(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def read(typed: Mapping[str, str], notes: str, *, at: datetime) -> Page:
    """The forms, bound to what was typed, and what could be read of it; what could not is kept with its label."""
    live = LiveForm({**typed, "notes": notes}, at=at)
    people = [PersonForm(typed, prefix=f"person{n}", today=at.date()) for n in range(1, PEOPLE + 1)]
    for form in (live, *people):
        form.full_clean()
    said = live.cleaned_data
    unread = [
        (str(form.fields[name].label), what)
        for form in (live, *people)
        for name in form.errors
        if name in form.fields and name != "notes" and (what := as_typed(form, name))
    ]
    caller: dict[str, object] = {name: said[name] for name in CALLER if said.get(name)}
    if said.get("withheld"):
        caller["withheld"] = True
    heard = [one for form in people if (one := form.heard())]
    return Page(
        live,
        people,
        Heard(
            notes=notes,
            typed=dict(typed),
            caller=cast("Caller", caller),
            people=[PersonHeard(role=one.role, said=one.said) for one in heard],
            unread=unread,
            danger_now=said.get("danger_now", ""),
            children=said.get("children", ""),
            place=said.get("place", ""),
        ),
    )


def as_typed(form: GovForm, name: str) -> str:
    """What stands in the inputs of one field, the parts of a date in one line."""
    prefix = form.add_prefix(name)
    parts = [str(form.data.get(f"{prefix}-{part}", "")) for part in ("day", "month", "year")]
    return str(form.data.get(prefix, "")) or " ".join(filter(None, parts))


class EndForm(GovForm):
    """What becomes of the call. For a contact nothing more is needed; of which nothing comes, it is said why."""

    became = RadiosField(
        label=gettext_lazy("What becomes of it?"), missing=gettext_lazy("Choose what becomes of the call")
    )
    written = ConfirmField(
        label=gettext_lazy("I asked them to confirm in writing, and gave them the reference"), required=False
    )
    reason = TextAreaField(
        label=gettext_lazy("Why nothing more comes of it"), max_length=LONG, required=False, gov={"rows": 3}
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "became",
            [
                ("contact", _("A contact, from everything above")),
                ("advice", _("Advice only: it is written down on the next page")),
                *choices("call-outcome", at=at, made=False),
            ],
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("became") not in {None, "contact", "advice"} and not said.get("reason", "").strip():
            self.add_error("reason", _("Say why nothing more comes of this call"))
        return said


class AttemptForm(GovForm):
    """An attempt to call back."""

    said = TextField(
        label=gettext_lazy("What happened when you called back"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Such as engaged, or a voicemail on which you left nothing."),
    )


class WrittenForm(GovForm):
    """Which contact is what the caller was to write."""

    contact = TextField(
        label=gettext_lazy("Reference of what they wrote"),
        max_length=40,
        missing=gettext_lazy("Enter the reference of what they wrote"),
    )

    @property
    def reference(self) -> str:
        return read_reference(self.cleaned_data["contact"])


class GiveUpForm(GovForm):
    why = TextAreaField(
        label=gettext_lazy("Why it is not waited for any more"),
        max_length=LONG,
        missing=gettext_lazy("Say why it is not waited for any more"),
        gov={"rows": 3},
    )
