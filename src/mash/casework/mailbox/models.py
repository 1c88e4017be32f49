"""Messages of the watched mailboxes: each one is a row for good, whatever became of it."""

from __future__ import annotations

from django.db import models

from mash.foundation.kernel import public_id

# Why a message is set aside or not for us; the words are the page's.
REASONS = (
    # set aside by the machine: a person looks
    "empty", "not-mail", "malformed", "huge-header", "too-many-parts", "too-large", "failed", "encrypted", "no-text",
    "no-sender", "same-id", "list", "automatic", "hops", "rate",
    # not for us, by the machine
    "auto-reply", "delivery-report", "loop", "repeat",
    # not for us, by a person
    "not-for-us", "misdirected",
)  # fmt: skip


class Message(models.Model):
    """One message as it lay in a mailbox. `epoch` and `place` are its UIDVALIDITY and UID, or what a folder has for them.

    Once it is a contact or joined to one, what it says is the contact's, and this row says no more than that it came.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        CONTACT = "contact", "Became a contact"
        JOINED = "joined", "Joined to a contact"
        ASIDE = "aside", "Set aside"
        REJECTED = "rejected", "Not for us"

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    box = models.CharField(max_length=60, help_text="Key of the mailbox, as in the settings.")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    epoch = models.CharField(max_length=20)
    place = models.CharField(max_length=100)
    arrived_at = models.DateTimeField(help_text="When it was taken from the mailbox.")
    size = models.BigIntegerField(help_text="Bytes, as the mailbox said.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the bytes that were taken.")
    content = models.CharField(max_length=64, blank=True, help_text="SHA-256 of what the sender made.")
    message_id = models.CharField(max_length=250, blank=True)
    file = models.CharField(
        max_length=16, blank=True, help_text="Stored file; empty for an empty message, and once purged."
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=20, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    put_away_at = models.DateTimeField(null=True, blank=True, help_text="When it left the mailbox's folder.")
    tries = models.PositiveSmallIntegerField(default=0)
    contact = models.CharField(max_length=20, blank=True, help_text="Reference of the contact it belongs to.")
    subject = models.CharField(max_length=300, blank=True)
    sender = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    verified = models.BooleanField(default=False)
    receipt = models.BooleanField(default=False, help_text="A receipt was sent for it.")
    rationale = models.TextField(blank=True, help_text="Why a person settled it so.")
    by = models.CharField(max_length=80, blank=True)
    by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["arrived_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["box", "epoch", "place"], name="mailbox_each_place_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["contact", "joined"], contact__gt="")
                | ~models.Q(state__in=["contact", "joined"]),
                name="mailbox_a_contact_has_a_reference",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["aside", "rejected"], reason__gt="")
                | models.Q(state__in=["waiting", "contact", "joined"], reason=""),
                name="mailbox_a_reason_where_one_is_due",
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "state", "-arrived_at"], name="mailbox_of_a_desk"),
            models.Index(fields=["desk", "message_id"], name="mailbox_by_message_id"),
            models.Index(fields=["box", "digest"], name="mailbox_by_digest"),
            models.Index(fields=["desk", "content"], name="mailbox_by_content"),
            models.Index(fields=["sender", "arrived_at"], name="mailbox_by_sender"),
            models.Index(fields=["contact"], name="mailbox_by_contact"),
            models.Index(fields=["id"], condition=models.Q(state="waiting"), name="mailbox_waiting"),
        ]

    def __str__(self) -> str:
        return f"message {self.public_id}"


class Further(models.Model):
    """A later message in a contact's thread, seen with the case: it stands beside the contact and changes nothing of it."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="further_mail")
    contact = models.ForeignKey("intake.Contact", on_delete=models.PROTECT, related_name="further_mail")
    message = models.CharField(max_length=16, unique=True, help_text="Public id of the message.")
    received_at = models.DateTimeField()
    subject = models.CharField(max_length=300, blank=True)
    sender = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    verified = models.BooleanField(default=False)
    text = models.TextField()
    left_out = models.JSONField(
        default=list, help_text="Why files of it were not taken: codes of files.rules."
    )

    class Meta:
        ordering = ["received_at", "pk"]
        indexes = [models.Index(fields=["matter"]), models.Index(fields=["contact"])]

    def __str__(self) -> str:
        return f"further message {self.public_id}"


class Watch(models.Model):
    """When a mailbox was last read, and what came in the way since: nobody may think that no mail has come."""

    box = models.CharField(max_length=60, unique=True)
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    tried_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"watch {self.box}"


class SenderDomain(models.Model):
    """Mail from this domain is an agency's, where the sender is verified."""

    domain = models.CharField(max_length=185, unique=True, help_text="In lower case.")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["domain"]

    def __str__(self) -> str:
        return self.domain
