"""More about the person, about others, and about the professionals who know them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from mash.interfaces.web.components.forms import (
    YES_NO_NOT_KNOWN,
    ConfirmField,
    EmailField,
    NHSNumberField,
    PartialDateField,
    PhoneField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
)
from mash.interfaces.web.public.forms.base import Facts, SectionForm

SEX = [("female", _("Female")), ("male", _("Male")), ("other", _("Other")), ("not_known", _("Not known"))]


def _line(label: Any, length: int = 200, **kwargs: Any) -> TextField:
    return TextField(label=label, max_length=length, required=False, **kwargs)


def _lines(label: Any, length: int = 4000, **kwargs: Any) -> TextAreaField:
    return TextAreaField(label=label, max_length=length, required=False, gov={"rows": 3}, **kwargs)


def _yes_no(label: Any, **kwargs: Any) -> RadiosField:
    return RadiosField(label=label, choices=YES_NO_NOT_KNOWN, required=False, gov={"inline": True}, **kwargs)


class IdentityForm(SectionForm):
    """Who the person is, as far as it is known."""

    known_as = _line(_("Other names that they use"))
    expected = PartialDateField(label=_("When the baby is expected"), required=False)
    sex = RadiosField(label=_("Sex"), choices=SEX, required=False, gov={"inline": True})
    gender = _line(_("Gender, if it is different"))
    ethnicity = _line(_("Ethnicity"))
    religion = _line(_("Religion"))
    language = _line(_("First language"))
    interpreter = _line(_("Is an interpreter needed, and for whom?"))
    disability = _lines(_("Disability, health or communication needs"))
    nhs_number = NHSNumberField(label=_("NHS number"), required=False)
    upn = _line(_("Unique pupil number (UPN)"), 13)
    social_care_id = _line(_("Social care or police reference, if you have one"))

    def prepare(self, facts: Facts) -> None:
        if facts.population != "children":
            self.leave_out("upn", "expected")
        elif facts.unborn:
            self.leave_out("known_as", "gender", "religion", "language", "nhs_number", "upn")
        else:
            self.leave_out("expected")
        if not facts.professional:
            self.leave_out("upn", "social_care_id")


class WhereForm(SectionForm):
    """Where the person lives and is, and how to reach them safely."""

    lines = _lines(_("Address"), 500)
    postcode = _line(_("Postcode"), 10, gov={"width": 10})
    secret_address = ConfirmField(
        label=_("Keep this address secret: someone must not learn it"),
        required=False,
        help_text=_("We keep it apart. It stands in no letter, message or copy."),
    )
    location_now = _line(_("Where are they now, if not there?"), 500)
    phone = PhoneField(label=_("Telephone number"), required=False)
    email = EmailField(label=_("Email address"), required=False)
    safe_contact = _lines(_("How can they be reached safely?"), 500)
    gp = _line(_("GP surgery"))
    school = _line(_("School, nursery or college"))
    description = _lines(_("What do they look like?"), 1000)
    secret: ClassVar[frozenset[str]] = frozenset({"lines", "postcode"})

    def prepare(self, facts: Facts) -> None:
        if facts.population != "children" or facts.unborn:
            self.leave_out("school")
        if facts.unborn:
            self.leave_out("description", "phone", "email")


ROLES = [
    ("subject", _("Someone else you are worried about")),
    ("parent", _("A parent")),
    ("sibling", _("A brother or sister")),
    ("carer", _("A carer")),
    ("partner", _("A husband, wife or partner")),
    ("household", _("Someone who lives with them")),
    ("source-of-harm", _("Someone who may be causing the harm")),
    ("other", _("Someone else who matters")),
]


class OtherForm(SectionForm):
    """One more person: each parent by themself, with an address of their own."""

    role = RadiosField(label=_("Who is this?"), choices=ROLES, required=False)
    relationship = SelectField(
        label=_("How are they related to the person you are worried about?"), required=False
    )
    given_name = _line(_("First name"))
    family_name = _line(_("Last name"))
    born = PartialDateField(label=_("Date of birth"), required=False, past=True)
    age = _line(_("Age, if you do not know the date"), 60)
    expected = PartialDateField(label=_("If not born yet, when the baby is expected"), required=False)
    sex = RadiosField(label=_("Sex"), choices=SEX, required=False, gov={"inline": True})
    ethnicity = _line(_("Ethnicity"))
    parental_responsibility = _yes_no(_("Do they have parental responsibility?"))
    lives_with = _yes_no(_("Do they live with the person?"))
    lines = _lines(_("Their address, if it is another"), 500)
    postcode = _line(_("Postcode"), 10, gov={"width": 10})
    secret_address = ConfirmField(
        label=_("Keep this address secret: someone must not learn it"),
        required=False,
        help_text=_("We keep it apart. It stands in no letter, message or copy."),
    )
    phone = PhoneField(label=_("Telephone number"), required=False)
    safe_contact = _line(_("How can they be reached safely?"), 500)
    language = _line(_("First language"))
    nhs_number = NHSNumberField(label=_("NHS number"), required=False)
    school = _line(_("School or nursery, for a child"))
    gp = _line(_("GP surgery"))
    lists: ClassVar[Any] = {"relationship": "relationship"}
    secret: ClassVar[frozenset[str]] = frozenset({"lines", "postcode"})

    def prepare(self, facts: Facts) -> None:
        if facts.population != "children":
            self.leave_out("parental_responsibility", "expected")
        if not facts.professional:
            self.leave_out("nhs_number", "gp", "ethnicity")


class ProfessionalForm(SectionForm):
    """One professional who knows the family or the adult."""

    name = _line(_("Name"))
    role = _line(_("Job or role"))
    agency = _line(_("Organisation"))
    contact = _line(_("Telephone or email"))
    aware = _yes_no(_("Do they know that you are telling us?"))
    agreed = _yes_no(_("Have they agreed that we contact them?"))


class AboutYouForm(SectionForm):
    """More about who is telling us."""

    relationship = _line(_("Your connection to the person, in your own words"))
    address = _lines(_("Your address"), 500)
    on_behalf_of = _line(_("If you write for somebody else: for whom?"))
    spoke_to = _line(_("If you spoke to the hub already: to whom?"))
    telephoned = _yes_no(_("Have you reported this by telephone already?"))
    call_reference = _line(
        _("The reference that you were given on the telephone"),
        40,
        help_text=_("If you have one. What you write is then put with what you told us."),
    )
    may_be_named = ConfirmField(
        label=_("The family or the adult may be told that it was me who told you"), required=False
    )

    def prepare(self, facts: Facts) -> None:
        if facts.klass == "anonymous":
            self.leave_out("relationship", "address", "may_be_named", "on_behalf_of")
