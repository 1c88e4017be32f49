"""Sign in and out, passwords, and proving again who you are."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from mash.interfaces.web.access import page
from mash.interfaces.web.accounts import demo, forms
from mash.interfaces.web.accounts.adapter import ENROL
from mash.interfaces.web.request import HttpRequest

BOTH = ("GET", "POST")


class _SignIn(account.LoginView):  # type: ignore[misc] # allauth has no types
    form_class = forms.SignInForm
    template_name = "accounts/sign_in.jinja"

    def get_authenticated_redirect_url(self) -> str:
        """Where somebody goes who is signed in already; never round in a circle."""
        request = self.request
        if request.session.get(ENROL) and request.actor.kind != "seat":
            request.session["after_enrol"] = request.GET.get("next", "")
            return reverse("mfa_index")
        if request.actor.kind != "seat":
            return reverse("accounts:home")
        return str(super().get_authenticated_redirect_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        found["next"] = self.request.POST.get("next") or self.request.GET.get("next", "")
        found["providers"] = [
            {
                "name": app.name,
                "href": reverse("openid_connect_login", kwargs={"provider_id": app.provider_id}),
            }
            for app in get_social_adapter().list_apps(self.request, provider="openid_connect")
        ]
        found["personas"] = demo.personas() if settings.MASH_ENV == "demo" else []
        found["passkey_form"] = forms.PasskeySignInForm(auto_id="passkey_%s")
        return found


class _SignOut(account.LogoutView):  # type: ignore[misc] # allauth has no types
    template_name = "accounts/sign_out.jinja"


class _Again(account.ReauthenticateView):  # type: ignore[misc] # allauth has no types
    form_class = forms.ReauthenticateForm
    template_name = "accounts/again_password.jinja"


class _ChangePassword(account.PasswordChangeView):  # type: ignore[misc] # allauth has no types
    form_class = forms.ChangePasswordForm
    template_name = "accounts/change_password.jinja"

    def get_default_success_url(self) -> str:
        return reverse("mfa_index")


class _Reset(account.PasswordResetView):  # type: ignore[misc] # allauth has no types
    form_class = forms.ResetPasswordForm
    template_name = "accounts/reset_password.jinja"


class _ResetDone(account.PasswordResetDoneView):  # type: ignore[misc] # allauth has no types
    template_name = "accounts/reset_sent.jinja"


class _ResetFromKey(account.PasswordResetFromKeyView):  # type: ignore[misc] # allauth has no types
    form_class = forms.ChoosePasswordForm
    template_name = "accounts/choose_password.jinja"


class _ResetFromKeyDone(account.PasswordResetFromKeyDoneView):  # type: ignore[misc] # allauth has no types
    template_name = "accounts/password_chosen.jinja"


sign_in = page("public", methods=BOTH)(_SignIn.as_view())
sign_out = page("public", methods=BOTH)(_SignOut.as_view())
# "holder": whoever has signed in, with a seat or without; each of these views checks it itself.
again = page("holder", methods=BOTH)(_Again.as_view())
change_password = page("holder", methods=BOTH)(_ChangePassword.as_view())
reset = page("public", methods=BOTH)(_Reset.as_view())
reset_done = page("public")(_ResetDone.as_view())
reset_from_key = page("public", methods=BOTH)(_ResetFromKey.as_view())
reset_from_key_done = page("public")(_ResetFromKeyDone.as_view())


@page("public")
def inactive(request: HttpRequest) -> HttpResponse:
    """Whose account an administrator has ended."""
    return render(request, "accounts/inactive.jinja", status=403)


@page("public")
def no_password(request: HttpRequest) -> HttpResponse:
    """Who signs in by passkey or provider has no password to change; a reset gives one."""
    return render(request, "accounts/no_password.jinja")


@page("public")
def no_sign_up(request: HttpRequest) -> HttpResponse:
    """Accounts come by invitation."""
    return render(request, "accounts/not_invited.jinja", status=403)
