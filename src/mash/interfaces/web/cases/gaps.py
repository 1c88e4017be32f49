"""What is still missing on a case, each with the page that closes it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from mash.casework.cases.queries import Picture
from mash.casework.matters.models import Subject
from mash.interfaces.web.cases.presenters import name_of
from mash.registers.standards.rules import Minimum

# The page on which each of a standard's gaps is closed, by its verb; what is not here is closed on the decision.
CLOSED_ON = {
    "view-history": "cases:history",
    "ask-agency": "cases:ask",
    "consider-household": "cases:family",
}
# What is typed with the decision though a page of its own closes it too is not told twice.
_BY_ITSELF = frozenset({"view-history", "ask-agency"})


@dataclass(frozen=True, slots=True)
class GapShown:
    text: str
    href: str
    required: bool


def gaps_shown(picture: Picture) -> list[GapShown]:
    """What is most useful to close next, each with the page that closes it; nothing on a closed case."""
    state, ref = picture.case.state, {"ref": picture.case.matter.ref}
    if state == "closed":
        return []
    found: list[GapShown] = []
    if not picture.worried_about:
        text = _("Add the people whom it is about.")
        found.append(GapShown(text, reverse("cases:add-person", kwargs=ref), required=True))
    if any(one.person_id is None for one in picture.worried_about):
        text = _("Say who each person is: known, or not known before.")
        found.append(GapShown(text, reverse("cases:people", kwargs=ref), required=True))
    if state == "new":
        found.append(
            GapShown(_("Rate the case, and say why."), reverse("cases:rate", kwargs=ref), required=True)
        )
        # The rest comes after the rating, unless somebody was protected before it.
        if not picture.decisions:
            return found
    undecided = [one for one in picture.worried_about if picture.decision_for(one) is None]
    return found + (_before_decision(picture, undecided) if undecided else _after_decision(picture))


def _before_decision(picture: Picture, undecided: list[Subject]) -> list[GapShown]:
    """Agencies and history each by themselves; what is written with the decision on one line for each person."""
    ref = {"ref": picture.case.matter.ref}
    found, written = [], []
    for gap in picture.gaps():
        if gap.minimum.action not in _BY_ITSELF:
            written.append(gap.minimum)
            continue
        href, text = reverse(CLOSED_ON[gap.minimum.action], kwargs=ref), gap.minimum.gap
        waiting = [one.agency.name for one in picture.requests if one.state in {"sent", "acknowledged"}]
        if gap.minimum.action == "ask-agency" and waiting:
            text = _("%(gap)s Waiting for %(names)s.") % {"gap": text, "names": ", ".join(waiting)}
            if gap.found + len(waiting) >= gap.minimum.quantity:
                href = f"{reverse('cases:case', kwargs=ref)}#answers"
        found.append(GapShown(text, href, gap.minimum.severity == "required"))
    decided = [one for one in picture.worried_about if one not in undecided]
    for one in undecided:
        href = reverse("cases:decide-for", kwargs={**ref, "place": one.place})
        if decided:
            href += f"?copy={decided[-1].place}"
        wanted = "; ".join(each.label for each in written if each.severity == "required")
        text = _("Decide for %(name)s.") % {"name": name_of(one)}
        if wanted and one is undecided[0]:
            text = _("Decide for %(name)s. The standard asks you to record: %(wanted)s.") % {
                "name": name_of(one),
                "wanted": wanted,
            }
        found.append(GapShown(text, href, required=True))
    return found


def _after_decision(picture: Picture) -> list[GapShown]:
    """The second person, the referrers who wait, and what was open when it was decided."""
    ref = {"ref": picture.case.matter.ref}
    found = []
    made = [one for one in picture.decisions if not one.immediate_protection]
    if picture.case.matter.hub.two_person_rule and any(one.confirmed_at is None for one in made):
        found.append(
            GapShown(
                _("A second person confirms the decision."),
                reverse("cases:confirm", kwargs=ref),
                required=True,
            )
        )
    told = {one.contact_id for one in picture.feedback}
    found += [
        GapShown(
            _("Answer the referrer of %(ref)s.") % {"ref": one.ref},
            reverse("cases:answer", kwargs={**ref, "contact": one.ref}),
            required=True,
        )
        for one in picture.contacts
        if one.pk not in told
    ]
    wanted = {each.code: each for each in picture.standard.minimum("decision")}
    place = {one.pk: one.place for one in picture.subjects}
    for subject in picture.worried_about:
        last = picture.decision_for(subject)
        found += [
            GapShown(
                f"{name_of(subject)}: {wanted[code].gap}",
                reverse("cases:decide-for", kwargs={**ref, "place": place[subject.pk]}),
                required=False,
            )
            for code in (last.gaps if last else ())
            if code in wanted
        ]
    return found


@dataclass(frozen=True, slots=True)
class CheckShown:
    label: str
    state: str
    colour: str
    href: str


def checks_shown(picture: Picture) -> list[CheckShown]:
    """Each thing that the standard asks before a decision, whether it is there, and where it is closed.

    Of several people it is about the first without a decision; where all have one, about the last that was made.
    """
    undecided = [one for one in picture.worried_about if picture.decision_for(one) is None]
    made = [one for one in picture.decisions if not one.immediate_protection]
    last = made[-1] if made and not undecided else None
    present = picture.present(last.considered if last else None, rationale=last.rationale if last else "")
    open_ = picture.case.state != "closed" and bool(undecided)
    why = {one.code for one in picture.deviations if last is not None and one.decision_id == last.pk}
    return [
        _check(picture, each, present.get(each.code, 0), undecided[0] if open_ else None, why)
        for each in picture.standard.minimum("decision", picture.case.rating)
    ]


def _check(
    picture: Picture, minimum: Minimum, found: int, subject: Subject | None, why: set[str]
) -> CheckShown:
    label = minimum.label
    if minimum.quantity > 1:
        label = _("%(label)s (%(found)d of %(all)d)") % {
            "label": label,
            "found": min(found, minimum.quantity),
            "all": minimum.quantity,
        }
    if found >= minimum.quantity:
        return CheckShown(label, _("Done"), "green", "")
    if minimum.code in why:
        return CheckShown(label, _("Reason given"), "blue", "")
    required = minimum.severity == "required"
    state, colour = (_("Missing"), "red") if required else (_("Expected"), "yellow")
    href = ""
    if subject is not None:
        ref = {"ref": picture.case.matter.ref}
        page = CLOSED_ON.get(minimum.action)
        href = (
            reverse(page, kwargs=ref)
            if page
            else reverse("cases:decide-for", kwargs={**ref, "place": subject.place}) + "#decision"
        )
    return CheckShown(label, state, colour, href)
