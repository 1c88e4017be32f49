"""From which seat somebody acts, and where each role begins."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from mash.interfaces.web.access import page
from mash.interfaces.web.accounts import demo
from mash.interfaces.web.accounts.adapter import ENROL
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.actions import choose_seat
from mash.registers.accounts.models import User
from mash.registers.accounts.queries import place_of, seats_of
from mash.registers.accounts.roles import ROLES
from mash.registers.accounts.rules import may

# Where a role's work begins; a role that is not here has a page that says what it will see.
HOMES = {
    "screener": "desk:worklist",
    "decider": "desk:worklist",
    "manager": "desk:worklist",
    "chair": "desk:worklist",
    "minutes": "desk:worklist",
    "practitioner": "desk:worklist",
    "researcher": "agency:inbox",
    "governance": "governance:ledger",
    "referrer": "public:mine",
    "administrator": "accounts:people",
}


def home_of(role: str) -> str:
    """The path of a role's first page; the page about its role where it has none yet."""
    try:
        return reverse(HOMES[role])
    except (KeyError, NoReverseMatch):
        return reverse("accounts:home")


@page("public")
def after_sign_in(request: HttpRequest) -> HttpResponse:
    """To the home of the seat, or to what is owed before a seat works."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    if request.actor.kind != "seat":
        return redirect("mfa_index" if request.session.get(ENROL) else "accounts:home")
    return redirect(home_of(request.actor.role))


@page("public")
def home(request: HttpRequest) -> HttpResponse:
    """What this role sees; for somebody without a seat, whom to ask."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    if request.actor.kind != "seat":
        if request.session.get(ENROL):
            return redirect("mfa_index")
        return render(request, "accounts/no_seat.jinja", status=403)
    start = home_of(request.actor.role)
    return render(
        request,
        "accounts/home.jinja",
        {"role": ROLES[request.actor.role], "start": start if start != request.path else ""},
    )


@page("signed-in", methods=["GET", "POST"])
def seats(request: HttpRequest) -> HttpResponse:
    """Choose which of your seats to act from."""
    held = list(seats_of(request.user, at=request.at))  # type: ignore[arg-type] # a seat has a user
    if request.method == "POST":
        chosen = next((one for one in held if str(one.pk) == request.POST.get("seat")), None)
        if chosen is None:
            raise Http404
        choose_seat(by=request.actor, at=request.at, seat=chosen)
        request.session["seat"] = chosen.pk
        messages.success(
            request,
            _("You now act as %(role)s, %(place)s.")
            % {"role": ROLES[chosen.role].title, "place": place_of(chosen)},
        )
        return redirect(home_of(chosen.role))
    rows = [
        {
            "id": one.pk,
            "role": ROLES[one.role].title,
            "place": place_of(one),
            "sentence": ROLES[one.role].sentence,
            "current": str(one.pk) == request.actor.key,
        }
        for one in held
    ]
    may_declare = may(request.actor, "access:closeness:declare")
    return render(request, "accounts/seats.jinja", {"seats": rows, "may_declare": may_declare})


@page("public", methods=["POST"])
def as_persona(request: HttpRequest) -> HttpResponseBase:
    """One click instead of a password and a code: in the demonstration, and nowhere else."""
    email = request.POST.get("email", "")
    if settings.MASH_ENV != "demo" or email not in {one.email for one in demo.personas()}:
        raise Http404
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        raise Http404
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    request.session.pop(ENROL, None)
    wanted = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        wanted = reverse("accounts:after_sign_in")
    return redirect(wanted)
