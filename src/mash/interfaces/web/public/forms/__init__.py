"""The questions of the form, section by section, and whom each concerns."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mash.interfaces.web.public.forms.adults import (
    CapacityForm,
    ChildrenForm,
    NeedsForm,
    SourceOfRiskForm,
    WishesForm,
)
from mash.interfaces.web.public.forms.base import Facts, Section, SectionForm
from mash.interfaces.web.public.forms.concern import (
    BackgroundForm,
    ConcernForm,
    DashForm,
    LifeForm,
    OpennessForm,
    SafetyForm,
)
from mash.interfaces.web.public.forms.people import (
    AboutYouForm,
    IdentityForm,
    OtherForm,
    ProfessionalForm,
    WhereForm,
)
from mash.interfaces.web.public.forms.urgent import PersonForm, WorryForm, YouForm

__all__ = ["OPTIONAL", "SECTIONS", "URGENT", "Facts", "Section", "SectionForm", "section"]

_PERSON, _WORRY, _OTHERS, _YOU = _("The person"), _("The worry"), _("Others"), _("Openness and you")

URGENT = (
    Section(key="person", title=_("Who are you worried about?"), form=PersonForm),
    Section(key="worry", title=_("Your worry"), form=WorryForm),
    Section(key="you", title=_("About you"), form=YouForm),
)
OPTIONAL = (
    Section(key="identity", title=_("More about who they are"), form=IdentityForm, group=_PERSON),
    Section(key="where", title=_("Where they live and how to reach them"), form=WhereForm, group=_PERSON),
    Section(key="needs", title=_("Care and support"), form=NeedsForm, group=_PERSON, populations=("adults",)),
    Section(
        key="wishes", title=_("What the adult wants"), form=WishesForm, group=_PERSON, populations=("adults",)
    ),
    Section(
        key="capacity",
        title=_("Decisions they may not be able to take"),
        form=CapacityForm,
        group=_PERSON,
        populations=("adults",),
        many=True,
        one=_("Decision"),
    ),
    Section(key="concern", title=_("What kind of worry, when and where"), form=ConcernForm, group=_WORRY),
    Section(
        key="dash",
        title=_("Domestic abuse checklist"),
        form=DashForm,
        group=_WORRY,
        concerns=lambda facts: "domestic" in facts.types,
    ),
    Section(
        key="life",
        title=_("Their life and their own words"),
        form=LifeForm,
        group=_WORRY,
        populations=("children",),
    ),
    Section(
        key="background",
        title=_("What came before, and what should happen"),
        form=BackgroundForm,
        group=_WORRY,
    ),
    Section(key="safety", title=_("Safety, and what has been done"), form=SafetyForm, group=_WORRY),
    Section(
        key="others",
        title=_("Family, household and other people"),
        form=OtherForm,
        group=_OTHERS,
        many=True,
        one=_("Person"),
        hint=_("Add each parent, child and other person by themself."),
    ),
    Section(
        key="risk",
        title=_("Who may be causing the harm"),
        form=SourceOfRiskForm,
        group=_OTHERS,
        populations=("adults",),
        many=True,
        one=_("Person or organisation"),
    ),
    Section(
        key="household_children",
        title=_("Children in the household"),
        form=ChildrenForm,
        group=_OTHERS,
        populations=("adults",),
    ),
    Section(
        key="professionals",
        title=_("Professionals who know them"),
        form=ProfessionalForm,
        group=_OTHERS,
        many=True,
        one=_("Professional"),
    ),
    Section(
        key="openness",
        title=_("What they know and agree to"),
        form=OpennessForm,
        group=_YOU,
        concerns=lambda facts: facts.population == "children" or facts.professional,
    ),
    Section(key="about_you", title=_("More about you"), form=AboutYouForm, group=_YOU),
)
SECTIONS = {one.key: one for one in (*URGENT, *OPTIONAL)}


def section(key: str, facts: Facts) -> Section | None:
    """The section of that key, if it concerns this person."""
    found = SECTIONS.get(key)
    return found if found and found.shown(facts) else None
