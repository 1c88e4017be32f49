"""How the work of a period went, for a practice standard to be tried on: five queries, and nobody's name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from mash.casework.cases.models import Case, Clock, Decision, Rating
from mash.casework.sharing.models import Request
from mash.registers.standards.ports import Decided, Ran, Tried

# Kept by cases as clocks, with what starts each besides the contact's arrival.
_CLOCKED = ("acknowledge", "rate", "decide", "feedback", "complete_after_immediate_protection")

# Counted from what came first, or from its rating.
_FROM_CONTACT = frozenset({"acknowledge", "rate", "decide"})


def history(*, hub: str, population: str, since: datetime, until: datetime) -> Sequence[Tried]:
    """The cases of a hub and population that arrived from `since` to before `until`, as visible to whoever asks."""
    cases = list(
        Case.objects.filter(
            desk__hub__key=hub,
            desk__population=population,
            received_at__gte=since,
            received_at__lt=until,
        )
        .order_by("received_at", "pk")
        .values("matter_id", "desk__key", "received_at", "rating")
    )
    here = [one["matter_id"] for one in cases]
    rated = _grouped(Rating.objects.filter(matter__in=here).order_by("at").values("matter_id", "at"))
    clocks = _grouped(
        Clock.objects.filter(matter__in=here, replaced=False, step__in=_CLOCKED)
        .order_by("pk")
        .values("matter_id", "step", "started_at", "stopped_at")
    )
    requests = _grouped(
        Request.objects.filter(matter__in=here, withdrawn_at__isnull=True)
        .order_by("sent_at")
        .values("matter_id", "rating", "sent_at", "answered_at", "agency_id")
    )
    decisions = _grouped(
        Decision.objects.filter(matter__in=here, immediate_protection=False)
        .order_by("at")
        .values("matter_id", "at", "considered", "gaps", "rationale")
    )
    return [
        _tried(one, *(found.get(one["matter_id"], []) for found in (rated, clocks, requests, decisions)))
        for one in cases
    ]


def _grouped(rows: Any) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["matter_id"]].append(row)
    return found


def _tried(
    case: Mapping[str, Any],
    rated: list[dict[str, Any]],
    clocks: list[dict[str, Any]],
    requests: list[dict[str, Any]],
    decisions: list[dict[str, Any]],
) -> Tried:
    began = {"contact": case["received_at"]}
    if rated:
        began["rating"] = rated[0]["at"]
    if decisions:
        began["decision"] = decisions[0]["at"]
    steps = []
    for one in clocks:
        started = one["started_at"]
        if one["step"] not in _FROM_CONTACT:
            # What counts from something of its own, such as a decision, has it from the clock that then began.
            own = began | {"decision": started}
        elif started in began.values():
            own = began
        else:  # the case was opened again, and counts from there
            own = dict.fromkeys(began, started)
        rating = case["rating"] if one["step"] == "decide" else ""
        steps.append(Ran(one["step"], rating, own, one["stopped_at"]))
    steps += [
        Ran("answer_request", one["rating"], {**began, "request": one["sent_at"]}, one["answered_at"])
        for one in requests
    ]
    return Tried(case["desk__key"], steps, [_decided(one, case["rating"], requests) for one in decisions])


def _decided(decision: dict[str, Any], rating: str, requests: list[dict[str, Any]]) -> Decided:
    """What was there when it was decided. What a standard did not ask for then was not recorded, and counts as missing."""
    present = {code: 1 for code, text in decision["considered"].items() if str(text).strip()}
    present["rationale"] = int(bool(decision["rationale"].strip()))
    present["history-viewed"] = int("history-viewed" not in decision["gaps"])
    present["agencies-answered"] = len(
        {one["agency_id"] for one in requests if one["answered_at"] and one["answered_at"] <= decision["at"]}
    )
    return Decided(rating, present)
