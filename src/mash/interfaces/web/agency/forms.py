"""The answer about one person: a form for the person and one for each item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mash.casework.sharing.models import Request
from mash.casework.sharing.queries import population_of
from mash.casework.sharing.rules import LATER, MARKED, SEALED, AnswerSaid, ItemSaid
from mash.foundation.kernel.time import LONDON
from mash.interfaces.web.agency.answer_forms import AnswerForm, category_label
from mash.interfaces.web.components.forms import (
    DateField,
    GovForm,
    PartialDateField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
)
from mash.interfaces.web.components.values import PartialDate
from mash.interfaces.web.marks import MARK_LISTS
from mash.registers.standards.queries import choices

NOT_KNOWN_DATE = "not known"
MAX_ITEMS = 100
HANDLING: list[tuple[str, str | Promise]] = [
    ("case-agencies", _("The agencies in this case")),
    ("ask-originator", _("The hub, who ask us before any further use")),
    (SEALED, _("Sealed: nobody else may even know that it exists")),
]


GRADES = ("source_grade", "information_grade")


class PersonForm(GovForm):
    """What the agency says of one person, without the items."""

    held = RadiosField(
        label=_("Do you hold anything about this person?"),
        choices=[
            ("nothing-held", _("No: we searched and hold nothing")),
            ("held", _("Yes: we hold something, and the detail will follow")),
            ("disclosed", _("Yes: we hold something and disclose it")),
            ("withheld", _("Yes: we hold something and withhold it")),
            (LATER, _("No open answer yet")),
        ],
        hints={
            LATER: _(
                "The hub sees that your answer is still awaited. Choose this too when all that you hold must be sealed."
            ),
            "held": _("The hub learns now that you know the person. Send the detail later as a correction."),
            "disclosed": _("Add each piece of information as an item below."),
        },
        missing=_("Say whether you hold anything"),
    )
    withheld_code = SelectField(label=_("Why do you withhold it?"), required=False)
    withheld_reason = TextAreaField(
        label=_("Explain the reason"),
        required=False,
        max_length=4000,
        gov={"rows": 3},
        help_text=_("The decision maker reads this. Do not write what you withhold."),
    )
    systems_searched = TextField(
        label=_("Which systems did you search?"),
        max_length=500,
        missing=_("Say which systems you searched"),
    )
    identity_confidence = RadiosField(
        label=_("How sure are you that your records are about this person?"),
        choices=[
            ("certain", _("Certain: name, date of birth and one more agree")),
            ("probable", _("Probable")),
            ("unsure", _("Unsure, or nothing was found")),
        ],
        missing=_("Say how sure you are that it is the same person"),
    )
    strengths = TextAreaField(
        label=_("Strengths: what is going well, and who helps"), required=False, max_length=4000
    )
    worries = TextAreaField(label=_("Worries: your agency's own view"), required=False, max_length=4000)
    level_suggested = RadiosField(label=_("Level of need that your agency suggests"), required=False)

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        asked: Request,
        form: AnswerForm,
        at: datetime,
        items: int = 0,
        sealed: int = 0,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        population = population_of(asked)
        # `items` are those written, `sealed` those of them that are under seal.
        self.items, self.sealed = items - sealed, sealed
        if data is not None and data.get("held") == LATER and not items:
            self.fields["systems_searched"].required = self.fields["identity_confidence"].required = False
        self.offer(
            "withheld_code",
            [
                ("", _("Choose")),
                *choices("withhold-reason", at=at, populations=population),
            ],
        )
        self.offer(
            "level_suggested",
            [
                *choices("level-of-need", at=at, populations=population),
                ("", _("No view")),
            ],
        )
        self.fields["systems_searched"].help_text = _("Such as: %(systems)s") % {"systems": form.systems}

    def clean(self) -> dict[str, object]:
        """What depends on the choice made: a reason for withholding, items for disclosing."""
        said = dict(super().clean() or self.cleaned_data)
        held = said.get("held")
        if held == "withheld":
            if "withheld_code" in said and not said["withheld_code"]:
                self.add_error("withheld_code", _("Choose the reason for withholding"))
            if "withheld_reason" in said and not str(said["withheld_reason"]).strip():
                self.add_error("withheld_reason", _("Explain the reason for withholding"))
        if held == "nothing-held" and self.sealed:
            self.add_error(
                "held",
                _("You seal something about this person: choose “No open answer yet”, or say what you hold"),
            )
        elif held == "disclosed" and self.sealed and not self.items:
            self.add_error(
                "held",
                _(
                    "All that you disclose is sealed: choose “No open answer yet”, or say openly what you hold"
                ),
            )
        elif held == "disclosed" and not self.items:
            self.add_error(
                "held", _("Add at least one item below, or say that what you hold is withheld or to follow")
            )
        if held and held != "disclosed" and self.items:
            self.add_error(
                "held", _("You have written items below. Say that you disclose them, or remove them")
            )
        return said


class ItemForm(GovForm):
    """One piece of information: typed, dated, and with what may be done with it."""

    kind = RadiosField(
        label=_("What is it?"),
        choices=[
            ("fact", _("Fact: seen, recorded or confirmed")),
            ("opinion", _("Opinion: a professional's judgement")),
            ("intelligence", _("Intelligence: not confirmed")),
        ],
        missing=_("Say whether it is fact, opinion or intelligence"),
        gov={"small": True},
    )
    category = SelectField(label=_("Category"), missing=_("Choose a category"))
    happened_on = PartialDateField(
        label=_("When did it happen?"),
        help_text=_("As much of the date as you know. A year alone is enough."),
        missing=_("Enter when it happened, or select “Not known”"),
        past=True,
    )
    text = TextAreaField(
        label=_("Information"), max_length=5000, missing=_("Write the information"), gov={"rows": 4}
    )
    regime = SelectField(
        label=_("Under which law do you hold it?"), missing=_("Choose the law under which you hold it")
    )
    standing = SelectField(label=_("What is the person in it?"), missing=_("Choose what the person is in it"))
    source_grade = SelectField(label=_("Grading of the source"), required=False)
    information_grade = SelectField(label=_("Grading of the information"), required=False)
    kept_until = DateField(
        label=_("Until when do you keep it?"),
        help_text=_("The date of your next review or deletion, if there is one."),
        required=False,
        future=True,
    )
    handling = RadiosField(
        label=_("Who may see it?"),
        choices=HANDLING,
        missing=_("Say who may see it"),
        gov={"small": True},
    )
    sealed_reason = TextAreaField(
        label=_("Why may nobody else know of it?"),
        help_text=_("Such as a source in danger, or an operation under way. The cleared people read this."),
        required=False,
        max_length=2000,
        gov={"rows": 2},
    )
    family_may_know = RadiosField(
        label=_("May the family or the adult know of it?"),
        choices=[
            ("yes", _("Yes")),
            ("no", _("No")),
            ("ask", _("Ask us first")),
        ],
        missing=_("Say whether the family may know"),
        gov={"small": True},
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        form: AnswerForm,
        chosen: str = "",
        prefix: str,
        at: datetime,
        cleared: Sequence[str] = (),
        initial: Mapping[str, object] | None = None,
    ) -> None:
        """`cleared` names the people of the hub who would see it under seal."""
        super().__init__(data, today=today_of(at), prefix=prefix, initial=initial)
        self.cleared = cleared
        self.hint(
            "handling",
            {
                SEALED: _(
                    "Seen by your agency and: %(people)s. Everybody else at the hub sees your answer without it."
                )
                % {"people": ", ".join(cleared)}
                if cleared
                else _("Nobody at this hub is cleared for sealed material now: telephone the hub instead.")
            },
        )
        offered = form.choices
        if chosen and chosen not in dict(offered):
            # An item said under an older form keeps its category when it is corrected.
            offered = [*offered, (chosen, category_label(chosen))]
        self.offer("category", [("", _("Choose")), *offered])
        for name in MARKED:
            if not form.marks:
                del self.fields[name]
            elif name in MARK_LISTS:
                self.offer(
                    name,
                    [
                        ("", _("Choose")),
                        *choices(MARK_LISTS[name], at=at),
                    ],
                )

    @property
    def marks(self) -> list[str]:
        """The fields that only the police's items have."""
        return [name for name in MARKED if name in self.fields]

    def clean(self) -> dict[str, object]:
        """A seal has its reason, and somebody who sees beneath it; intelligence has its grading."""
        said = dict(super().clean() or self.cleaned_data)
        if said.get("kind") == "intelligence":
            for name in GRADES:
                if said.get(name) == "":
                    self.add_error(name, _("Intelligence needs its grading"))
        if said.get("handling") == SEALED:
            if not self.cleared:
                self.add_error(
                    "handling", _("Nobody at this hub is cleared for sealed material: telephone the hub")
                )
            if "sealed_reason" in said and not str(said["sealed_reason"]).strip():
                self.add_error("sealed_reason", _("Say why nobody else may know of it"))
        return said


def today_of(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def date_kept(found: PartialDate) -> str:
    """A partial date as an item keeps it: `2015-06-01`, `2015-06`, `2015`, or `not known`."""
    return found.iso or NOT_KNOWN_DATE


def date_words(kept: str) -> str:
    """What an item keeps, in words; anything else as it was written."""
    if kept == NOT_KNOWN_DATE:
        return str(_("Date not known"))
    try:
        return str(PartialDate.from_iso(kept))
    except (ValueError, TypeError):
        return kept


def said_of(subject: int, person: PersonForm, items: list[ItemForm]) -> AnswerSaid:
    """The valid forms of one person as the action takes them; `subject` is the RequestSubject's number."""
    said = person.cleaned_data
    withheld = said["held"] == "withheld"
    level = str(said["level_suggested"])
    return AnswerSaid(
        subject=subject,
        held=said["held"],
        systems_searched=said["systems_searched"],
        identity_confidence=said["identity_confidence"],
        withheld_code=said["withheld_code"] if withheld else "",
        withheld_reason=said["withheld_reason"] if withheld else "",
        strengths=said["strengths"],
        worries=said["worries"],
        level_suggested=int(level) if level.isdigit() else None,
        items=tuple(
            ItemSaid(
                kind=one.cleaned_data["kind"],
                category=one.cleaned_data["category"],
                happened_on=date_kept(one.cleaned_data["happened_on"]),
                text=one.cleaned_data["text"],
                handling=one.cleaned_data["handling"],
                family_may_know=one.cleaned_data["family_may_know"],
                sealed_reason=one.cleaned_data["sealed_reason"]
                if one.cleaned_data["handling"] == SEALED
                else "",
                **{name: one.cleaned_data[name] for name in MARKED if name in one.cleaned_data},
            )
            for one in items
        ),
    )
