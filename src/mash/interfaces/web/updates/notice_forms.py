"""What is asked of a notice from another area or team."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.matters.models import Subject
from mash.casework.updates.notices import CATEGORIES, ENQUIRY, Said
from mash.interfaces.web.components.forms import (
    YES_NO_NOT_KNOWN,
    ConfirmField,
    DateField,
    EmailField,
    GovForm,
    HiddenField,
    PhoneField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
)
from mash.registers.standards.queries import choices

LONG: Final = 5_000
BASIS: Final = {
    "s47-elsewhere": gettext_lazy("Why it was begun"),
    "placed-child": gettext_lazy("Where they are placed, and why"),
    "plan-moved": gettext_lazy("Category of the plan, and where they have moved"),
    "missing": gettext_lazy("Who is looked for, why, and what to do if they are found"),
    "placed-adult": gettext_lazy("Where they are placed, and their needs for care"),
}
CATEGORY: Final = {
    "placed-child": gettext_lazy("Legal status"),
    "plan-moved": gettext_lazy("How have they moved?"),
    "missing": gettext_lazy("Who is missing?"),
}
SINCE: Final = {
    "s47-elsewhere": gettext_lazy("When was it begun?"),
    "missing": gettext_lazy("Missing since"),
    "plan-moved": gettext_lazy("When did they move?"),
}
UNTIL: Final = {"missing": gettext_lazy("Looked for until"), "s47-elsewhere": gettext_lazy("Expected to end")}


class NoticeForm(GovForm):
    """One notice; what its kind does not ask is not there."""

    once = HiddenField(max_length=20, required=False)
    team = SelectField(
        label=gettext_lazy("Which team began it?"), missing=gettext_lazy("Choose which team began it")
    )
    sender = TextField(
        label=gettext_lazy("Authority or team that tells it"),
        max_length=200,
        missing=gettext_lazy("Enter the authority or team"),
    )
    sender_name = TextField(
        label=gettext_lazy("Social worker or contact there"), max_length=200, required=False
    )
    sender_phone = PhoneField(label=gettext_lazy("Their telephone number"), max_length=40, required=False)
    sender_email = EmailField(label=gettext_lazy("Their email address"), max_length=254, required=False)
    category = RadiosField(missing=gettext_lazy("Choose one of these"))
    since = DateField(label=gettext_lazy("Since when"), past=True, missing=gettext_lazy("Enter the day"))
    until = DateField(label=gettext_lazy("Expected to end"), required=False)
    basis = TextAreaField(max_length=LONG, missing=gettext_lazy("Say why, or what happened"), gov={"rows": 4})
    discussed_with = TextAreaField(
        label=gettext_lazy("Strategy discussion: when, and held with whom"),
        max_length=LONG,
        required=False,
        gov={"rows": 2},
    )
    review_on = DateField(label=gettext_lazy("Look at it again on"), required=False, future=True)

    def __init__(self, *args: Any, kind: str, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        fields = self.fields
        fields["basis"].label = BASIS.get(kind, _("Why, or what happened"))
        fields["since"].label = SINCE.get(kind, fields["since"].label)
        fields["until"].label = UNTIL.get(kind, fields["until"].label)
        if kind in CATEGORIES:
            fields["category"].label = CATEGORY[kind]
            self.offer("category", choices(CATEGORIES[kind], at=at))
        else:
            del fields["category"]
        if kind == ENQUIRY:
            self.offer("team", [("", _("Choose")), *choices("notice-team", at=at)])
            fields["sender_name"].label = _("The social worker")
            fields["sender_name"].required = True
            fields["sender_name"].error_messages["required"] = _("Enter who the social worker is")
        else:
            del fields["team"], fields["discussed_with"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        wrong = {"sender_phone", "sender_email"} & set(self.errors)
        if not wrong and not said.get("sender_phone") and not said.get("sender_email"):
            self.add_error("sender_phone", _("Enter a telephone number or an email address"))
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", _("It cannot end before it began"))
        return said

    def said(self) -> Said:
        typed = self.cleaned_data
        return Said(
            kind=self.kind,
            sender=typed["sender"],
            sender_name=typed["sender_name"],
            sender_phone=typed["sender_phone"],
            sender_email=typed["sender_email"],
            team=typed.get("team", ""),
            category=typed.get("category", ""),
            since=typed["since"],
            until=typed["until"],
            basis=typed["basis"],
            discussed_with=typed.get("discussed_with", ""),
            review_on=typed["review_on"],
        )


class InCaseForm(NoticeForm):
    """About somebody of a case. `subjects` are those of it, with their names."""

    who = RadiosField(label=gettext_lazy("About whom?"), missing=gettext_lazy("Choose whom it is about"))
    field_order = ("who",)

    def __init__(self, *args: Any, subjects: list[tuple[Subject, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("who", [(str(one.place), name) for one, name in subjects])


class NewForm(NoticeForm):
    """About somebody of whom no case is open."""

    danger = RadiosField(
        label=gettext_lazy("Is anybody in danger now?"),
        choices=YES_NO_NOT_KNOWN,
        missing=gettext_lazy("Choose whether anybody is in danger now"),
    )
    field_order = ("danger",)


class AcknowledgeForm(GovForm):
    how = TextField(
        label=gettext_lazy("Whom you told that it came, and how"),
        max_length=500,
        missing=gettext_lazy("Say whom you told, and how"),
    )
    noted = ConfirmField(
        label=gettext_lazy("Nothing else is to be decided here: the case that it made asks for no decision"),
        required=False,
    )
    reason = TextAreaField(
        label=gettext_lazy("Why nothing else is to be decided"),
        max_length=LONG,
        required=False,
        gov={"rows": 2},
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("noted") and "reason" not in self.errors and not said.get("reason", "").strip():
            self.add_error("reason", _("Say why nothing else is to be decided"))
        return said


class LookForm(GovForm):
    review_on = DateField(label=gettext_lazy("Look at it again on"), required=False, future=True)
    acted_on = DateField(label=gettext_lazy("The conference was held on"), required=False, past=True)


class EndForm(GovForm):
    on = DateField(label=gettext_lazy("When did it end?"), past=True, missing=gettext_lazy("Enter the day"))
    why = TextAreaField(
        label=gettext_lazy("How it ended, or where they are now"),
        max_length=LONG,
        missing=gettext_lazy("Say how it ended"),
        gov={"rows": 3},
    )
