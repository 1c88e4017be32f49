"""Sign in by an OpenID Connect provider: Entra ID, NHS CIS2 or any other that MASH_OIDC names."""

from __future__ import annotations

from allauth.socialaccount.providers.openid_connect import views as oidc
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from mash.interfaces.web.access import page
from mash.interfaces.web.request import HttpRequest


@page("public", methods=["GET", "POST"])
def begin(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Ask first (GET), then lead to the provider (POST): a link from elsewhere signs nobody in."""
    if request.method != "POST":
        return render(request, "accounts/provider.jinja", {"next": request.GET.get("next", "")})
    return oidc.login(request, provider_id)  # type: ignore[no-any-return] # allauth has no types


@page("public")
def come_back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Where the provider sends the person back to."""
    return oidc.callback(request, provider_id)  # type: ignore[no-any-return] # allauth has no types


@page("public")
def failed(request: HttpRequest) -> HttpResponse:
    """The provider said no, or the person did."""
    return render(request, "accounts/provider_failed.jinja", status=403)


@page("public")
def connections(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view takes its request
    """Providers are matched by address and never connected by hand."""
    return redirect("mfa_index")
