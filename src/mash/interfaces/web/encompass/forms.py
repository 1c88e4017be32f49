"""What is asked of whoever tells a school, or decides that it is not told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from mash.casework.encompass.models import Notice
from mash.interfaces.web.components.forms import (
    CheckboxesField,
    ConfirmField,
    GovForm,
    RadiosField,
    SelectField,
    TextField,
)


class SendForm(GovForm):
    """Which school, what may help the child today, and that nobody who would read it is involved."""

    school = SelectField(
        label=_("School or nursery"), missing=_("Choose the school, or say why it is not told")
    )
    helps = CheckboxesField(
        label=_("What may help the child at school today"),
        help_text=_("The school reads these words and nothing else of what happened."),
        required=False,
    )
    confirmed = ConfirmField(
        label=_(
            "I have checked: nobody at the school who would read it is in the incident, or close to somebody who is"
        ),
        missing=_("Confirm it, or do not send it"),
    )

    def __init__(
        self,
        *args: Any,
        schools: Sequence[tuple[str, str]],
        helps: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("school", [("", _("Choose")), *schools])
        self.offer("helps", helps)


class NotSendForm(GovForm):
    """Why the school is not told."""

    reason = RadiosField(
        label=_("Why is the school not told?"), missing=_("Select why the school is not told")
    )
    note = TextField(label=_("In words, for the hub alone"), max_length=500, required=False)

    def __init__(self, *args: Any, reasons: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("reason", reasons)


class CallForm(GovForm):
    """What a telephone call to the school came to."""

    call = RadiosField(
        label=_("What did the call to the school come to?"),
        choices=Notice.CALLS,
        missing=_("Select what the call came to"),
    )


class ProposeForm(GovForm):
    """For which child of a case a notice is to be proposed."""

    child = RadiosField(label=_("Which child?"), missing=_("Select the child"))

    def __init__(self, *args: Any, children: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("child", children)
