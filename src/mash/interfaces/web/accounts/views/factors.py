"""Second factors: the code after the password, an authenticator app, passkeys and recovery codes."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.interfaces.web.access import page
from mash.interfaces.web.accounts import forms
from mash.interfaces.web.accounts.adapter import ENROL, FACTORS, FRESH
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.models import Seat

BOTH = ("GET", "POST")


def last_factor(request: HttpRequest, authenticator: Authenticator) -> str:
    """Why this factor must stay, or "": whoever holds a seat but a referrer's needs one."""
    others = Authenticator.objects.filter(user_id=int(request.user.pk or 0), type__in=FACTORS).exclude(
        pk=authenticator.pk
    )
    staff = Seat.objects.filter(user_id=int(request.user.pk or 0), until_at__isnull=True).exclude(
        role="referrer"
    )
    if others.exists() or not staff.exists():
        return ""
    return _("This is your only second factor and your role needs one. Add another first.")


class _Code(base.AuthenticateView):  # type: ignore[misc] # allauth has no types
    form_class = forms.CodeForm
    webauthn_form_class = forms.PasskeyAnswerForm
    template_name = "accounts/code.jinja"


class _CodeAgain(base.ReauthenticateView):  # type: ignore[misc] # allauth has no types
    form_class = forms.CodeAgainForm
    template_name = "accounts/again_code.jinja"


class _Index(base.IndexView):  # type: ignore[misc] # allauth has no types
    template_name = "accounts/factors.jinja"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        mine: dict[str, Any] = found["authenticators"]
        codes = mine.get("recovery_codes")
        return found | {
            "enrol": bool(self.request.session.get(ENROL)) and self.request.actor.kind != "seat",
            "app": mine.get("totp"),
            "passkeys": mine.get("webauthn", []),
            "codes_left": len(codes.get_unused_codes()) if codes else None,
            "carry_on": self.request.session.get("after_enrol") or reverse("accounts:home"),
        }


class _Enrols:
    """A factor has been added: seats work from here on, and recovery codes are shown once."""

    request: HttpRequest
    did_generate_recovery_codes: bool

    def get_success_url(self) -> str:
        self.request.session.pop(ENROL, None)
        if self.did_generate_recovery_codes:
            self.request.session[FRESH] = True
            return reverse("mfa_view_recovery_codes")
        return reverse("mfa_index")


class _AddApp(_Enrols, totp.ActivateTOTPView):  # type: ignore[misc] # allauth has no types
    form_class = forms.AppForm
    template_name = "accounts/add_app.jinja"


class _RemoveApp(totp.DeactivateTOTPView):  # type: ignore[misc] # allauth has no types
    form_class = forms.AppRemovalForm
    template_name = "accounts/remove_app.jinja"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return found | {"stays": last_factor(self.request, self.authenticator)}

    def form_valid(self, form: Any) -> HttpResponse:
        if last_factor(self.request, self.authenticator):
            return self.render_to_response(self.get_context_data(form=form), status=403)  # type: ignore[no-any-return]
        return super().form_valid(form)  # type: ignore[no-any-return]


class _AddPasskey(_Enrols, webauthn.AddWebAuthnView):  # type: ignore[misc] # allauth has no types
    form_class = forms.PasskeyForm
    template_name = "accounts/add_passkey.jinja"


class _RemovePasskey(webauthn.RemoveWebAuthnView):  # type: ignore[misc] # allauth has no types
    template_name = "accounts/remove_passkey.jinja"

    def get_success_url(self) -> str:
        return reverse("mfa_index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return found | {
            "stays": last_factor(self.request, self.object),
            "passkey": self.object.wrap(),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        if last_factor(self.request, self.object):
            return self.render_to_response(self.get_context_data(form=form), status=403)  # type: ignore[no-any-return]
        return super().form_valid(form)  # type: ignore[no-any-return]


class _PasskeyAgain(webauthn.ReauthenticateWebAuthnView):  # type: ignore[misc] # allauth has no types
    form_class = forms.PasskeyAgainForm
    template_name = "accounts/again_passkey.jinja"


class _PasskeySignIn(webauthn.LoginWebAuthnView):  # type: ignore[misc] # allauth has no types
    form_class = forms.PasskeySignInForm


class _NewCodes(recovery.GenerateRecoveryCodesView):  # type: ignore[misc] # allauth has no types
    form_class = forms.RecoveryCodesForm
    template_name = "accounts/new_recovery_codes.jinja"

    def form_valid(self, form: Any) -> HttpResponse:
        self.request.session[FRESH] = True
        return super().form_valid(form)  # type: ignore[no-any-return]


class _Codes(recovery.ViewRecoveryCodesView):  # type: ignore[misc] # allauth has no types
    """Shown once, right after they were made; later only how many are left."""

    template_name = "accounts/recovery_codes.jinja"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        codes = found.pop("unused_codes")
        fresh = bool(self.request.session.pop(FRESH, False)) and found["can_view_codes"]
        return found | {
            "codes": codes if fresh else [],
            "left": len(codes),
            "carry_on": self.request.session.get("after_enrol") or reverse("accounts:home"),
        }


code = page("public", methods=BOTH)(_Code.as_view())
passkey_sign_in = page("public", methods=BOTH)(_PasskeySignIn.as_view())
# "holder": whoever has signed in, with a seat or without; each of these views checks it itself.
code_again = page("holder", methods=BOTH)(_CodeAgain.as_view())
passkey_again = page("holder", methods=BOTH)(_PasskeyAgain.as_view())
index = page("holder")(_Index.as_view())
add_app = page("holder", methods=BOTH)(_AddApp.as_view())
remove_app = page("holder", methods=BOTH)(_RemoveApp.as_view())
add_passkey = page("holder", methods=BOTH)(_AddPasskey.as_view())
remove_passkey = page("holder", methods=BOTH)(_RemovePasskey.as_view())
recovery_codes = page("holder")(_Codes.as_view())
new_recovery_codes = page("holder", methods=BOTH)(_NewCodes.as_view())


@page("holder")
def passkeys(request: HttpRequest) -> HttpResponse:
    """The library's list of passkeys is a part of our page of factors."""
    if not request.user.is_authenticated:
        raise Http404
    return redirect("mfa_index")
