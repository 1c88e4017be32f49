"""A watched mailbox of the demo: a thread, a neighbour, an automatic reply, and two messages that a person has to settle."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from random import Random
from typing import Final

from django.conf import settings

from mash.casework.mailbox.actions import set_domain
from mash.casework.mailbox.models import Message
from mash.casework.mailbox.work import MAILBOX, collect
from mash.demo.county.places import AGENCIES, HUBS
from mash.demo.county.text import PLAIN, Marks, Text, Where
from mash.demo.play.doors import EPOCH, TRUSTED
from mash.demo.play.post import settled
from mash.demo.world import SETUP
from mash.foundation.adapters.mailboxes import Box
from mash.foundation.kernel import seeded
from mash.foundation.visibility import acting
from mash.registers.agencies.models import Agency

DESK: Final = "county-children"
SCREENER: Final = f"screener.{DESK}"
BEFORE: Final = timedelta(hours=30)


def play(*, until: datetime, marks: Marks = PLAIN) -> None:
    """Play it once, in two collections on the last two days before the county's year ends."""
    at = until - BEFORE
    with acting(MAILBOX, until):
        if Message.objects.exclude(epoch=EPOCH).exists():
            return
    folder = Path(settings.MASH_STATE) / "mailbox"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    box = Box(DESK, DESK, HUBS["county"].email, f"folder:{folder}", trusts=TRUSTED)
    said, aside = (
        marks.at(Where(story="mail", hub="county")),
        marks.at(Where(hub="county", by=SCREENER)),
    )
    school = next(one for one in AGENCIES.values() if one.sector == "education" and "county" in one.hubs)
    domain = school.email.rpartition("@")[2]
    with acting(SETUP, at):
        set_domain(by=SETUP, at=at, domain=domain, agency=Agency.objects.get(key=school.key))
    for hours, letters in ((0, _first(said, aside, domain, at)), (20, _second(said, domain, at))):
        for number, letter in enumerate(letters):
            (folder / f"{hours}-{number}.eml").write_bytes(bytes(letter))
        ids = seeded(Random(f"mail {hours} {until.isoformat()}"))
        with ids, settled(at=at + timedelta(hours=hours), send=False):
            collect(box, at=at + timedelta(hours=hours))


def _first(said: Text, aside: Text, domain: str, at: datetime) -> list[EmailMessage]:
    worry = _letter(
        f"Nell Farrow <nell.farrow@{domain}>",
        said("said", "A boy in year four"),
        said(
            "said",
            "I teach Callum Reddish, who is eight and lives with his father in Ropewalk Lane, Ostermarch. On Monday and again "
            "today he fell asleep in class. He says that he is on his own at night. I attach what he wrote.",
        ),
        at,
        verified=domain,
        message_id=f"<callum-1@{domain}>",
    )
    worry.add_attachment(
        said("file", "Dad goes out when it is dark. I put the chair at the door."), filename="writing.txt"
    )
    neighbour = _letter(
        "Joan Tilling <joan.tilling@post.example.org>",
        said("said", "The children next door"),
        said(
            "said",
            "I hear the two little ones at number eleven crying for hours. I do not want to give my number.",
        ),
        at,
    )
    away = _letter(
        "Nell Farrow <nell.farrow@post.example.org>",
        aside("mail", "Away from my desk"),
        aside("mail", "I am away until Monday. For anything urgent please ring the school office."),
        at,
        **{"Auto-Submitted": "auto-replied"},
    )
    machine = _letter(
        "Housing repairs <no-reply@repairs.example.org>",
        aside("mail", "Visit note: a concern was ticked"),
        aside(
            "mail",
            "The engineer ticked “I am worried about a child here” after a visit in Tannery Court. No more was written.",
        ),
        at,
        **{"Auto-Submitted": "auto-generated"},
    )
    news = _letter(
        "Conference office <news@courses.example.org>",
        aside("mail", "Early booking ends on Friday"),
        aside("mail", "Book your place at our safeguarding conference now and save a third."),
        at,
        **{"List-Id": "<news.courses.example.org>"},
    )
    return [worry, neighbour, away, machine, news]  # fmt: skip


def _second(said: Text, domain: str, at: datetime) -> list[EmailMessage]:
    return [
        _letter(
            f"Nell Farrow <nell.farrow@{domain}>",
            said("said", "Re: A boy in year four"),
            said("said", "One thing more: his aunt collected him today and says that she had not seen him for a month."),
            at + timedelta(hours=20),
            verified=domain,
            message_id=f"<callum-2@{domain}>",
            **{"In-Reply-To": f"<callum-1@{domain}>"},
        )
    ]  # fmt: skip


def _letter(
    sender: str,
    subject: str,
    text: str,
    at: datetime,
    *,
    verified: str = "",
    message_id: str = "",
    **headers: str,
) -> EmailMessage:
    made = EmailMessage()
    if verified:
        made["Authentication-Results"] = f"{TRUSTED}; dmarc=pass header.from={verified}"
    made["From"] = sender
    made["To"] = HUBS["county"].email
    made["Subject"] = subject
    made["Date"] = format_datetime(at)
    if message_id:
        made["Message-ID"] = message_id
    for name, value in headers.items():
        made[name] = value
    made.set_content(text)
    return made
