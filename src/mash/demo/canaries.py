"""Marked secrets: every value that the county hands out carries a token of its class, to test that none leaks."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from mash.demo.county.text import Kind

# Values that other parts of the application check by their form keep it.
_KEPT = re.compile(r"[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}|[\d +]+")
_EMAIL = re.compile(r"([^@\s]+)@([^@\s]+)")


@dataclass
class Canaries:
    """`text` marks a value `CANARY-<class>-<8 hex>`: the same value always in the same way.

    Postcodes and telephone numbers are left as they are; an e-mail address carries its token before the @.
    """

    path: Path
    planted: dict[str, str] = field(default_factory=dict)

    def text(self, kind: Kind, value: str) -> str:
        if not value or _KEPT.fullmatch(value):
            return value
        number = hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()[:8]
        token = f"CANARY-{kind}-{number}"
        self.planted[token] = kind
        if found := _EMAIL.fullmatch(value):
            return f"{found[1][:20]}.{token.lower()}@{found[2]}"
        stem, dot, ending = value.rpartition(".")
        if kind == "file-name" and dot:
            return f"{stem} {token}.{ending}"
        return f"{value} {token}"

    def write(self) -> None:
        """Write every token planted so far, with its class, as a JSON list readable by its owner alone."""
        partial = self.path.with_suffix(".partial")
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump([{"token": token, "class": kind} for token, kind in self.planted.items()], file)
        partial.replace(self.path)
