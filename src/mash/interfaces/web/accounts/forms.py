"""The forms of signing in: allauth's own, drawn and worded as ours."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.forms.fields import InvalidJSONInput
from django.utils.translation import gettext_lazy as _

from mash.interfaces.web.components.forms import GovFormMixin

type Words = dict[str, Any]


class Worded(GovFormMixin):
    """Our words over the library's: `labels`, `missing` and `hints` by the field's name."""

    labels: ClassVar[Words] = {}
    missing: ClassVar[Words] = {}
    hints: ClassVar[Words] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.help_text = self.hints.get(name, "")
            field.label = self.labels.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            if name in self.missing:
                field.error_messages["required"] = self.missing[name]


_PASSWORD_HINT = _("At least 12 characters. Three random words are easy to remember.")


class SignInForm(Worded, account.LoginForm):  # type: ignore[misc] # allauth has no types
    labels: ClassVar[Words] = {"login": _("E-mail address"), "password": _("Password")}
    missing: ClassVar[Words] = {
        "login": _("Enter your e-mail address"),
        "password": _("Enter your password"),
    }


class ReauthenticateForm(Worded, account.ReauthenticateForm):  # type: ignore[misc] # allauth has no types
    labels: ClassVar[Words] = {"password": _("Password")}
    missing: ClassVar[Words] = {"password": _("Enter your password")}


class ChangePasswordForm(Worded, account.ChangePasswordForm):  # type: ignore[misc] # allauth has no types
    labels: ClassVar[Words] = {
        "oldpassword": _("Current password"),
        "password1": _("New password"),
        "password2": _("New password again"),
    }
    hints: ClassVar[Words] = {"password1": _PASSWORD_HINT}


class ResetPasswordForm(Worded, account.ResetPasswordForm):  # type: ignore[misc] # allauth has no types
    labels: ClassVar[Words] = {"email": _("E-mail address")}
    missing: ClassVar[Words] = {"email": _("Enter your e-mail address")}


class ChoosePasswordForm(Worded, account.ResetPasswordKeyForm):  # type: ignore[misc] # allauth has no types
    labels: ClassVar[Words] = {"password1": _("Password"), "password2": _("Password again")}
    hints: ClassVar[Words] = {"password1": _PASSWORD_HINT}


class CodeForm(Worded, mfa.AuthenticateForm):  # type: ignore[misc] # allauth has no types
    labels: ClassVar[Words] = {"code": _("Code")}
    missing: ClassVar[Words] = {"code": _("Enter the code")}
    hints: ClassVar[Words] = {
        "code": _("The 6 digits that your authenticator app shows, or one of your recovery codes.")
    }


class CodeAgainForm(Worded, mfa.ReauthenticateForm):  # type: ignore[misc] # allauth has no types
    labels: ClassVar[Words] = CodeForm.labels
    missing: ClassVar[Words] = CodeForm.missing
    hints: ClassVar[Words] = CodeForm.hints


class AppForm(Worded, ActivateTOTPForm):  # type: ignore[misc] # allauth has no types
    labels: ClassVar[Words] = {"code": _("Code")}
    missing: ClassVar[Words] = CodeForm.missing
    hints: ClassVar[Words] = {"code": _("The 6 digits that the app shows now.")}


class AppRemovalForm(Worded, DeactivateTOTPForm):  # type: ignore[misc] # allauth has no types
    pass


class RecoveryCodesForm(Worded, GenerateRecoveryCodesForm):  # type: ignore[misc] # allauth has no types
    pass


class Credential(forms.JSONField):
    """What a passkey says. A number of thousands of digits is no JSON to Python, and an error to Django."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (RecursionError, ValueError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        try:
            return super().bound_data(data, initial)
        except (RecursionError, ValueError):
            return InvalidJSONInput(data)


class Answered(Worded):
    """What a passkey says is read by libraries that fail in many ways on what no passkey says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = Credential(widget=forms.HiddenInput)

    def full_clean(self) -> None:
        try:
            super().full_clean()  # type: ignore[misc] # a form's own, beside this class
        except (ArithmeticError, AttributeError, LookupError, ObjectDoesNotExist, TypeError, ValueError):
            self.add_error("credential", _("The passkey could not be read. Try again."))  # type: ignore[attr-defined] # the same


class PasskeyForm(Answered, webauthn.AddWebAuthnForm):  # type: ignore[misc] # allauth has no types
    labels: ClassVar[Words] = {
        "name": _("Name of this passkey"),
        "passwordless": _("Sign in with this passkey alone, without a password"),
    }
    hints: ClassVar[Words] = {"name": _("Such as: work laptop.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class PasskeyAnswerForm(Answered, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc] # allauth has no types
    pass


class PasskeyAgainForm(Answered, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc] # allauth has no types
    pass


class PasskeySignInForm(Answered, webauthn.LoginWebAuthnForm):  # type: ignore[misc] # allauth has no types
    pass
