"""What every page knows of who is signed in: their name and seat, and where they may go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from mash.casework.cases.queries.waiting import waiting_count
from mash.foundation.kernel import Actor
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.roles import ROLES
from mash.registers.accounts.rules import may

# The menu in its order: of each group its words, and of each place its words, the name of the route, and the permission that
# shows it. The first group always stands open; whoever has few places has no other groups.
MENU = (
    (
        "",
        (
            (_("Worklist"), "desk:worklist", "cases:worklist:view"),
            (_("My tasks"), "tasks:list", "tasks:list:view"),
            (_("Triage"), "triage:grid", "cases:case:rate"),
            (_("Find a person"), "desk:search", "people:person:search"),
            (_("Requests"), "agency:inbox", "sharing:request:view"),
        ),
    ),
    (
        _("Comes in"),
        (
            (_("Calls"), "calls:list", "calls:call:view"),
            (_("Mailbox"), "mailbox:today", "mailbox:message:judge"),
            (_("Updates"), "updates:list", "updates:update:read"),
            (_("Advice"), "consultations:list", "consultations:consultation:view"),
            (_("Police notifications"), "notifications:days", "notifications:batch:reconcile"),
            (_("Notices for the school"), "encompass:received", "encompass:message:read"),
            (_("Packages"), "packages:received", "disclosure:package:receive"),
        ),
    ),
    (
        _("Casework"),
        (
            (_("Round tables"), "roundtables:list", "roundtables:meeting:view"),
            (_("Pathways"), "pathways:list", "pathways:pathway:view"),
            (_("Hand-overs"), "handover:list", "handover:handover:view"),
            (_("Disagreements"), "disagreements:list", "disagreements:disagreement:view"),
            (_("Telling schools"), "encompass:list", "encompass:notice:work"),
            (_("Who is who"), "people:review", "people:pair:review"),
            (_("Under seal"), "desk:sealed", "cases:case:view"),
            (_("Break-glass"), "glass:break", "access:glass:break"),
        ),
    ),
    (
        _("Team and partners"),
        (
            (_("Sharing out the work"), "allocation:board", "cases:case:assign"),
            (_("Team"), "team:people", "team:competence:ask"),
            (_("Demand"), "demand:board", "demand:board:view"),
            (_("Opening hours"), "calendars:hours", "clocks:calendar:view"),
            (_("Directory"), "directory:search", "directory:entry:view"),
            (_("Agreements"), "agreements:agreements", "agreements:agreement:view"),
            (_("Practice standard"), "standards:list", "standards:standard:view"),
            (_("Lists of people"), "lists:lists", "feeds:feed:view"),
        ),
    ),
    (
        _("Answering for it"),
        (
            (_("Rights requests"), "rights:requests", "rights:request:work"),
            (_("What may be given"), "rights:consultations", "rights:consultation:answer"),
            (_("Answers that wait"), "rights:waiting", "cases:case:view"),
            (_("Who saw what"), "governance:ledger", "ledger:entry:view"),
            (_("Break-glass"), "governance:glasses", "access:glass:review"),
            (_("Keeping and disposing"), "retention:due", "retention:hold:place"),
            (_("Who is too close"), "glass:others", "access:closeness:record"),
            (_("People and seats"), "accounts:people", "accounts:seat:give"),
        ),
    ),
    (
        _("Reports"),
        (
            (_("Report a concern"), "public:start", "intake:referral:make"),
            (_("My reports"), "public:mine", "intake:referral:make"),
        ),
    ),
)
# So many places stand side by side; more are folded by their groups.
FEW = 8

_CHOOSING = ("/triage/", "/notifications/", "/mailbox/")
_CLEARED = frozenset({"desk:sealed", "rights:waiting"})


def _navigation(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    """The menu of this seat: places, and after the first group’s the other groups with `places`, unless all are few."""
    groups = [(words, _places(request, actor, places)) for words, places in MENU]
    if sum(len(places) for _words, places in groups) <= FEW:
        return [one for _words, places in groups for one in places]
    found: list[dict[str, Any]] = []
    for words, places in groups:
        # A group of one saves nobody anything.
        if not words or len(places) == 1:
            found += places
        elif places:
            found.append({"text": words, "places": places, "current": any(one["current"] for one in places)})
    return found


def _places(
    request: HttpRequest, actor: Actor, places: Iterable[tuple[Any, str, str]]
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for text, name, permission in places:
        try:
            href = reverse(name)
        except NoReverseMatch:
            continue
        if name in _CLEARED and not actor.cleared:
            continue
        if may(actor, permission):
            # Where work is chosen from; elsewhere the menu asks nothing.
            counts = name == "triage:grid" and request.path.startswith(_CHOOSING)
            counted = {"count": waiting_count(actor)} if counts else {}
            found.append({"text": text, "href": href, "current": request.path.startswith(href), **counted})
    return found


def signed_in(request: HttpRequest) -> dict[str, object]:
    """`me` and `navigation` for the layout; nothing for the public and on error pages without a session."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.kind != "seat":
        return {"actor": actor}
    role = ROLES[actor.role].title if actor.role in ROLES else actor.role
    place = getattr(request, "seat_name", "")
    return {
        "actor": actor,
        "me": {
            "name": actor.name,
            "seat": f"{role}, {place}" if place else str(role),
            "switch_url": reverse("accounts:seats"),
            "sign_out_url": reverse("account_logout"),
        },
        "navigation": _navigation(request, actor),
        "idle_minutes": settings.SESSION_COOKIE_AGE // 60,
    }
