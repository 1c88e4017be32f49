"""Did a person write this? RFC 3834, RFC 3464 and what mail programs do besides. Pure."""

from __future__ import annotations

from collections.abc import Sequence

Headers = Sequence[tuple[str, str]]
"""Names in lower case with their values, in the order in which they stand."""


def surely(headers: Headers, content_type: str, sender: str) -> str:
    """`auto-reply` or `delivery-report` where a machine answered, else nothing."""
    values = _values(headers)
    if content_type == "multipart/report" or sender.lower().startswith("mailer-daemon@"):
        return "delivery-report"
    if values.get("return-path", "").replace(" ", "") == "<>":
        return "delivery-report"
    if values.get("auto-submitted", "").lower().startswith("auto-replied"):
        return "auto-reply"
    if "auto_reply" in values.get("precedence", "").lower():
        return "auto-reply"
    return "auto-reply" if {"x-autoreply", "x-autorespond", "x-autoresponder"} & values.keys() else ""


def perhaps(headers: Headers) -> str:
    """`list` or `automatic` where perhaps no person wrote this to us: a person looks, and nothing is answered.

    A partner's own system may send its referrals so: they are never refused by a machine.
    """
    values = _values(headers)
    if {"list-id", "list-unsubscribe"} & values.keys() or values.get("precedence", "").lower() == "list":
        return "list"
    submitted = values.get("auto-submitted", "no").lower().split(";")[0].strip()
    if submitted not in {"", "no"} or values.get("precedence", "").lower() in {"bulk", "junk"}:
        return "automatic"
    suppressed = values.get("x-auto-response-suppress", "none").lower()
    return "automatic" if suppressed not in {"", "none"} else ""


def _values(headers: Headers) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in headers:
        found.setdefault(name, value)
    return found
