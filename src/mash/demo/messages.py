"""The messages that the demo sent, read back from its file: an outbox that can be looked into."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from mash.demo.personas import only_in_the_demo


def listing() -> list[dict[str, Any]]:
    """Every message, oldest first: at, channel, to, template, reference, link, code (or None), language, subject, body.

    `at` is when it left, in ISO 8601. Raises NotDemoError outside the demo.
    """
    only_in_the_demo()
    path = Path(settings.MASH_STATE) / "messages.jsonl"
    if not path.exists():
        return []
    # A line being written at this moment ends without its newline: it is read next time.
    whole = path.read_text(encoding="utf-8").rpartition("\n")[0]
    return [json.loads(line) for line in whole.splitlines() if line]
