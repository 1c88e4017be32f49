"""More about the worry."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from mash.interfaces.web.components.forms import CheckboxesField, ConfirmField, RadiosField, SelectField
from mash.interfaces.web.public.forms.base import Facts, SectionForm
from mash.interfaces.web.public.forms.people import _line, _lines, _yes_no


class ConcernForm(SectionForm):
    """What kind of harm, when, where, and how it is known."""

    types = CheckboxesField(label=_("What kind of worry is it?"), required=False)
    happened = _line(_("When did it happen?"), 500)
    place = _line(_("Where did it happen?"), 500)
    pattern = RadiosField(
        label=_("Did it happen once or more often?"),
        required=False,
        choices=[("once", _("Once")), ("ongoing", _("It goes on")), ("not_known", _("Not known"))],
    )
    source = CheckboxesField(
        label=_("How do you know?"),
        required=False,
        choices=[
            ("seen", _("I saw it")),
            ("heard", _("I heard it happen")),
            ("reported", _("Somebody told me")),
            ("opinion", _("It is my opinion")),
        ],
    )
    injuries = _lines(_("Injuries or other signs of harm"))
    harm = _lines(_("What harm has it done, and who else may be at risk?"))
    theme = _line(
        _("If it happened in a care service: what went wrong? For example medication or pressure care")
    )
    lists: ClassVar[Any] = {"types": "abuse-type-{population}"}

    def prepare(self, facts: Facts) -> None:
        if facts.population != "adults":
            self.leave_out("theme", "pattern")


class LifeForm(SectionForm):
    """The person's life and words."""

    daily_life = _lines(_("What is a day like for them?"))
    own_words = _lines(_("What have they said themself? Use their own words."))
    working_well = _lines(_("What is going well, and who helps?"))
    complicating = _lines(_("What makes it harder?"))
    elsewhere = _lines(_("Are there children of the family who live elsewhere?"), 1000)

    def prepare(self, facts: Facts) -> None:
        if facts.population != "children":
            self.leave_out("elsewhere")
        if facts.unborn:
            self.leave_out("daily_life", "own_words")


class BackgroundForm(SectionForm):
    """What came before, and what should happen."""

    previous = _lines(_("Earlier worries, and what was done"))
    own_involvement = _lines(_("What your organisation has done so far"))
    support_tried = _lines(_("Help that was tried, such as an early help assessment"))
    lead_professional = _line(_("The lead professional, if there is one"))
    outcome_wanted = _lines(_("What should happen now?"))
    level = RadiosField(label=_("In your view, which level of need is it?"), required=False)
    lists: ClassVar[Any] = {"level": "level-of-need"}

    def prepare(self, facts: Facts) -> None:
        if not facts.professional:
            self.leave_out("own_involvement", "lead_professional", "level")


class SafetyForm(SectionForm):
    """Safety of the person and of whoever visits; what has been done already."""

    worker_safety = _lines(
        _("What must a visitor know to be safe?"),
        1000,
        help_text=_(
            "Write it as an instruction, such as: go in pairs, there is a dog. Every visitor will read it."
        ),
    )
    harmer_contact = _yes_no(_("Can the person who may be causing harm reach them?"))
    police_reference = _line(_("Police or crime reference"))
    medical = _lines(_("Medical help that was given or is needed"), 1000)
    evidence = _lines(_("Evidence that was kept safe"), 1000)
    protection = _lines(_("What has been done to protect them?"), 2000)
    told_others = _lines(_("Who else has been told, such as the regulator or the commissioner?"), 1000)
    domestic_meeting = _line(_("Has the case been to a multi-agency meeting on domestic abuse (MARAC)?"))

    def prepare(self, facts: Facts) -> None:
        if facts.population != "adults":
            self.leave_out("told_others")
        if not facts.professional:
            self.leave_out("police_reference", "evidence", "told_others", "domestic_meeting")
        if "domestic" not in facts.types:
            self.leave_out("domestic_meeting")


class OpennessForm(SectionForm):
    """Three facts that are not one another: told, agreement to a service, and the lawful basis for sharing."""

    told = _yes_no(_("Have you told them that you are contacting us?"))
    told_who = _line(_("Who has been told, and what do they think?"), 1000)
    child_told = _yes_no(_("Does the child know?"))
    child_view = _line(_("What does the child think of it?"), 1000)
    not_told_reason = SelectField(label=_("If nobody was told: why not?"), required=False)
    agreement = RadiosField(
        label=_("Do they agree to have help from a service?"),
        required=False,
        choices=[
            ("yes", _("Yes")),
            ("no", _("No")),
            ("not-asked", _("They were not asked")),
            ("not_known", _("Not known")),
        ],
    )
    basis = SelectField(
        label=_("On which lawful basis do you share this with us?"),
        required=False,
        choices=[
            ("public-task", _("Public task: a safeguarding duty of my organisation")),
            ("legal-obligation", _("Legal obligation")),
            ("vital-interests", _("Vital interests: to protect someone's life")),
            ("legitimate-interests", _("Legitimate interests")),
            ("consent", _("Consent")),
            ("not-sure", _("I am not sure")),
        ],
    )
    keep_from = _lines(
        _("Is there anything that the family or others must not learn? What, from whom and why?"), 2000
    )
    lists: ClassVar[Any] = {"not_told_reason": "not-told-reason"}

    def prepare(self, facts: Facts) -> None:
        if facts.population != "children" or facts.unborn:
            self.leave_out("child_told", "child_view")
        if not facts.professional:
            self.leave_out("basis", "agreement")


DASH = (
    _("1. Injured this time"), _("2. Very frightened"), _("3. Fears more harm, or being killed"),
    _("4. Kept apart from family or friends"), _("5. Low, or thoughts of suicide"),
    _("6. Separated, or tried to, in the past year"), _("7. Conflict over contact with children"),
    _("8. Followed, watched or harassed"), _("9. Pregnant, or a baby in the past 18 months"),
    _("10. It happens more often"), _("11. It gets worse"), _("12. Controlling or very jealous"),
    _("13. A weapon or an object was used"), _("14. Threats to kill"),
    _("15. Choked, strangled or held under water"), _("16. Sexual harm"), _("17. Somebody else threatens too"),
    _("18. The person causing harm has hurt others"), _("19. Animals were harmed"), _("20. Trouble with money"),
    _("21. Drink, drugs or mental health of the person causing harm"),
    _("22. The person causing harm has threatened or tried suicide"), _("23. An order or bail was broken"),
    _("24. Known to the police"),
)  # fmt: skip


class DashForm(SectionForm):
    """The checklist on domestic abuse (DASH), by number and in short words of our own: its wording is licensed."""

    judgement = ConfirmField(
        label=_("In my professional judgement the risk is high, whatever the answers"), required=False
    )
    note = _lines(_("Anything that the answers do not say"), 2000)


# The items stand before the two questions that sum them up.
DashForm.base_fields = {
    **{f"item_{number}": _yes_no(text) for number, text in enumerate(DASH, 1)},
    **DashForm.base_fields,
}
