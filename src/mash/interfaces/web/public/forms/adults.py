"""What concerns adults alone: their wishes, decisions that they may not be able to take, needs, source of risk."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from mash.interfaces.web.components.forms import PartialDateField, RadiosField, SelectField
from mash.interfaces.web.public.forms.base import Facts, SectionForm
from mash.interfaces.web.public.forms.people import _line, _lines, _yes_no


class WishesForm(SectionForm):
    """Making safeguarding personal: what the adult knows, thinks and wants."""

    aware = _yes_no(_("Do they know that you are telling us?"))
    agrees = _yes_no(_("Do they agree that you tell us?"))
    ground = RadiosField(
        label=_("If they do not agree or were not asked: why do you tell us?"),
        required=False,
        choices=[
            ("vital-interest", _("Their life or health is in danger")),
            ("others-at-risk", _("Others are at risk")),
            ("public-interest", _("A crime may have been committed, or it is in the public interest")),
            ("coercion", _("Somebody may be forcing them to say no")),
            ("lacks-capacity", _("They may not be able to decide this")),
        ],
    )
    views = _lines(_("What do they say about it?"))
    outcomes = _lines(_("What would they like to happen?"))
    speaks_for = _line(_("Who could speak for them, such as an advocate, a relative or an attorney?"), 500)


class CapacityForm(SectionForm):
    """One decision that the adult may not be able to take. Capacity is of a decision, never of a person."""

    decision = _line(_("Which decision is it about?"), 500)
    doubt = _yes_no(_("Is there doubt that they can take it themself?"))
    assessed = RadiosField(
        label=_("Has somebody assessed it?"),
        required=False,
        choices=[
            ("done", _("Yes")),
            ("planned", _("It is planned")),
            ("no", _("No")),
            ("not_known", _("Not known")),
        ],
    )
    found = _lines(_("What was found, by whom and when?"), 2000)


class NeedsForm(SectionForm):
    """Care and support."""

    care_needs = _lines(_("What care and support do they need or have?"))
    primary_support_reason = SelectField(label=_("The main reason for their support"), required=False)
    lives_alone = _yes_no(_("Do they live alone?"))
    unable_to_protect = _lines(_("Why can they not protect themself?"))
    carer = _line(_("Who cares for them without pay?"), 500)
    next_of_kin = _line(_("Next of kin"), 500)
    communication = _line(_("How do they communicate best?"), 500)
    lists: ClassVar[Any] = {"primary_support_reason": "primary-support-reason"}

    def prepare(self, facts: Facts) -> None:
        if not facts.professional:
            self.leave_out("primary_support_reason")


class SourceOfRiskForm(SectionForm):
    """A person or an organisation that may be causing the harm."""

    kind = RadiosField(
        label=_("Is it a person or an organisation?"),
        required=False,
        choices=[
            ("person", _("A person")),
            ("organisation", _("An organisation")),
            ("not_known", _("Not known")),
        ],
    )
    given_name = _line(_("First name"))
    family_name = _line(_("Last name"))
    organisation = _line(_("The organisation, or where they work"))
    relationship = SelectField(label=_("How are they related to the adult?"), required=False)
    born = PartialDateField(label=_("Date of birth"), required=False, past=True)
    own_needs = _yes_no(_("Do they need care and support themself?"))
    trust = _yes_no(_("Are they in a position of trust, such as a paid carer?"))
    staff_role = _line(_("Their job, if they are"))
    told = _yes_no(_("Do they know of what is said about them?"))
    lists: ClassVar[Any] = {"relationship": "relationship"}


class ChildrenForm(SectionForm):
    """Children in the adult's household."""

    children = _yes_no(_("Do children live with the adult, or visit often?"))
    who = _lines(_("Their names and ages"), 1000)
    services_told = _yes_no(_("Have children's services been told?"))
