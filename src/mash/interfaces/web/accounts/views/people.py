"""The administrator's pages: users, their seats and API tokens. No case is ever here."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.foundation.kernel import reference
from mash.foundation.outbox.actions import queue_message
from mash.interfaces.web.access import page
from mash.interfaces.web.accounts.seat_forms import InviteForm, SeatForm, TokenForm
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.actions import (
    SeatError,
    end_seat,
    give_seat,
    invite,
    make_token,
    revoke_token,
)
from mash.registers.accounts.models import ApiToken, Seat, User
from mash.registers.accounts.queries import place_of
from mash.registers.accounts.roles import ROLES

MANAGE = "accounts:seat:give"
PAGE = 50


def send_invitation(request: HttpRequest, user: User) -> None:
    """Send a one-time link to choose a password; using it, or a later one, ends it."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
    )
    queue_message(
        to=user.email,
        channel="email",
        template="invitation",
        reference=reference(),
        link=f"{settings.MASH_BASE_URL}{path}",
        at=request.at,
    )


@page("permission", MANAGE)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who signs in, with the seats that they hold now."""
    now_held = Q(until_at__isnull=True) | Q(until_at__gt=request.at)
    seats = Seat.objects.filter(now_held).select_related("hub", "desk", "agency").order_by("pk")
    users = User.objects.order_by("name", "pk").prefetch_related(Prefetch("seats", seats, to_attr="held"))
    wanted = request.GET.get("q", "").replace("\x00", "").strip()
    if wanted:
        users = users.filter(Q(name__icontains=wanted) | Q(email__icontains=wanted))
    place = Paginator(users, PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "pk": one.pk,
            "name": one.name,
            "email": one.email,
            "active": one.is_active,
            "seats": [_seat_words(seat) for seat in one.held],  # type: ignore[attr-defined] # prefetched above
        }
        for one in place
    ]
    return render(request, "accounts/people.jinja", {"rows": rows, "place": place, "q": wanted})


def _seat_words(seat: Seat) -> str:
    return ", ".join(filter(None, (str(ROLES[seat.role].title), place_of(seat))))


@page("permission", MANAGE, methods=["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Invite somebody: they get a link by which they choose a password."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        user = invite(
            by=request.actor,
            at=request.at,
            email=said["email"],
            name=said["name"],
            phone=said["phone"],
            social_work_registration=said["registration"],
        )
        send_invitation(request, user)
        messages.success(request, _("An invitation is on its way. Give them a seat."))
        return redirect("accounts:user", pk=user.pk)
    return render(request, "accounts/invite.jinja", {"form": form})


@page(
    "permission", MANAGE, methods=["GET", "POST"], unlogged="a colleague's seats: nobody whom a case is about"
)
def user(request: HttpRequest, pk: int) -> HttpResponse:
    """One user: give and end seats, make and revoke tokens, invite again."""
    found = get_object_or_404(User, pk=pk)
    by, at = request.actor, request.at
    verb = request.POST.get("do", "") if request.method == "POST" else ""
    seat_form = SeatForm(request.POST if "role" in request.POST else None)
    token_form = TokenForm(request.POST if "name" in request.POST else None, auto_id="token_%s")
    token = ""
    if verb == "give" and seat_form.is_valid():
        try:
            given = give_seat(by=by, at=at, user=found, **seat_form.place())
        except SeatError as error:
            seat_form.add_error("role", str(error))
        else:
            messages.success(request, _("They have the seat %(seat)s now.") % {"seat": _seat_words(given)})
            return redirect("accounts:user", pk=pk)
    elif verb == "end":
        end_seat(by=by, at=at, seat=_own(Seat.objects.filter(user=found), request.POST.get("seat")))
        messages.success(request, _("The seat has ended."))
        return redirect("accounts:user", pk=pk)
    elif verb == "token" and token_form.is_valid():
        seat = _own(Seat.objects.filter(user=found, until_at__isnull=True), request.POST.get("seat"))
        token = make_token(by=by, at=at, seat=seat, name=token_form.cleaned_data["name"])
        token_form = TokenForm(auto_id="token_%s")
    elif verb == "revoke":
        revoke_token(
            by=by,
            at=at,
            token=_own(ApiToken.objects.filter(seat__user=found), request.POST.get("token")),
        )
        messages.success(request, _("The token no longer works."))
        return redirect("accounts:user", pk=pk)
    elif verb == "invite":
        send_invitation(request, found)
        messages.success(request, _("A new link is on its way."))
        return redirect("accounts:user", pk=pk)
    seats = Seat.objects.filter(user=found).select_related("hub", "desk", "agency").order_by("-pk")
    return render(
        request,
        "accounts/user.jinja",
        {
            "person": found,
            "seats": [
                {
                    "pk": one.pk,
                    "words": _seat_words(one),
                    "from": one.from_at,
                    "until": one.until_at,
                    "current": one.until_at is None or one.until_at > at,
                }
                for one in seats
            ],
            "tokens": ApiToken.objects.filter(seat__user=found).select_related("seat").order_by("-pk"),
            "token": token,
            "seat_form": seat_form,
            "token_form": token_form,
            "forms": [seat_form, token_form],
        },
    )


def _own[Row: (Seat, ApiToken)](rows: QuerySet[Row], number: str | None) -> Row:
    """The row of that number among `rows`. Raises Http404 for none and for what is no number."""
    if not (number and number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    return get_object_or_404(rows, pk=int(number))
