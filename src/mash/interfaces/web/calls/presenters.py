"""Calls in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mash.casework.calls import rules
from mash.casework.calls.models import Call, Step
from mash.casework.calls.queries import FORGOTTEN, more_than
from mash.casework.intake.models import Contact
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Ref
from mash.interfaces.web.calls.forms import Page, as_typed
from mash.interfaces.web.components.forms import GovForm
from mash.interfaces.web.components.words import uk_datetime
from mash.interfaces.web.consultations.presenters import person_words
from mash.interfaces.web.desk import known
from mash.registers.people import queries as people
from mash.registers.standards.queries import label

QUEUES: dict[str, str | Promise] = {
    "now": gettext_lazy("On the line"),
    "back": gettext_lazy("To be called back"),
    "written": gettext_lazy("To come in writing"),
    "all": gettext_lazy("All"),
}
STATES: dict[str, str | Promise] = {
    "live": gettext_lazy("On the line"),
    "dropped": gettext_lazy("To be called back"),
    "unreached": gettext_lazy("Not reached: decide"),
    "ended": gettext_lazy("Ended"),
}
COLOURS = {"live": "blue", "dropped": "yellow", "unreached": "red", "ended": "grey"}
PROMPTS: dict[rules.Missing, str | Promise] = {
    "danger": gettext_lazy("Is anybody in danger now?"),
    "children": gettext_lazy("Are children present?"),
    "number": gettext_lazy("A number to call back, before the line drops"),
    "safe": gettext_lazy("Is it safe to call back?"),
    "caller": gettext_lazy("Who calls: a name, or that they do not say"),
    "who": gettext_lazy("Who it is about: a name, or a description"),
    "notes": gettext_lazy("What worries them"),
}
# The input to which each prompt leads.
PLACES: dict[rules.Missing, str] = {
    "danger": "id_danger_now",
    "children": "id_children",
    "number": "id_phone",
    "safe": "id_safe",
    "caller": "id_name",
    "who": "id_person1-given",
    "notes": "id_notes",
}
STEPS = dict(Step.KINDS)
SECOND = timedelta(seconds=1)


def rooms(
    here: str, *, desk_key: str = "", counts: Mapping[str, int] | None = None
) -> list[dict[str, object]]:
    """The pages of the room, with how many are in each queue."""
    more = f"&desk={desk_key}" if desk_key else ""
    found: list[dict[str, object]] = [
        {
            "text": text,
            "href": f"{reverse('calls:list')}?queue={key}{more}",
            "current": key == here,
            "count": (counts or {}).get(key, 0),
        }
        for key, text in QUEUES.items()
    ]
    found.append(
        {"text": _("How calls are answered"), "href": reverse("calls:door"), "current": here == "door"}
    )
    return found


def prompts(heard: rules.Heard) -> list[dict[str, object]]:
    """What has not been asked, each with the input that it leads to."""
    found = rules.missing(
        danger_now=heard.danger_now,
        children=heard.children,
        caller=heard.caller,
        people=heard.people,
        notes=heard.notes,
    )
    return [{"text": PROMPTS[one], "href": f"#{PLACES[one]}"} for one in found]


def state(call: Call, at: datetime) -> str:
    """Where it stands, in words."""
    if call.state == "ended":
        return label("call-outcome", call.outcome, at=call.ended_at or at)
    if call.state == "live" and call.saved_at + FORGOTTEN <= at:
        return _("Never ended: end it, or go on with it")
    words = str(STATES[call.state])
    return _("%(state)s: overdue") % {"state": words} if is_overdue(call, at) else words


def is_overdue(call: Call, at: datetime) -> bool:
    return call.state in {"dropped", "unreached"} and call.due_at is not None and call.due_at <= at


def written(call: Call, at: datetime) -> str:
    """Where its confirmation in writing stands, in words."""
    words = {"waiting": _("Waited for"), "arrived": _("Arrived"), "given-up": _("Not waited for any more")}
    late = call.written == "waiting" and call.written_due_at is not None and call.written_due_at <= at
    return (
        _("Overdue, chased %(times)s times") % {"times": call.chased}
        if late
        else words.get(call.written, "-")
    )


def minutes(call: Call, at: datetime) -> str:
    """How long it took, or goes on, in minutes."""
    spent = int(((call.ended_at or at) - call.started_at) / SECOND) // 60
    return ngettext("%(num)s minute", "%(num)s minutes", spent) % {"num": spent}


def rows(found: Iterable[Call], at: datetime) -> list[list[object]]:
    """Reference, when, who took it, where it stands, by when, and its confirmation. No name of anybody spoken of."""
    return [
        [
            {"href": reverse("calls:call", args=[one.ref]), "text": one.ref},
            uk_datetime(one.started_at),
            one.by_name,
            minutes(one, at) if one.ended_at else "-",
            state(one, at),
            uk_datetime(one.due_at) if one.due_at else "-",
            written(one, at),
        ]
        for one in found
    ]


def caller_rows(call: Call) -> list[dict[str, object]]:
    """Who called, as rows of a summary."""
    said = call.caller
    classes = {
        "professional": _("A professional"),
        "public": _("A member of the public"),
        "anonymous": _("Does not say who they are"),
    }
    return [
        {"key": _("Class"), "value": classes[rules.class_of(said)]},
        {"key": _("Name"), "value": said.get("name", "")},
        {"key": _("Role"), "value": said.get("role", "")},
        {"key": _("Agency"), "value": said.get("agency", "")},
        {"key": _("Connection"), "value": said.get("relationship", "")},
        {
            "key": _("Number"),
            "value": said.get("phone") or (_("They give none") if said.get("withheld") else ""),
        },
        {"key": _("Calling back"), "value": rules.safe_words(said)},
        {"key": _("Email"), "value": said.get("email", "")},
    ]


def people_rows(people: Iterable[Mapping[str, Any]]) -> list[dict[str, object]]:
    """Whom it is about, as rows of a summary."""
    roles = dict(Subject.ROLES)
    return [
        {"key": roles.get(one["role"], one["role"]), "value": described(one.get("said", {}))}
        for one in people
    ]


def more_rows(call: Call, contact: Contact) -> list[dict[str, object]]:
    """What was heard since the contact was made of the call and its case does not have, as rows of a summary."""
    more = more_than(call, contact)
    shown = people_rows(more.people)
    if more.danger:
        shown.insert(0, {"key": _("Danger now"), "value": call.get_danger_now_display()})
    return shown


def described(said: Mapping[str, Any]) -> str:
    age = _("age %(age)s") % {"age": said["age"]} if said.get("age") else ""
    return ", ".join(filter(None, [person_words(said), age]))


def step_words(step: Step, at: datetime) -> dict[str, object]:
    """One step as the timeline shows it."""
    title = str(STEPS[step.kind])
    if step.kind == "ended":
        title = label("call-outcome", step.code, at=at)
    elif step.contact and step.contact in {
        one.ref for one in (step.call.contact, step.call.confirmed_by) if one is not None
    }:  # one that is kept from the asker is not named to them
        title = f"{title}: {step.contact}"
    # What the worker does by itself bears nobody's name.
    return {"title": title, "at": step.at, "by": step.by_name if step.by_user else "", "text": step.text}


def found(page: Page, at: datetime) -> tuple[list[dict[str, object]], list[Ref], int]:
    """Whom the search line and each person entered may mean: in words, for the log, and how many they are."""
    wanted: list[tuple[str, known.Known]] = []
    line = page.live.cleaned_data.get("look", "")
    if line:
        wanted.append((line, known.shown(people.search_typed(line, today=at.date()), cases=True)))
    wanted += [
        (described(one["said"]), known.known_as(one["said"], cases=True))
        for one in page.heard.people
        if any(one["said"].get(name) for name in ("family_name", "given_name", "nhs_number", "address"))
    ]
    about = [ref for _words, one in wanted for ref in one.about]
    shown: list[dict[str, object]] = [{"words": words, "known": one} for words, one in wanted]
    return shown, list(dict.fromkeys(about)), sum(len(one.found) for _words, one in wanted)


def differences(mine: Page, theirs: Page) -> list[tuple[str, str, str]]:
    """Where two pages of one call differ: which input, mine, and what is saved."""
    pairs: list[tuple[GovForm, GovForm]] = list(zip(mine.forms, theirs.forms, strict=True))
    rows = []
    for number, (one, other) in enumerate(pairs):
        for name, field in one.fields.items():
            ours, saved = as_typed(one, name), as_typed(other, name)
            if ours.replace("\r\n", "\n") == saved.replace("\r\n", "\n"):
                continue
            words: dict[str, object] = {str(key): text for key, text in getattr(field, "choices", [])}
            text = str(field.label) if number == 0 else f"{_('Person')} {number}: {field.label}"
            rows.append((text, str(words.get(ours, ours)), str(words.get(saved, saved))))
    return rows
