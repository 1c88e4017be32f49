"""The forms of cleared people on a case."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mash.interfaces.web.cases.forms.common import LONG
from mash.interfaces.web.components.forms import (
    CheckboxesField,
    GovForm,
    HiddenField,
    RadiosField,
    TextAreaField,
)


class AnnexForm(GovForm):
    """What a decision rests on under seal. `decisions` and `items` are (key, words)."""

    decision = RadiosField(label=_("Which decision of yours?"), missing=_("Choose the decision"))
    items = CheckboxesField(
        label=_("Which sealed items does it rest on?"), missing=_("Choose at least one sealed item")
    )
    text = TextAreaField(
        label=_("What you made of them"), max_length=LONG, missing=_("Say what you made of them")
    )
    stands_without = RadiosField(
        label=_("Would the decision stand without them?"),
        choices=[("yes", _("Yes: what is open carries it")), ("no", _("No: it rests on what is sealed"))],
        missing=_("Say whether the decision would stand without them"),
    )
    originators_view = TextAreaField(
        label=_("What does the agency that supplied them think of this use?"),
        help_text=_("Ask them, and say whom you asked."),
        max_length=4000,
        gov={"rows": 3},
        missing=_("Say what the agency thinks of this use"),
    )
    gist = TextAreaField(
        label=_("The gist that may be shared"),
        help_text=_(
            "Words that the agency agrees may be said to people who are not cleared. You say them; nothing does so by itself."
        ),
        required=False,
        max_length=2000,
        gov={"rows": 3},
    )

    def __init__(
        self, *args: Any, decisions: list[tuple[str, str]], items: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("decision", decisions)
        self.offer("items", items)


class InstructionForm(GovForm):
    """An instruction for visitors, and the sealed item that it comes from. `items` are (public id, words)."""

    item = RadiosField(label=_("Which sealed item does it come from?"), missing=_("Choose the sealed item"))
    text = TextAreaField(
        label=_("What must a visitor do?"),
        help_text=_("Such as: visit in pairs, and only by appointment."),
        max_length=2000,
        gov={"rows": 3},
        missing=_("Write what a visitor must do"),
    )

    def __init__(self, *args: Any, items: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("item", items)


class MatchForm(GovForm):
    """What a custodian made of the hidden matches that were on the page; `shown` are their public ids."""

    shown = HiddenField(required=False)
    outcome = RadiosField(
        label=_("Does it matter to this case?"),
        choices=[
            ("nothing", _("No: it is somebody else, or nothing there matters here")),
            ("see-me", _("Yes: keep the case open, and ask whoever works on it to see me")),
        ],
        missing=_("Say whether it matters"),
    )
    said = TextAreaField(
        label=_("What did you look at, and what did you make of it?"),
        help_text=_("Only cleared people read this."),
        max_length=4000,
        gov={"rows": 3},
        missing=_("Say what you made of it"),
    )
