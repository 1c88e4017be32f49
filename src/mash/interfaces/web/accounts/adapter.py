"""allauth's adapters: staff are invited, never self-registered; messages leave by the outbox; factors are encrypted."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.shortcuts import render

from mash.foundation.kernel import reference
from mash.foundation.outbox.actions import queue_message
from mash.foundation.visibility import become
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.actions import signed_in
from mash.registers.accounts.models import User
from mash.registers.accounts.queries import actor_of, seat_for

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin

# In the session: this user has no second factor yet, so that no seat but a referrer's works.
ENROL = "enrol"
# In the session: recovery codes have just been made and were not shown yet.
FRESH = "recovery_codes_fresh"
FACTORS = ("totp", "webauthn")
JUST_NOW = 600  # seconds
# RFC 8176: what a provider says of how it knew the person, where that is more than a password.
STRONG = frozenset({"mfa", "otp", "hwk", "swk", "sc", "fpt", "face", "pin"})


def has_factor(user: User) -> bool:
    """Whether the user has an authenticator app or a passkey."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Every way to sign in ends here: the session learns whether a second factor is still owed."""
        strong = bool(getattr(request, "strong_provider", False))
        super().login(request, user)
        if strong or has_factor(user):
            request.session.pop(ENROL, None)
        else:
            request.session[ENROL] = True
        seat = seat_for(user, seat=None, at=request.at)
        actor = actor_of(seat) if seat else request.actor
        become(actor)
        signed_in(by=actor, at=request.at, user=user, factor=not request.session.get(ENROL))

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Not of somebody who has just signed in to add the second factor that they owe."""
        if self.request.session.get(ENROL) or self.request.session.get(FRESH):
            records = get_authentication_records(self.request, self.request.user)
            if records and time.time() - records[-1]["at"] < JUST_NOW:
                return False
        return bool(super().is_reauthentication_required(app=app))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Password resets leave by the outbox; nothing is sent to an address that nobody here has."""
        if template_prefix != "account/email/password_reset_key":
            return
        queue_message(
            to=email,
            channel="email",
            template="password_reset",
            reference=reference(),
            link=context["password_reset_url"],
            at=self.request.at,
        )

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Nothing: what changed about an account is in the ledger and on its page."""


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    """Secrets of second factors are encrypted with a key that the database does not hold."""

    @staticmethod
    def _box() -> Fernet:
        key = hashlib.blake2b(settings.SECRET_KEY.encode(), person=b"mash-factors", digest_size=32).digest()
        return Fernet(base64.urlsafe_b64encode(key))

    def encrypt(self, text: str) -> str:
        return self._box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises cryptography's InvalidToken when the secret key is another one."""
        return self._box().decrypt(encrypted_text.encode()).decode()


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # allauth has no types
    def is_open_for_signup(
        self,
        request: HttpRequest,  # noqa: ARG002 - allauth's signature
        sociallogin: SocialLogin,  # noqa: ARG002 - the same
    ) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Somebody whom a provider knows is one of ours only by a verified address that was invited."""
        said = sociallogin.account.extra_data or {}
        claims = said.get("id_token") or said
        if isinstance(claims, dict):
            # Read by AccountAdapter.login in the same request.
            request.strong_provider = bool(STRONG & set(claims.get("amr") or ()))  # type: ignore[attr-defined]
        if sociallogin.is_existing:
            return
        verified = {one.email.lower() for one in sociallogin.email_addresses if one.verified}
        users = list(User.objects.filter(email__in=verified, is_active=True)[:2])
        if len(users) != 1:
            raise ImmediateHttpResponse(render(request, "accounts/not_invited.jinja", status=403))
        sociallogin.connect(request, users[0])

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: object,
        error: object = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """A provider that refuses, or an answer that nobody asked for: the same page, and nobody signed in."""
        del provider, error, exception, extra_context
        raise ImmediateHttpResponse(render(request, "accounts/provider_failed.jinja", status=403))
