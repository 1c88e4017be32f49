"""Messages for the tests: made as people and machines send them."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count

from tests.world import TUESDAY

_number = count(1)
TRUSTED = "mx.example.org"


def letter(
    text: str | None = "Rosa came to school hungry again.",
    *,
    subject: str = "Worried about a child",
    sender: str = "Edith Marlow <edith@school.example.org>",
    message_id: str = "",
    passes: bool = True,
    files: tuple[tuple[str, bytes], ...] = (),
    html: str = "",
    **headers: str,
) -> bytes:
    """One message as the receiving server hands it on; a header named `In_Reply_To` is In-Reply-To."""
    made = EmailMessage()
    made["Return-Path"] = f"<{sender.partition('<')[2].rstrip('>') or sender}>"
    if passes:
        domain = sender.rpartition("@")[2].rstrip(">")
        made["Authentication-Results"] = f"{TRUSTED}; dmarc=pass header.from={domain}"
    made["Received"] = "from out.example.org by mx.example.org"
    made["From"] = sender
    made["To"] = "mash@hub.example.org"
    made["Subject"] = subject
    made["Date"] = format_datetime(TUESDAY)
    made["Message-ID"] = message_id or f"<m{next(_number)}@school.example.org>"
    for name, value in headers.items():
        del made[name.replace("_", "-")]
        made[name.replace("_", "-")] = value
    if text is not None:
        made.set_content(text)
    if html:
        (made.add_alternative if text is not None else made.set_content)(html, subtype="html")
    for name, data in files:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return bytes(made)
