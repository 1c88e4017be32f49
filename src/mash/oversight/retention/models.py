"""What is due to be disposed of, what holds it back, and what was disposed of. Periods are codes of the list
retention-class; no row here names anybody whom a case is about."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from mash.foundation.kernel import public_id, reference


class Due(models.Model):
    """A matter whose period is over, and that of everybody's in its family: found by the nightly review, gone when that
    is no longer so."""

    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, related_name="+")
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20, help_text="The matter's, for the lead who does not see it")
    klass = models.CharField(max_length=40, help_text="Code of the list retention-class")
    keep_until = models.DateField(help_text="The last day of its own period")
    found_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "due"
        indexes = [models.Index(fields=["hub", "keep_until", "id"])]

    def __str__(self) -> str:
        return f"due {self.reference}"


class Hold(models.Model):
    """A reason for which a matter, and with it its family's, is not disposed of. It binds from when it is placed.

    Two people see it: another than who placed it notes that they have seen it, and it is lifted when one has asked and
    another has agreed.
    """

    ref = models.CharField(max_length=20, unique=True, default=reference)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20, help_text="The matter's, for the lead who does not see it")
    kind = models.CharField(max_length=40, help_text="Code of the list retention-hold")
    reason = models.TextField()
    placed_by = models.CharField(max_length=80, help_text="str(Actor)")
    placed_by_name = models.CharField(max_length=200)
    placed_by_user = models.BigIntegerField()
    placed_at = models.DateTimeField()
    seen_by_name = models.CharField(max_length=200, blank=True)
    seen_by_user = models.BigIntegerField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    lift_reason = models.TextField(blank=True)
    lift_asked_by_name = models.CharField(max_length=200, blank=True)
    lift_asked_by_user = models.BigIntegerField(null=True, blank=True)
    lift_asked_at = models.DateTimeField(null=True, blank=True)
    lifted_by_name = models.CharField(max_length=200, blank=True)
    lifted_by_user = models.BigIntegerField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["matter"], condition=Q(lifted_at__isnull=True), name="retention_hold_binds")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(seen_by_user__isnull=True) | ~Q(seen_by_user=F("placed_by_user")),
                name="retention_hold_seen_by_another",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True)
                | (
                    Q(lift_asked_at__isnull=False)
                    & Q(lifted_by_user__isnull=False)
                    & ~Q(lifted_by_user=F("lift_asked_by_user"))
                ),
                name="retention_hold_lifted_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"hold {self.ref}"


class SealedHold(models.Model):
    """A custodian keeps a matter for what is sealed in it, before a disposal is carried out. To others there is none."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(ended_at__isnull=True), name="retention_one_sealed_hold"
            )
        ]

    def __str__(self) -> str:
        return f"sealed hold {self.pk}"


class Disposal(models.Model):
    """One disposal of one matter, from its proposal to its certificate.

    Proposed by a lead, approved by another person, carried out by the service `retention` from `due_at` on. It is the key
    that the database asks for: see visibility/sql/74_retention.sql. What is left is figures: `figures` are dates, codes
    and counts of what was decided and shared, `counts` the rows that went by table, `digest` the SHA-256 of their list.
    """

    STATES = [
        ("proposed", "Waits for a second person"),
        ("approved", "Approved"),
        ("declined", "Not approved"),
        ("stopped", "Stopped before it was carried out"),
        ("kept", "Something kept it"),
        ("done", "Disposed of"),
    ]

    ref = models.CharField(max_length=20, unique=True, default=reference)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20, help_text="The matter's, for the lead who does not see it")
    state = models.CharField(max_length=10, choices=STATES, default="proposed")
    klass = models.CharField(max_length=40, help_text="Code of the list retention-class")
    authority = models.TextField(help_text="The class and its period as they read when it was proposed")
    keep_until = models.DateField()
    proposed_by = models.CharField(max_length=80, help_text="str(Actor)")
    proposed_by_name = models.CharField(max_length=200)
    proposed_by_user = models.BigIntegerField()
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_by_user = models.BigIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=1000, blank=True)
    due_at = models.DateTimeField(null=True, blank=True, help_text="Not carried out before")
    ended_at = models.DateTimeField(null=True, blank=True)
    figures = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    entry = models.BigIntegerField(null=True, blank=True, help_text="Number of the ledger's entry")
    again_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was last disposed of again, after a restore"
    )

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="approved"), name="retention_to_carry_out"),
            models.Index(fields=["hub", "-ended_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"],
                condition=Q(state__in=["proposed", "approved", "done"]),
                name="retention_one_disposal_a_matter",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "declined", "stopped", "kept"])
                | (
                    Q(decided_by_user__isnull=False, due_at__isnull=False)
                    & ~Q(decided_by_user=F("proposed_by_user"))
                ),
                name="retention_disposal_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"disposal {self.ref}"


class SealedDisposal(models.Model):
    """What of a disposal was sealed: rows by table, for those cleared at the hub. A certificate counts none of it."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    disposal = models.OneToOneField(Disposal, on_delete=models.PROTECT, related_name="+")
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    counts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"sealed part {self.pk}"
