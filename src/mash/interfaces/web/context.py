"""What every page knows of who is signed in: their name and seat, and where they may go."""

from __future__ import annotations

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from mash.casework.cases.queries.waiting import waiting_count
from mash.foundation.kernel import Actor
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.roles import ROLES
from mash.registers.accounts.rules import may

# In the order of the menu: words, name of the route, permission that shows it.
MENU = (
    (_("Worklist"), "desk:worklist", "cases:worklist:view"),
    (_("My tasks"), "tasks:list", "tasks:list:view"),
    (_("Triage"), "triage:grid", "cases:case:rate"),
    (_("Calls"), "calls:list", "calls:call:view"),
    (_("Sharing out the work"), "allocation:board", "cases:case:assign"),
    (_("Team"), "team:people", "team:competence:ask"),
    (_("Demand"), "demand:board", "demand:board:view"),
    (_("Opening hours"), "calendars:hours", "clocks:calendar:view"),
    (_("Mailbox"), "mailbox:today", "mailbox:message:judge"),
    (_("Pathways"), "pathways:list", "pathways:pathway:view"),
    (_("Advice"), "consultations:list", "consultations:consultation:view"),
    (_("Updates"), "updates:list", "updates:update:read"),
    (_("Round tables"), "roundtables:list", "roundtables:meeting:view"),
    (_("Hand-overs"), "handover:list", "handover:handover:view"),
    (_("Disagreements"), "disagreements:list", "disagreements:disagreement:view"),
    (_("Directory"), "directory:search", "directory:entry:view"),
    (_("Under seal"), "desk:sealed", "cases:case:view"),
    (_("Find a person"), "desk:search", "people:person:search"),
    (_("Who is who"), "people:review", "people:pair:review"),
    (_("Break-glass"), "glass:break", "access:glass:break"),
    (_("Requests"), "agency:inbox", "sharing:request:view"),
    (_("Packages"), "packages:received", "disclosure:package:receive"),
    (_("Lists of people"), "lists:lists", "feeds:feed:view"),
    (_("Police notifications"), "notifications:days", "notifications:batch:reconcile"),
    (_("Telling schools"), "encompass:list", "encompass:notice:work"),
    (_("Notices for the school"), "encompass:received", "encompass:message:read"),
    (_("Agreements"), "agreements:agreements", "agreements:agreement:view"),
    (_("Practice standard"), "standards:list", "standards:standard:view"),
    (_("Rights requests"), "rights:requests", "rights:request:work"),
    (_("What may be given"), "rights:consultations", "rights:consultation:answer"),
    (_("Answers that wait"), "rights:waiting", "cases:case:view"),
    (_("Who saw what"), "governance:ledger", "ledger:entry:view"),
    (_("Break-glass"), "governance:glasses", "access:glass:review"),
    (_("Keeping and disposing"), "retention:due", "retention:hold:place"),
    (_("Who is too close"), "glass:others", "access:closeness:record"),
    (_("People and seats"), "accounts:people", "accounts:seat:give"),
    (_("Report a concern"), "public:start", "intake:referral:make"),
    (_("My reports"), "public:mine", "intake:referral:make"),
)

_CHOOSING = ("/triage/", "/notifications/", "/mailbox/")
_CLEARED = frozenset({"desk:sealed", "rights:waiting"})


def _navigation(request: HttpRequest, actor: Actor) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for text, name, permission in MENU:
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
