"""A flood of messages with all that is planted in it, a process that is killed while it collects, and what must hold after."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter

from tests.mail import TRUSTED, letter
from tests.world import TUESDAY as AT

from mash.casework.intake.models import Contact
from mash.casework.mailbox.models import Message
from mash.casework.mailbox.queries import tallies
from mash.casework.mailbox.work import MAILBOX
from mash.foundation.files.models import StoredFile
from mash.foundation.kernel import Actor
from mash.foundation.ledger.models import Entry
from mash.foundation.outbox.models import Message as Letter
from mash.foundation.visibility import acting

Planted = list[tuple[bytes, tuple[str, str]]]
LIMIT = 150_000


def _own(number: int, **more: str) -> bytes:
    return letter(
        f"Worry number {number}.\n" + "She was hungry again. " * (number % 40),
        sender=f"Person {number} <p{number}@d{number % 97}.example.org>",
        message_id=f"<n{number}@d{number % 97}.example.org>",
        passes=number % 3 > 0,
        **more,
    )


def _odd(number: int) -> tuple[bytes, tuple[str, str]]:
    """One message that is planted, and what must become of it."""
    mark = f"X-Number: {number}\n".encode()
    head = mark + f"From: odd{number}@x{number}.example.org\nMessage-ID: <odd{number}@x>\n".encode()
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(200))
    kinds: list[tuple[bytes, tuple[str, str]]] = [
        (_own(number, Auto_Submitted="auto-replied"), ("rejected", "auto-reply")),
        (_own(number, Return_Path="<>"), ("rejected", "delivery-report")),
        (letter(f"{number}", sender="mash@hub.example.org"), ("rejected", "loop")),
        (_own(number, List_Id="<l.example.org>"), ("aside", "list")),
        (_own(number, Auto_Submitted="auto-generated"), ("aside", "automatic")),
        (b"" if number % 2 else b"\r\n" * number, ("aside", "empty")),
        (b"\x00\x01%d" % number + bytes(range(256)), ("aside", "not-mail")),
        (head + b"Subject: " + b"x" * 300_000 + b"\n\ntext", ("aside", "too-large")),
        (head + b"Content-Type: text/plain" + b";" * 50_000 + b"\n\ntext", ("aside", "huge-header")),
        (head + deep + b"\ntext", ("aside", "too-many-parts")),
        (head + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 10_000, ("aside", "too-many-parts")),
        (mark + b"Subject: x%d\n\nNobody says who." % number, ("aside", "no-sender")),
        (head + b"Content-Type: text/plain; charset=nonsense\n\ncaf\xe9", ("contact", "")),
        (head + b"Content-Type: text/html\n\n<script>x</script><p>Help.</p><img src=http://x>", ("contact", "")),
        (head + b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nx", ("aside", "encrypted")),
        (head + b"Content-Transfer-Encoding: base64\nContent-Type: text/plain\n\n%%%not base64", ("contact", "")),
    ]  # fmt: skip
    return kinds[number % len(kinds)]


def planted(many: int, *, seed: int) -> Planted:
    """So many messages in their order, each with its state and reason; a quarter of them is no ordinary first message."""
    chance = random.Random(seed)
    found: Planted = []
    firsts: list[int] = []
    for number in range(many):
        pick = chance.random()
        if not firsts or pick < 0.75:
            firsts.append(number)
            found.append((_own(number), ("contact", "")))
        elif pick < 0.80:
            found.append((_own(chance.choice(firsts)), ("rejected", "repeat")))
        elif pick < 0.85:
            to = chance.choice(firsts)
            found.append((_own(number, In_Reply_To=f"<n{to}@d{to % 97}.example.org>"), ("joined", "")))
        elif pick < 0.87:
            to = chance.choice(firsts)
            other = _own(number).replace(
                f"<n{number}@d{number % 97}.example.org>".encode(), f"<n{to}@d{to % 97}.example.org>".encode()
            )
            found.append((other, ("aside", "same-id")))
        else:
            found.append(_odd(number))
    return found


def drill(dovecot, monkeypatch, *, many: int, kills: int, seed: int) -> None:
    """Collect in processes that are killed again and again, then once more, and once more for nothing."""
    account = f"flood{many}"
    messages = planted(many, seed=seed)
    dovecot.put(account, *(raw for raw, _became in messages))
    box = {
        "key": "flood", "desk": "county-children", "address": "mash@hub.example.org", "trusts": TRUSTED,
        "url": dovecot.url(account), "ca": str(dovecot.ca),
    }  # fmt: skip
    monkeypatch.setenv("MASH_MAILBOXES", json.dumps([box]))
    monkeypatch.setenv("MASH_MAILBOX_MAX_BYTES", str(LIMIT))
    chance = random.Random(seed)
    killed = 0
    while killed < kills:
        process = _collecting()
        _until_it_works(process, chance.random() * 3)
        if process.poll() is None:
            process.kill()
            killed += 1
        process.wait()
        if not _waiting(many):
            break
    while _waiting(many):
        assert _collecting().wait() == 0
    before = _facts()
    assert _collecting().wait() == 0
    assert _facts() == before, "collecting again changes nothing"

    told = subprocess.run(
        [sys.executable, "-m", "mash.cli", "mailbox", "status", "--json"], env=dict(os.environ), capture_output=True, check=True
    )  # fmt: skip
    (said,) = json.loads(told.stdout)
    assert (said["received"], said["adds_up"], said["waiting"], said["failure"]) == (many, True, 0, "")

    with acting(MAILBOX, AT):
        (tally,) = tallies()
        became = Counter(Message.objects.values_list("state", "reason"))
    assert tally.received == many
    assert tally.adds_up
    assert became == Counter(became for _raw, became in messages)
    assert dovecot.held(account) == 0
    assert dovecot.held(account, "MASH-taken") + dovecot.held(account, "MASH-aside") == many
    with acting(Actor.service("intake"), AT):
        assert Contact.objects.count() == became["contact", ""]
        # The bytes of every message but the empty ones are kept, each once.
        assert StoredFile.objects.filter(content_type="message/rfc822", name="message.eml").count() == sum(
            bool(raw) for raw, _became in messages
        )
    with acting(Actor.service("worker"), AT):
        receipts = list(Letter.objects.values_list("reference", flat=True))
    assert len(receipts) == len(set(receipts)) == became["contact", ""]


def _until_it_works(process: subprocess.Popen[bytes], more: float) -> None:
    """Wait until it has stored or settled something, and a little longer."""
    before = _progress()
    while process.poll() is None and _progress() == before:
        time.sleep(0.1)
    time.sleep(more)


def _progress() -> tuple[int, int]:
    with acting(MAILBOX, AT):
        return Message.objects.count(), Message.objects.filter(state=Message.State.WAITING).count()


def _collecting() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "mash.cli", "mailbox", "collect"],
        env=dict(os.environ),
        stdout=subprocess.DEVNULL,
    )


def _waiting(many: int) -> bool:
    with acting(MAILBOX, AT):
        waits = Message.objects.filter(state=Message.State.WAITING).exists()
        return waits or Message.objects.count() < many


def _facts() -> tuple[object, ...]:
    with acting(MAILBOX, AT):
        mail = list(
            Message.objects.order_by("pk").values_list("public_id", "state", "reason", "contact", "place")
        )
    with acting(Actor.service("sequencer"), AT):
        return mail, Entry.objects.count()
