"""The forms of the administrator's pages."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mash.interfaces.web.components.forms import EmailField, GovForm, PhoneField, SelectField, TextField
from mash.registers.accounts.models import User
from mash.registers.accounts.roles import ROLES
from mash.registers.agencies.models import Agency, Desk, Hub


class InviteForm(GovForm):
    """Somebody new."""

    name = TextField(label=_("Full name"), max_length=200, missing=_("Enter their name"))
    email = EmailField(label=_("E-mail address"), missing=_("Enter their e-mail address"))
    phone = PhoneField(label=_("Telephone"), required=False)
    registration = TextField(
        label=_("Social Work England number"),
        max_length=40,
        required=False,
        help_text=_("Of registered social workers: section 17 and 47 decisions need it."),
    )

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email__iexact=email).exists():
            raise ValidationError(_("Somebody with this address has an account already"))
        return email


class SeatForm(GovForm):
    """A role and its place."""

    role = SelectField(label=_("Role"), missing=_("Choose a role"))
    hub = SelectField(label=_("Hub"), required=False)
    desk = SelectField(label=_("Desk"), required=False)
    agency = SelectField(label=_("Agency or employer"), required=False)
    job_title = TextField(label=_("Job title"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = ("", _("None"))
        choices: dict[str, list[tuple[str, Any]]] = {
            "hub": [none, *Hub.objects.values_list("key", "name")],
            "desk": [none, *Desk.objects.values_list("key", "name")],
            "agency": [none, *Agency.objects.values_list("key", "name")],
        }
        choices["role"] = [("", _("Choose")), *((one.key, one.title) for one in ROLES.values())]
        for name, given in choices.items():
            self.offer(name, given)

    def place(self) -> dict[str, Any]:
        """What `give_seat` takes beside who, by whom and when."""
        said = self.cleaned_data
        return {
            "role": said["role"],
            "hub": Hub.objects.filter(key=said["hub"]).first(),
            "desk": Desk.objects.select_related("hub").filter(key=said["desk"]).first(),
            "agency": Agency.objects.filter(key=said["agency"]).first(),
            "job_title": said["job_title"],
        }


class TokenForm(GovForm):
    """A token for a machine."""

    name = TextField(label=_("What the token is for"), max_length=100, missing=_("Say what the token is for"))
