"""What may go into a package, what its makers still owe before it leaves, and whether a link opens. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Refused, Verdict

FAMILY: Final = "family"
AGENCY: Final = "agency"
# For how long a link may wait to be opened.
LINK_DAYS: Final = (1, 3, 7, 14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What matters of one passage before it leaves.

    `handling`, `family_may_know` and `originator` are an item's ("" for what is none). `current` says that nothing has
    superseded it. `withheld` are numbers of paragraphs from 0, `addresses` those in which a protected address stands that was
    not chosen. `consent` is "", "asked", "yes", "partly" or "no"; `may_go` goes with "partly".
    """

    ref: str
    heading: str
    kind: str
    paragraphs: int
    handling: str = ""
    family_may_know: str = ""
    originator: str = ""
    current: bool = True
    withheld: frozenset[int] = frozenset()
    addresses: frozenset[int] = frozenset()
    consent: str = ""
    may_go: frozenset[int] = frozenset()

    @property
    def kept(self) -> frozenset[int]:
        return frozenset(range(self.paragraphs)) - self.withheld


def may_choose(*, family_may_know: str, current: bool, recipient_kind: str) -> Verdict:
    """Whether an item may stand in a package for such a recipient at all."""
    if not current:
        return Refused(
            "disclosure:item:corrected", _("The agency has corrected this. Choose what it says now.")
        )
    if recipient_kind == FAMILY and family_may_know == "no":
        return Refused(
            "disclosure:item:not-for-family",
            _("The agency that supplied this has said that the family may not know it."),
        )
    return ALLOWED


def needs_consent(
    *, handling: str, family_may_know: str, originator: str, recipient_kind: str, recipient: str
) -> bool:
    """Whether the originator is to be asked before this goes on. An agency gets its own back without being asked."""
    if not originator or (recipient_kind == AGENCY and originator == recipient):
        return False
    return handling == "ask-originator" or (recipient_kind == FAMILY and family_may_know == "ask")


def needs_check(*, recipient_kind: str, protected_address: bool, two_person_rule: bool) -> bool:
    """Whether a second person looks first: always for a family and a protected address, else as the hub has set."""
    return recipient_kind == FAMILY or protected_address or two_person_rule


def lacks(pieces: Iterable[Piece], *, recipient_kind: str, recipient: str) -> list[Refused]:
    """All that stands in the way of sending, in the order of the passages; nothing where it may leave."""
    pieces = list(pieces)
    if not any(one.kept for one in pieces):
        return [Refused("disclosure:package:empty", _("Choose something that is not withheld altogether."))]
    return [
        found
        for one in pieces
        for found in _lacks_of(one, recipient_kind=recipient_kind, recipient=recipient)
    ]


def _lacks_of(one: Piece, *, recipient_kind: str, recipient: str) -> Iterator[Refused]:
    said = {"what": one.heading}
    if not one.current:
        yield Refused(
            "disclosure:item:corrected",
            _("“%(what)s”: the agency has corrected it since you chose it. Choose again.") % said,
        )
    if recipient_kind == FAMILY and one.family_may_know == "no":
        yield Refused(
            "disclosure:item:not-for-family", _("“%(what)s”: the family may not know it. Take it out.") % said
        )
    if one.addresses - one.withheld:
        yield Refused(
            "disclosure:package:address",
            _("“%(what)s”: a protected address stands in it. Withhold that paragraph.") % said,
        )
    if needs_consent(
        handling=one.handling,
        family_may_know=one.family_may_know,
        originator=one.originator,
        recipient_kind=recipient_kind,
        recipient=recipient,
    ):
        yield from _consent_lacks(one, said)


def _consent_lacks(one: Piece, said: dict[str, str]) -> Iterator[Refused]:
    sentences = {
        "": _("“%(what)s”: ask the agency that supplied it first."),
        "asked": _("“%(what)s”: the agency that supplied it has not answered yet."),
        "no": _("“%(what)s”: the agency that supplied it has refused. Take it out."),
    }
    if one.consent in sentences:
        yield Refused("disclosure:consent:missing", sentences[one.consent] % said)
    elif one.consent == "partly" and one.kept - one.may_go:
        yield Refused(
            "disclosure:consent:partly",
            _("“%(what)s”: the agency has agreed to a part only. Withhold the rest.") % said,
        )


def may_answer(*, answer: str, reason: str, may_go: Collection[int], paragraphs: int) -> Verdict:
    """Whether an originator's answer is whole: a refusal and a part say why, a part says which."""
    if answer not in {"yes", "no", "partly"}:
        return Refused("disclosure:consent:answer", _("Say whether it may be passed on."))
    if answer != "yes" and not reason.strip():
        return Refused("disclosure:consent:no-reason", _("Say why it may not, or not all of it."))
    if answer == "partly" and not (
        0 < len(set(may_go)) < paragraphs and set(may_go) <= set(range(paragraphs))
    ):
        return Refused(
            "disclosure:consent:which", _("Select the paragraphs that may be passed on: some, and not all.")
        )
    return ALLOWED


_SPACES: Final = re.compile(r"[^0-9a-z]+")
_SHORTEST: Final = 6


def holds_address(text: str, *, lines: str, postcode: str) -> bool:
    """Whether a protected address stands in a text, however it is spaced: its postcode or its first line."""
    said = _SPACES.sub("", text.lower())
    first = _SPACES.sub("", lines.lower().split(",")[0])
    code = _SPACES.sub("", postcode.lower())
    return any(len(one) >= minimum and one in said for one, minimum in ((first, _SHORTEST), (code, 5)))


@dataclass(frozen=True, slots=True)
class Link:
    """What is known of a link: when it was opened, ran or runs out, and was recalled."""

    opened_at: datetime | None
    expires_at: datetime
    recalled_at: datetime | None

    def opens(self, at: datetime) -> bool:
        return self.opened_at is None and self.recalled_at is None and at < self.expires_at

    @property
    def recalled_after_opening(self) -> bool:
        """Whether its holder, who has read it, is to be told that it was taken back."""
        return self.opened_at is not None and self.recalled_at is not None


def expiry(sent: datetime, days: int) -> datetime:
    """When a link runs out. Raises ValueError for days that are not offered."""
    if days not in LINK_DAYS:
        raise ValueError(days)
    return sent + timedelta(days=days)
