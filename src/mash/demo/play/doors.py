"""The door by which a worry comes: the form, the telephone, a watched mailbox or the force's own system, each by its own actions."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from random import Random
from typing import TYPE_CHECKING, Any, Final, cast

from mash.casework.calls import actions as calls
from mash.casework.calls.rules import Caller, Heard, PersonHeard
from mash.casework.intake.actions import receive
from mash.casework.intake.models import Contact
from mash.casework.mailbox.actions import put_away, set_domain, settle_message, take
from mash.casework.mailbox.models import Message, SenderDomain
from mash.casework.mailbox.work import MAILBOX
from mash.casework.notifications import work
from mash.casework.notifications.actions import take_some
from mash.casework.notifications.models import Sent, Source
from mash.demo.county.places import HUBS
from mash.demo.play.arrival import arrival
from mash.demo.play.attachments import attach
from mash.demo.play.stage import CALLERS, PlayError, must
from mash.demo.world import FORCE, SETUP, incidents_of
from mash.foundation.adapters.mailboxes import Box, Found
from mash.foundation.kernel import Actor
from mash.foundation.visibility import as_service
from mash.foundation.visibility.session import become
from mash.registers.agencies.models import Agency, Desk

if TYPE_CHECKING:
    from mash.demo.county.worry import Channel, Worry
    from mash.demo.play.stage import Stage
    from mash.registers.accounts.models import User
    from mash.registers.people.rules import Said

TRUSTED: Final = "mx.ostermarch.example.org"
EPOCH: Final = "year"
OFTEN_SIGNED_IN: Final = 0.15
LONGEST_CALL: Final = timedelta(minutes=14)
_GRADES: Final = {"red": "High", "amber": "Medium"}
_KNOWN_AS: Final = {"source-of-harm": "suspect"}


def door_of(worry: Worry) -> Channel:
    """What the form alone can carry comes by the form: an address that few may learn."""
    protected = any(one.person.address and one.person.address.protected for one in worry.subjects)
    return "form" if protected else worry.channel


class Door:
    """One worry at its door; `filed` is what its files say."""

    def __init__(self, worry: Worry, stage: Stage, *, draft: str, rng: Random, filed: str) -> None:
        self.worry, self.stage, self.draft, self.rng, self.filed = worry, stage, draft, rng, filed

    def come(self, at: datetime) -> Contact:
        """The contact that was made of it, found again by the year's own key whatever its door."""
        ways = {
            "form": self._form,
            "phone": self._telephone,
            "email": self._mail,
            "police-system": self._force,
        }
        contact = ways[door_of(self.worry)](at)
        if contact.draft != self.draft:
            contact.draft = self.draft
            with as_service("intake"):
                contact.save(update_fields=["draft"])
        return contact

    def _form(self, at: datetime) -> Contact:
        worry = self.worry
        by = Actor.draft(self.draft)
        become(by, at)
        who = CALLERS.get(worry.source_code, "") if worry.hub == "county" else ""
        user: User | None = self.stage.users.get(who) if self.rng.random() < OFTEN_SIGNED_IN else None
        self.stage.marks.hears(worry.id, hub=worry.hub, **({"referrer": who} if user else {}))
        contact = receive(by=by, at=at, arrival=arrival(worry, draft=self.draft, user=user))
        attach(worry.concern.attachments, self.filed, by=by, at=at, contact=contact.ref)
        return contact

    def _telephone(self, at: datetime) -> Contact:
        """Answered at the desk, typed as it was heard, and over before anybody rates it."""
        self.stage.marks.hears(self.worry.id, hub=self.worry.hub)
        said = arrival(self.worry, draft="")
        who = said.referrer
        caller = Caller(
            klass=who.klass,
            source=said.source,
            name=who.name,
            role=who.role,
            agency=who.agency,
            relationship=who.relationship,
            safe="yes" if who.klass == "professional" else "not-known",
            **({"phone": who.phone} if who.phone else {"withheld": True}),
            **({"email": who.email} if who.email else {}),
        )
        heard = Heard(
            notes=said.worry,
            typed={"danger_now": said.danger_now},
            caller=caller,
            people=[PersonHeard(role=one.role, said=one.said) for one in said.people],
            danger_now=said.danger_now,
            children="yes" if self.worry.desk == "children" else "not-known",
        )
        over = at + self._takes(at)
        by = self.stage.become(f"screener.{self.worry.desk_key}", at)
        desk = Desk.objects.select_related("hub").get(key=self.worry.desk_key)
        call = must(calls.take(by=by, at=at, desk=desk, once=self.draft))
        become(by, over)
        call = must(calls.save(by=by, at=over, call=call, heard=heard, version=call.version))
        return must(calls.make_contact(by=by, at=over, call=call))

    def _takes(self, at: datetime) -> timedelta:
        """Some minutes, and no longer than until it is looked into."""
        length = timedelta(minutes=4) + (LONGEST_CALL - timedelta(minutes=4)) * self.rng.random()
        if self.worry.ratings:
            length = min(length, (self.worry.ratings[0].at - at) / 2)
        return min(length, self.stage.until - at)

    def _mail(self, at: datetime) -> Contact:
        worry = self.worry
        self.stage.marks.hears(worry.id, hub=worry.hub)
        letter, domain = self._letter(at)
        if worry.referrer.agency:
            become(SETUP, at)
            if not SenderDomain.objects.filter(domain=domain).exists():
                set_domain(
                    by=SETUP, at=at, domain=domain, agency=Agency.objects.get(key=worry.referrer.agency)
                )
        raw = bytes(letter)
        box = Box(worry.desk_key, worry.desk_key, HUBS[worry.hub].email, "", trusts=TRUSTED)
        found = Found(EPOCH, self.draft, len(raw))
        become(MAILBOX, at)
        message = take(by=MAILBOX, at=at, box=box, found=found, raw=raw, whole=True)
        put_away(at=at, box=box, some=[found])
        settled = settle_message(by=MAILBOX, at=at, box=box, message=message.public_id)
        if settled is None or settled.state != Message.State.CONTACT:
            raise PlayError(
                f"{worry.id}: the letter became {settled and settled.state}, {settled and settled.reason}"
            )
        return _contact(settled.contact)

    def _letter(self, at: datetime) -> tuple[EmailMessage, str]:
        """What is known stands in the text alone: the desk says who is meant."""
        who, concern = self.worry.referrer, self.worry.concern
        domain = who.email.rpartition("@")[2]
        letter = EmailMessage()
        letter["Authentication-Results"] = f"{TRUSTED}; dmarc=pass header.from={domain}"
        letter["From"] = formataddr((who.name, who.email))
        letter["To"] = HUBS[self.worry.hub].email
        letter["Subject"] = "Safeguarding concern"
        letter["Date"] = format_datetime(at)
        letter["Message-ID"] = f"<{self.worry.id}.{at:%Y%m%d}@{domain}>"
        about = [_in_words(one.role, one.said) for one in arrival(self.worry, draft="").people]
        letter.set_content("\n\n".join([concern.happened, "This is about:", *about, who.name, who.role]))
        for name in concern.attachments:
            stem = name.rpartition(".")[0] or name
            letter.add_attachment(f"{stem}\n\n{self.filed}\n", filename=f"{stem}.txt")
        return letter, domain

    def _force(self, at: datetime) -> Contact:
        """A call of the force's system with this one notification."""
        worry = self.worry
        self.stage.marks.hears(worry.id, hub=worry.hub)
        by = self.stage.become(f"researcher.{FORCE}", at)
        with as_service("notifications"):
            source = Source.objects.select_related("agency", "desk__hub").get(key=incidents_of(worry.hub))
        item = self._notification()
        body = json.dumps(item).encode()
        batch = must(
            work.keep_call([item], by=by, at=at, source=source, body=body, key=self.draft, declared=1)
        )
        with as_service("notifications"):
            rows = list(batch.all_rows.values_list("pk", flat=True))
        take_some(by=by, at=at, source=source, only=rows)
        with as_service("notifications"):
            ref = Sent.objects.get(row__in=rows).contact
        return _contact(ref)

    def _notification(self) -> dict[str, Any]:
        said = arrival(self.worry, draft="")
        rating = self.worry.ratings[0].rating if self.worry.ratings else ""
        dash = {
            key.removeprefix("item_"): value
            for key, value in cast("dict[str, str]", said.content.get("dash", {})).items()
        }
        return {
            "reference": f"PPN-{self.worry.id}",
            "incident": self.worry.incident,
            "occurred": f"{self.worry.concern.happened_on or self.worry.received_at.date():%d/%m/%Y}",
            "grade": _GRADES.get(rating, "Standard"),
            "summary": said.worry,
            "danger": said.danger_now,
            "population": self.worry.desk,
            "officer": said.referrer.name,
            "officer_phone": said.referrer.phone,
            "people": [_as_sent(one.role, one.said) for one in said.people],
            **({"dash": dash} if dash else {}),
        }


def _contact(ref: str) -> Contact:
    with as_service("intake"):
        return Contact.objects.select_related("matter__hub", "matter__desk").get(ref=ref)


def _as_sent(role: str, said: Said) -> dict[str, str]:
    """A person as a force's system knows them."""
    address = said.get("address") or {}
    found = {
        "role": _KNOWN_AS.get(role, role),
        "given_name": said.get("given_name", ""),
        "family_name": said.get("family_name", ""),
        "known_as": said.get("known_as", ""),
        "date_of_birth": _day(said, "-"),
        "sex": said.get("sex", ""),
        "address": address.get("lines", ""),
        "postcode": address.get("postcode", ""),
        "phone": said.get("phone", ""),
        "nhs_number": said.get("nhs_number", ""),
        "school": said.get("school", ""),
        "relationship": said.get("relationship", ""),
        "description": "Not yet born" if said.get("expected") else "",
    }
    return {name: text for name, text in found.items() if text}


def _in_words(role: str, said: Said) -> str:
    address = said.get("address") or {}
    parts = [
        " ".join(filter(None, (said.get("given_name"), said.get("family_name")))),
        f"born {_day(said, '.')}" if _day(said, ".") else "",
        ", ".join(filter(None, (address.get("lines"), address.get("postcode")))),
        said.get("relationship", "") or role.replace("-", " "),
    ]
    return "- " + ", ".join(filter(None, parts))


def _day(said: Said, between: str) -> str:
    born = said.get("born") or {}
    if not born.get("day"):
        return str(born.get("year", ""))
    day = date(born["year"], born["month"], born["day"])
    return day.isoformat() if between == "-" else f"{day:%d.%m.%Y}"
