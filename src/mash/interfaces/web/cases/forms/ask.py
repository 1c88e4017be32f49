"""Which agencies are asked about whom, on what ground, and which are not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from mash.casework.cases.queries import Picture
from mash.casework.sharing.models import Openness, Request
from mash.interfaces.web.cases.forms.common import LONG
from mash.interfaces.web.components.forms import (
    CheckboxesField,
    GovForm,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
)
from mash.interfaces.web.components.words import uk_date
from mash.interfaces.web.ground import GroundForm
from mash.registers.standards.queries import choices

GROUNDS = {"children": ("s47", "below-s47"), "adults": ("s42", "adult-below-s42")}


class AskForm(GroundForm):
    """Several agencies about several people, on one ground, with the openness that it relies on."""

    agencies = CheckboxesField(label=_("Agencies to ask"), missing=_("Choose at least one agency"))
    subjects = CheckboxesField(label=_("About whom"), missing=_("Choose at least one person"))
    ground = RadiosField(label=_("Ground"), missing=_("Choose the ground"))
    purpose = TextAreaField(
        label=_("Purpose"),
        help_text=_("Why these agencies are asked, in words that they can rely on."),
        max_length=LONG,
        missing=_("Give the purpose"),
    )
    question = TextAreaField(label=_("What you want to know"), max_length=LONG, required=False)
    openness = RadiosField(
        label=_("Does the family or the adult know?"),
        help_text=_("Below reasonable cause nothing leaves without an answer here."),
        required=False,
    )
    who = TextField(label=_("Who was told or agreed"), max_length=200, required=False)
    reason_code = SelectField(label=_("If they were not told, why not"), required=False)
    reason = TextAreaField(label=_("The reason in your own words"), max_length=LONG, required=False)

    field_order = (
        "agencies",
        "subjects",
        "ground",
        "purpose",
        "question",
        "openness",
        "who",
        "reason_code",
        "reason",
    )

    def __init__(
        self,
        *args: Any,
        picture: Picture,
        agencies: Iterable[tuple[str, str, str]],
        people: list[tuple[str, str]],
        at: datetime,
        **kwargs: Any,
    ) -> None:
        """`agencies` are (key, name, why suggested); suggested ones come first."""
        super().__init__(*args, **kwargs)
        ordered = sorted(agencies, key=lambda one: (not one[2], one[1]))
        self.offer("agencies", [(key, name) for key, name, _why in ordered])
        self.hint("agencies", {key: why for key, _name, why in ordered if why})
        self.offer("subjects", people)
        grounds = GROUNDS[picture.case.desk.population]
        self.offer("ground", [(key, _(text)) for key, text in Request.GROUNDS if key in grounds])
        recorded = [
            (
                f"recorded-{one.pk}",
                f"{_(one.get_basis_display())} ({one.who or one.by_name}, {uk_date(one.at)})",
            )
            for one in picture.openness
        ]
        self.offer(
            "openness",
            [
                *recorded,
                *((key, _(text)) for key, text in Openness.BASES),
            ],
        )
        self.offer(
            "reason_code",
            [
                ("", _("Choose")),
                *choices("not-told-reason", at=at),
            ],
        )
        self.offer_powers(picture.case.desk.population, at=at)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        basis = said.get("openness")
        if basis in {"told", "agreed"} and not said.get("who"):
            self.add_error("who", _("Say who was told or agreed"))
        if basis == "not-told" and not said.get("reason_code"):
            self.add_error("reason_code", _("Choose why they were not told"))
        if basis == "not-told" and not said.get("reason"):
            self.add_error("reason", _("Give the reason in your own words"))
        return said


class NotAskedForm(GovForm):
    """A decision not to tell an agency about some people, with its reason."""

    agency = SelectField(label=_("Agency"), missing=_("Choose the agency"))
    subjects = CheckboxesField(label=_("About whom"), missing=_("Choose at least one person"))
    ground = RadiosField(
        label=_("What it would have been for"), missing=_("Choose what it would have been for")
    )
    reason = TextAreaField(
        label=_("Why it is not shared"),
        help_text=_("Such as: more detrimental to the child than sharing."),
        max_length=LONG,
        missing=_("Say why it is not shared"),
        gov={"rows": 4},
    )

    def __init__(
        self,
        *args: Any,
        population: str,
        agencies: list[tuple[str, str]],
        people: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("agency", [("", _("Choose")), *agencies])
        self.offer("subjects", people)
        self.offer("ground", [(key, _(text)) for key, text in Request.GROUNDS if key in GROUNDS[population]])
