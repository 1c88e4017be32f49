"""A question to a national register and its answer in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.cases.queries import Picture
from mash.casework.matters.models import Subject
from mash.casework.national import rules
from mash.casework.national.actions import PERMISSION
from mash.casework.national.models import Question
from mash.casework.national.rules import MatchSaid, Step
from mash.foundation.adapters.pds import is_on
from mash.foundation.kernel import Actor
from mash.interfaces.web.cases.presenters import name_of
from mash.interfaces.web.people.presenters import Line, beside, said_of
from mash.interfaces.web.people.words import names
from mash.registers.accounts.rules import may
from mash.registers.people.rules import Said
from mash.registers.standards.queries import label

_SENT: Final[dict[str, str | Promise]] = {
    "nhs_number": gettext_lazy("NHS number"),
    "family_name": gettext_lazy("Family name"),
    "given_name": gettext_lazy("First name"),
    "born": gettext_lazy("Date of birth"),
    "postcode": gettext_lazy("Postcode, where too many agree without it"),
}
_OUTCOMES: Final[dict[str, str | Promise]] = {
    "found": gettext_lazy("The register has one match."),
    "several": gettext_lazy(
        "The register has several matches. Nothing says that any of them is this person."
    ),
    "none": gettext_lazy("Nobody in the register agrees with what this record says."),
    "too-many": gettext_lazy(
        "Too many in the register agree, so that it names none of them. More about the person would tell them apart."
    ),
}
_STEPS: Final[dict[str, str | Promise]] = {
    Step.NUMBER: gettext_lazy("It was asked by the NHS number."),
    Step.DETAILS: gettext_lazy("It was asked by name and date of birth."),
    Step.NARROWED: gettext_lazy(
        "It was asked with the postcode as well. So asked, it leaves out everybody whose record is restricted."
    ),
    Step.FUZZY: gettext_lazy("It was asked for names that sound alike or are turned round."),
}


@dataclass(frozen=True, slots=True)
class MatchShown:
    """One match beside the record. `notes` are what must not be overlooked."""

    title: str
    notes: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class QuestionShown:
    ref: str
    state: str
    by: str
    at: datetime
    purpose: str
    words: tuple[str, ...]
    matches: tuple[MatchShown, ...]


def links(picture: Picture, by: Actor) -> list[tuple[str, str]]:
    """Where each subject is looked up, and their name; none where the hub or the seat does not ask the register."""
    if not is_on() or not may(by, PERMISSION):
        return []
    ref = picture.case.matter.ref
    return [
        (reverse("cases:pds", kwargs={"ref": ref, "place": one.place}), name_of(one))
        for one in picture.subjects
    ]


def sent(said: Said, at: datetime) -> list[dict[str, str]]:
    """What may leave the hub in the question, as rows of a summary list."""
    address = said.get("address") or {}
    told = said_of(said, at)
    values = {
        "nhs_number": told.get(_("NHS number"), ""),
        "family_name": said.get("family_name", ""),
        "given_name": said.get("given_name", "").partition(" ")[0],
        "born": told.get(_("Date of birth"), ""),
        "postcode": address.get("postcode", ""),
    }
    return [{"key": str(_SENT[one]), "value": values[one]} for one in rules.sends(said)]


def shown(question: Question, subject: Subject) -> QuestionShown:
    return QuestionShown(
        ref=question.public_id,
        state="accepted" if question.accepted_id else question.state,
        by=names([question.by])[question.by],
        at=question.at,
        purpose=label("pds-purpose", question.purpose, at=question.at),
        words=tuple(_words(question)),
        matches=tuple(
            _match(number, one, subject, question.at) for number, one in enumerate(question.matches, start=1)
        ),
    )


def _words(question: Question) -> list[str]:
    if question.state == "waiting":
        return [_("The register has not answered yet. An answer mostly takes some seconds.")]
    if question.state == "failed":
        return [
            _("The register did not answer (%(code)s). This says nothing about the person.")
            % {"code": question.reason or _("no reason given")}
        ]
    said = [str(_OUTCOMES[question.outcome]), str(_STEPS.get(question.step, ""))]
    if question.reason == "INVALIDATED_RESOURCE":
        said.append(_("This NHS number was withdrawn and nobody has it any more."))
    if question.accepted_id:
        said.append(_("It was accepted and is a record of this case now."))
    elif question.forgotten_at and question.outcome in {"found", "several"}:
        said.append(_("What it said is not kept any more, since nobody accepted it. Ask again to see it."))
    return [one for one in said if one]


def _match(number: int, match: MatchSaid, subject: Subject, at: datetime) -> MatchShown:
    said, score = match["said"], match["score"]
    title = _("Match %(n)d") % {"n": number}
    if score is not None:
        agrees = _("agrees exactly") if score == 1 else _("score %(score).2f of 1") % {"score": score}
        title = f"{title}: {agrees}"
    return MatchShown(
        title=title,
        notes=tuple(_notes(said)),
        lines=beside(said_of(subject.record.said, at), said_of(said, at)),
    )


def _notes(said: Said) -> list[str]:
    notes = []
    if said.get("whereabouts_withheld"):
        notes.append(
            _(
                "Restricted: the register tells nobody where this person is. Somebody may be looking for them: give no "
                "address of theirs away, from wherever we have it."
            )
        )
    if said.get("identifiers"):
        notes.append(
            _(
                "The NHS number that was asked for is not in use any more. The register answers with the number that "
                "has taken its place; both are kept."
            )
        )
    if said.get("died"):
        notes.append(_("The register says that this person has died."))
    return notes
