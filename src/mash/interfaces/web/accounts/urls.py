"""Addresses of the room `accounts`.

Those of signing in keep allauth's own names, without a namespace, because allauth looks for them; an address of
allauth's that is not here has no page and does not exist.
"""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path

from mash.interfaces.web.accounts.views import factors, provider, sign_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("mash.interfaces.web.accounts.own_urls")),
    path("sign-in/", sign_in.sign_in, name="account_login"),
    path("sign-out/", sign_in.sign_out, name="account_logout"),
    path("sign-in/ended", sign_in.inactive, name="account_inactive"),
    path("sign-in/by-invitation", sign_in.no_sign_up, name="account_signup"),
    path("sign-in/again", sign_in.again, name="account_reauthenticate"),
    path("account/password", sign_in.change_password, name="account_change_password"),
    path("account/no-password", sign_in.no_password, name="account_set_password"),
    path("sign-in/reset", sign_in.reset, name="account_reset_password"),
    path("sign-in/reset/sent", sign_in.reset_done, name="account_reset_password_done"),
    path("sign-in/password/done", sign_in.reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^sign-in/password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)/$",
        sign_in.reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("sign-in/code", factors.code, name="mfa_authenticate"),
    path("sign-in/passkey", factors.passkey_sign_in, name="mfa_login_webauthn"),
    path("sign-in/again/code", factors.code_again, name="mfa_reauthenticate"),
    path("sign-in/again/passkey", factors.passkey_again, name="mfa_reauthenticate_webauthn"),
    path("account/", factors.index, name="mfa_index"),
    path("account/app/add", factors.add_app, name="mfa_activate_totp"),
    path("account/app/remove", factors.remove_app, name="mfa_deactivate_totp"),
    path("account/passkeys", factors.passkeys, name="mfa_list_webauthn"),
    path("account/passkeys/add", factors.add_passkey, name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/remove", factors.remove_passkey, name="mfa_remove_webauthn"),
    path("account/recovery-codes", factors.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new", factors.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("sign-in/by/<slug:provider_id>/", provider.begin, name="openid_connect_login"),
    path("sign-in/by/<slug:provider_id>/back", provider.come_back, name="openid_connect_callback"),
    path("sign-in/provider/cancelled", provider.failed, name="socialaccount_login_cancelled"),
    path("sign-in/provider/error", provider.failed, name="socialaccount_login_error"),
    path("sign-in/provider/by-invitation", sign_in.no_sign_up, name="socialaccount_signup"),
    path("account/providers", provider.connections, name="socialaccount_connections"),
]
