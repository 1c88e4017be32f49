"""Which contacts are about one incident, as people said it, and the marks by which two of them are found to be alike."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from mash.foundation.kernel import public_id


class Mark(models.Model):
    """That a contact says something by which another is found to be alike: a digest of it, and no text.

    See `rules.marks` and `rules.key_of`. Seen with its matter, so that whoever compares or counts has what they may see.
    """

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(
        "intake.Contact", on_delete=models.PROTECT, related_name="marks", db_index=False
    )
    kind = models.CharField(max_length=10, help_text="A kind of rules.KINDS")
    key = models.BigIntegerField()
    received_at = models.DateTimeField(
        help_text="The contact's own, so that one index finds what came near it"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "key"], name="joining_a_mark_once"),
        ]
        indexes = [models.Index(fields=["key", "received_at"], name="joining_alike")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.contact_id}"


class Statement(models.Model):
    """What somebody said of two contacts: of a pair the latest counts. Added and never changed.

    Seen by those alone who see both contacts. What was said at once about several pairs has the same `act`. `contact` is
    the one that was parted from `other`; of the other kinds it makes no difference which of them comes first.
    """

    JOINED, PARTED, DISMISSED = "joined", "parted", "dismissed"
    KINDS = [
        (JOINED, "About one incident"),
        (PARTED, "Not about one incident after all"),
        (DISMISSED, "Suggested, and not about one incident"),
    ]
    GROUNDS = [
        ("number", "The same incident number"),
        ("reason", "For the reason given"),
        ("stayed", "Stayed together when another was parted"),
    ]

    act = models.CharField(max_length=16, default=public_id)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey("intake.Contact", on_delete=models.PROTECT, related_name="+")
    other_matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey("intake.Contact", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=KINDS)
    ground = models.CharField(max_length=10, choices=GROUNDS)
    rationale = models.TextField(blank=True)
    evidence = ArrayField(
        models.CharField(max_length=10),
        default=list,
        help_text="By what it had been suggested: codes of the list joining-evidence",
    )
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(contact=models.F("other")), name="joining_nothing_is_joined_to_itself"
            ),
            models.CheckConstraint(
                condition=~Q(ground="reason") | ~Q(rationale="") | Q(by_name=""),
                name="joining_a_reason_is_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.contact_id} {self.other_id}"
