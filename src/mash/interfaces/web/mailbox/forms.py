"""What is asked in the room `mailbox`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mash.interfaces.web.components.forms import GovForm, RadiosField, TextAreaField


class JudgeForm(GovForm):
    """What a message is that a machine could not settle."""

    verdict = RadiosField(
        label=_("What do you make of it?"),
        choices=[
            ("contact", _("Make it a contact")),
            ("not-for-us", _("It is not for us")),
            ("misdirected", _("It was sent to us by mistake")),
        ],
        hints={
            "contact": _("It goes on the worklist. Its clock runs from when it came. Nothing is sent back."),
            "not-for-us": _("Such as an advertisement. What it says is deleted after 28 days."),
            "misdirected": _("Somebody else should have it. Tell them or the sender yourself."),
        },
        missing=_("Choose what you make of it"),
    )
    rationale = TextAreaField(label=_("Why"), max_length=2_000, missing=_("Say why"))
