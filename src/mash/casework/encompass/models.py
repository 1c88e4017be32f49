"""A notice to a child's school that there was domestic abuse at home, and what the school sees of it."""

from __future__ import annotations

from django.db import models

from mash.foundation.kernel import Ref, reference


class Notice(models.Model):
    """One child of one contact, and whether their school is told before it opens next. The hub's, with its matter.

    Of a child and a contact one is open at a time; after it was withdrawn or refused, another may be made by hand.

    `how` says how the school is known; `due_at` is when the school opens next after the contact came. `reason` is a code of
    the list `encompass-not-sent`, with `note` in words for the hub alone. What a telephone call came to stands beside it.
    """

    STATES = [
        ("proposed", "Proposed"),
        ("sent", "Sent"),
        ("not-sent", "Not sent"),
        ("withdrawn", "Withdrawn"),
    ]
    OPEN = ("proposed", "sent")
    HOW = [("sent", "The force or the referrer named it"), ("picked", "A person chose it")]
    CALLS = [
        ("spoke", "Spoke to the key adult"),
        ("message", "Left word to call back"),
        ("nobody", "Nobody answered"),
    ]

    ref = models.CharField(max_length=20, unique=True, default=reference)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("matters.Subject", on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey("intake.Contact", on_delete=models.PROTECT, related_name="+")
    incident = models.CharField(max_length=20, blank=True)
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(
        "agencies.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    how = models.CharField(max_length=6, choices=HOW, blank=True)
    named = models.CharField(max_length=200, blank=True, help_text="The school as it was written")
    state = models.CharField(max_length=9, choices=STATES, default="proposed")
    due_at = models.DateTimeField()
    reason = models.CharField(max_length=30, blank=True)
    note = models.CharField(max_length=500, blank=True)
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    call = models.CharField(max_length=7, choices=CALLS, blank=True)
    called_by_name = models.CharField(max_length=200, blank=True)
    called_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["hub", "proposed_at"], name="encompass_of_a_day"),
            models.Index(fields=["matter"], name="encompass_of_a_matter"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "subject"],
                condition=models.Q(state__in=["proposed", "sent"]),
                name="encompass_one_a_child",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="not-sent") | ~models.Q(reason=""),
                name="encompass_not_sent_says_why",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sent") | models.Q(school__isnull=False),
                name="encompass_sent_to_a_school",
            ),
        ]

    def __str__(self) -> str:
        return f"notice {self.ref}"

    @property
    def notice_ref(self) -> Ref:
        return Ref("school-notice", self.ref)


class Message(models.Model):
    """What the school sees: which child, when, and what may help today. No account, no address, nobody else's name.

    `helps` are codes of the list `encompass-helps`. It is gone from the school with its withdrawal.
    """

    ref = models.CharField(max_length=20, unique=True, help_text="Its notice's")
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="message")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    child = models.CharField(max_length=300)
    date_of_birth = models.CharField(max_length=40, blank=True)
    occurred = models.CharField(max_length=100, blank=True, help_text="As the force wrote it")
    helps = models.JSONField(default=list)
    sent_by_name = models.CharField(max_length=200)
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    read_by = models.CharField(max_length=80, blank=True)
    read_by_name = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["agency", "-sent_at"], name="encompass_to_a_school")]

    def __str__(self) -> str:
        return f"message {self.ref}"
