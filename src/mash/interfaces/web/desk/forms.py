"""What can be filtered, searched and given."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mash.interfaces.web.components.forms import (
    GovForm,
    NHSNumberField,
    PartialDateField,
    SelectField,
    TextField,
)

RATINGS = (
    ("", _("All ratings")),
    ("none", _("Not rated")),
    ("red", _("Red")),
    ("amber", _("Amber")),
    ("green", _("Green")),
    ("blue", _("Blue")),
)


class FilterForm(GovForm):
    """The filters of a list: the desk where the hub has several, and the rating."""

    desk = SelectField(label=_("Desk"), required=False)
    rating = SelectField(label=_("Rating"), choices=RATINGS, required=False)

    def __init__(self, *args: Any, desks: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(desks) > 1:
            self.offer("desk", desks)
        else:
            del self.fields["desk"]


class SearchForm(GovForm):
    """Any of these finds people; more of them finds fewer. `typed` is all in one line, and stands alone."""

    typed = TextField(
        label=_("Anything you know"),
        max_length=200,
        required=False,
        help_text=_(
            "Names, date of birth, postcode, NHS number or telephone, in any order. Spelling need not be right."
        ),
    )
    given = TextField(label=_("First name"), max_length=200, required=False)
    family = TextField(label=_("Last name"), max_length=200, required=False)
    born = PartialDateField(
        label=_("Date of birth"), required=False, help_text=_("What is known of it. A year alone is enough.")
    )
    nhs_number = NHSNumberField(label=_("NHS number"), required=False)
    postcode = TextField(label=_("Postcode"), max_length=10, required=False)
    house = TextField(label=_("House number or name"), max_length=200, required=False)

    @property
    def by_field(self) -> bool:
        """Whether anything was sent but the one line."""
        parts = ((name.partition("-")[0], value) for name, value in self.data.items())
        return any(value and name in self.fields and name != "typed" for name, value in parts)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.errors:
            return said
        born = said.get("born")
        whole = born is not None and born.exact is not None
        if said.get("typed"):
            return said
        if not any(
            (said.get("given"), said.get("family"), said.get("nhs_number"), said.get("postcode"), whole)
        ):
            raise ValidationError(
                _("Enter a name, an NHS number, a postcode with a house number, or a whole date of birth")
            )
        if whole and not any(said.get(name) for name in ("given", "family", "nhs_number", "postcode")):
            self.add_error("family", _("Enter a first or last name as well as the date of birth"))
        if (
            said.get("postcode")
            and not said.get("house")
            and not (said.get("given") or said.get("family") or said.get("nhs_number"))
        ):
            self.add_error("house", _("Enter the house number or name as well as the postcode"))
        return said


class AssignForm(GovForm):
    """Who gets a case."""

    worker = SelectField(label=_("Give to"), missing=_("Choose who gets the case"))

    def __init__(self, *args: Any, workers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("worker", [("", _("Choose")), *workers])
