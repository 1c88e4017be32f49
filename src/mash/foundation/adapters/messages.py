"""What may be said in an e-mail or a text: a reference, a link and a one-time code, and no name.

The type is closed. There is no field for free text, and each field's grammar has no room for a
person's name, so that a caller cannot put one in a message by mistake.
"""

import enum
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from mash.foundation.adapters.wording import BODIES, CODE_LINE, SUBJECTS, TEXTS


class Template(enum.StrEnum):
    """Every message that the system sends to someone outside it."""

    RECEIPT = "receipt"
    OUTCOME_READY = "outcome_ready"
    CODE = "code"
    REQUEST_WAITING = "request_waiting"
    DRAFT_CODE = "draft_code"
    INVITATION = "invitation"
    LOOK_AGAIN = "look_again"
    NOBODY_CLEARED = "nobody_cleared"
    LOG_FINDING = "log_finding"
    MODEL_LOOK = "model_look"
    BREAK_GLASS = "break_glass"
    ANSWER_WAITS = "answer_waits"
    PACKAGE = "package"
    PACKAGE_LINK = "package_link"
    PACKAGE_RECALLED = "package_recalled"
    PACKAGE_CORRECTED = "package_corrected"
    CONSENT_ASKED = "consent_asked"
    ADVICE_WAITS = "advice_waits"
    CALL_UNCONFIRMED = "call_unconfirmed"
    DISAGREEMENT = "disagreement"
    HAND_OVER = "hand_over"
    UPDATE_WAITS = "update_waits"
    CASE_OFFERED = "case_offered"
    ROUND_TABLE = "round_table"
    ROUND_TABLE_MINUTES = "round_table_minutes"
    ROUND_TABLE_ACTION = "round_table_action"
    TASK_WAITS = "task_waits"
    SCHOOL_NOTICE = "school_notice"
    DIRECTORY_WRONG = "directory_wrong"
    TIME_RUNS_OUT = "time_runs_out"
    TIME_IS_OVER = "time_is_over"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a template's name


class Language(enum.StrEnum):
    """Languages that messages are written in, by the tags that the pages use."""

    ENGLISH = "en-gb"
    WELSH = "cy"


def is_email(address: str) -> bool:
    """Whether a message can go to this address."""
    return bool(_EMAIL.match(address))


class Channel(enum.StrEnum):
    """How an address is reached."""

    EMAIL = "email"
    TEXT = "sms"


NEEDS_CODE: Final = frozenset({Template.CODE, Template.DRAFT_CODE})

# Upper case, digits and hyphens: "Amy Smith" is not a reference.
_REFERENCE: Final = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*\Z")
_REFERENCE_LENGTH: Final = range(4, 33)
_CODE: Final = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*\Z")
_CODE_LENGTH: Final = range(4, 17)
_EMAIL: Final = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]{1,190}\Z")
_PHONE: Final = re.compile(r"\+?[0-9][0-9 ]{8,18}\Z")
# Path segments of a link hold slugs and ids; a query or a fragment could hold anything.
_PATH: Final = re.compile(r"[A-Za-z0-9/_\-.]*\Z")


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one address.

    `to` is an e-mail address or a telephone number in digits; `reference` is 4 to 32 capitals, digits and
    hyphens; `code` is 4 to 16 of the same, and needed by the code templates; `link` is an http(s)
    address without user, query or fragment. Anything else raises ValueError.
    """

    to: str
    template: Template
    reference: str
    link: str
    code: str | None = None
    language: Language = Language.ENGLISH

    def __post_init__(self) -> None:
        if not (_EMAIL.match(self.to) or _PHONE.match(self.to)):
            raise ValueError("A message goes to one e-mail address or one telephone number.")
        if not _REFERENCE.match(self.reference) or len(self.reference) not in _REFERENCE_LENGTH:
            raise ValueError("A message's reference is 4 to 32 capitals, digits and hyphens.")
        if self.code is None:
            if self.template in NEEDS_CODE:
                raise ValueError(f"The template {self.template} needs a code.")
        elif not _CODE.match(self.code) or len(self.code) not in _CODE_LENGTH:
            raise ValueError("A message's code is 4 to 16 capitals, digits and hyphens.")
        link = urlsplit(self.link)
        plain = link.scheme in {"http", "https"} and link.hostname and not (link.query or link.fragment)
        if not plain or link.username is not None or not _PATH.match(link.path):
            raise ValueError("A message's link is a plain http(s) address without a query.")

    @property
    def channel(self) -> Channel:
        return Channel.EMAIL if "@" in self.to else Channel.TEXT

    @property
    def subject(self) -> str:
        """The subject line of an e-mail; texts have none."""
        return SUBJECTS[self.language][self.template].format(reference=self.reference)

    @property
    def body(self) -> str:
        """The whole text: paragraphs for an e-mail, one short paragraph for a text."""
        wording = BODIES if self.channel is Channel.EMAIL else TEXTS
        text = wording[self.language][self.template].format(
            reference=self.reference, link=self.link, code=self.code or ""
        )
        if self.code and self.template not in NEEDS_CODE:
            text += CODE_LINE[self.language].format(code=self.code)
        return text


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a provider answered: whether it took the message, its own id for it, or why not.

    `retry` says that trying again later may help (a time-out, a full queue); without it, the address or
    the configuration is wrong and a person must look.
    """

    accepted: bool
    provider: str
    provider_id: str = ""
    reason: str = ""
    retry: bool = False
