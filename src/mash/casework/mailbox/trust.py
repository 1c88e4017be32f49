"""Is the sender who the message says? By the word of the one server that is trusted (RFC 8601), and nobody else's. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_COMMENT: Final = re.compile(r"\([^()]*\)")
_RESULT: Final = re.compile(r"([a-z0-9-]+)(?:/\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY: Final = re.compile(r"\b([a-z]+\.[a-z0-9-]+)\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)


def verified(results: Sequence[str], sender: str, *, trusts: str) -> bool:
    """Whether the trusted server found that the domain of `sender` sent it.

    `results` are the Authentication-Results, the latest first. Of those that bear the trusted name the first alone counts:
    a sender can write such a header too, and it then stands below the server's own. It passes by DMARC, or by SPF or DKIM
    for the very domain of the sender's address or one below it.
    """
    if not trusts:
        return False
    domain = sender.rpartition("@")[2].lower().rstrip(".")
    for line in results:
        name, said = _parts(line)
        if name == trusts.lower():
            return any(_passes(one, domain) for one in said)
    return False


def _parts(line: str) -> tuple[str, list[str]]:
    before = ""
    while before != line:  # comments may stand in comments
        before, line = line, _COMMENT.sub(" ", line)
    head, *said = line.split(";")
    words = head.split()
    return (words[0].lower() if words else ""), said


def _passes(said: str, domain: str) -> bool:
    found = _RESULT.match(said.strip())
    if not found or found[2].lower() != "pass":
        return False
    properties = {key.lower(): value.lower() for key, value in _PROPERTY.findall(said)}
    method = found[1].lower()
    if method == "dmarc":
        return bool(properties.get("header.from", domain).rstrip(".") == domain)
    named = {"spf": ("smtp.mailfrom",), "dkim": ("header.d", "header.i")}.get(method, ())
    return any(_is_of(properties[key], domain) for key in named if key in properties)


def _is_of(named: str, domain: str) -> bool:
    found = named.rpartition("@")[2].rstrip(".")
    return found == domain or found.endswith(f".{domain}")
