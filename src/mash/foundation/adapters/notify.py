"""Messages through GOV.UK Notify, by e-mail and by text.

Notify holds templates; ours are one for e-mail, with the subject ((subject)) and the body ((body)),
and one for texts, with the body ((body)), so that the words stay in this repository, in both languages.
"""

import re
from typing import Any, Final

import requests
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from notifications_python_client.errors import HTTPError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient

from mash.foundation.adapters.messages import Channel, Message, Receipt

SERVICE_URL: Final = "https://api.notifications.service.gov.uk"
TIMEOUT_SECONDS: Final = 15
_client_class: Any = NotificationsAPIClient  # the client has no types
_TOO_MANY: Final = 429
_SERVER_ERROR: Final = 500
# A key is a name, the service's UUID and the secret's UUID, joined by hyphens.
_UUID: Final = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_KEY: Final = re.compile(rf".+-{_UUID}-{_UUID}\Z")


class NotifyMailer:
    """Sends through one Notify service. `reference` travels as the client's reference of each message."""

    def __init__(
        self, key: str, *, email_template: str, text_template: str = "", url: str = SERVICE_URL
    ) -> None:
        if not _KEY.match(key) or not email_template:
            raise ImproperlyConfigured(
                "MASH_MAIL=notify needs MASH_NOTIFY_KEY (the whole key, name included) and "
                "MASH_NOTIFY_EMAIL_TEMPLATE (the id of a template with ((subject)) and ((body)))."
            )
        self._key = key
        self._email_template = email_template
        self._text_template = text_template
        self._url = url

    def send(self, message: Message) -> Receipt:
        if message.channel is Channel.TEXT and not self._text_template:
            return Receipt(accepted=False, provider="notify", reason="No template for texts is configured.")
        # The client says of itself that it is not thread-safe: one for each message.
        client = _client_class(self._key, base_url=self._url, timeout=TIMEOUT_SECONDS)
        try:
            if message.channel is Channel.EMAIL:
                answer = client.send_email_notification(
                    email_address=message.to,
                    template_id=self._email_template,
                    personalisation={"subject": message.subject, "body": message.body},
                    reference=message.reference,
                )
            else:
                answer = client.send_sms_notification(
                    phone_number=message.to,
                    template_id=self._text_template,
                    personalisation={"body": message.body},
                    reference=message.reference,
                )
        except HTTPError as error:
            return _refused(f"{error.status_code}", retry=_worth_a_retry(error.status_code))
        except (InvalidResponse, requests.RequestException, OSError) as error:
            return _refused(type(error).__name__, retry=True)
        finally:
            client.request_session.close()
        return Receipt(accepted=True, provider="notify", provider_id=str(answer["id"]))


def _worth_a_retry(status: int) -> bool:
    return status == _TOO_MANY or status >= _SERVER_ERROR


def _refused(what: str, *, retry: bool) -> Receipt:
    return Receipt(accepted=False, provider="notify", reason=f"GOV.UK Notify answered {what}.", retry=retry)


def from_settings() -> NotifyMailer:
    """Built of MASH_NOTIFY_KEY, _EMAIL_TEMPLATE, _TEXT_TEMPLATE (optional) and _URL (optional)."""
    return NotifyMailer(
        getattr(settings, "MASH_NOTIFY_KEY", ""),
        email_template=getattr(settings, "MASH_NOTIFY_EMAIL_TEMPLATE", ""),
        text_template=getattr(settings, "MASH_NOTIFY_TEXT_TEMPLATE", ""),
        url=getattr(settings, "MASH_NOTIFY_URL", SERVICE_URL),
    )
