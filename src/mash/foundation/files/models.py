"""Facts about files that were handed over. The bytes lie in storage, under a key that says nothing."""

from django.db import models

from mash.foundation.files import rules
from mash.foundation.kernel import Ref, public_id


class StoredFile(models.Model):
    """One file, held for one record of any kind; visible to whoever sees that record.

    `held_for_kind` and `held_for_id` are a Ref's parts. `sha256` is of the bytes as given, in hexadecimal.
    """

    class State(models.TextChoices):
        QUARANTINED = rules.QUARANTINED, "being checked"
        CLEAN = rules.CLEAN, "checked"
        INFECTED = rules.INFECTED, "virus found"
        UNSCANNED = rules.UNSCANNED, "not checked"
        PURGED = rules.PURGED, "deleted"

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    held_for_kind = models.CharField(max_length=30)
    held_for_id = models.CharField(max_length=40)
    name = models.CharField(max_length=rules.NAME_LENGTH, help_text="As given, made fit to show.")
    content_type = models.CharField(max_length=100, help_text="By content, never as the browser said.")
    size = models.BigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    storage_key = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=12, choices=State, default=State.QUARANTINED)
    scanned_at = models.DateTimeField(null=True)
    signature = models.CharField(max_length=200, blank=True, help_text="What the scanner found.")
    uploaded_by = models.CharField(max_length=80, help_text="str(Actor)")
    uploaded_at = models.DateTimeField()
    purged_at = models.DateTimeField(null=True)
    purged_by = models.CharField(max_length=80, blank=True, help_text="str(Actor)")
    purge_reason = models.CharField(max_length=40, blank=True, help_text="A code, such as retention.")

    class Meta:
        indexes = [
            models.Index(fields=["held_for_kind", "held_for_id"], name="files_held_for"),
            models.Index(
                fields=["uploaded_at"], condition=models.Q(state=rules.QUARANTINED), name="files_to_scan"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="files_size_positive"),
            models.CheckConstraint(
                condition=models.Q(state=rules.PURGED, purged_at__isnull=False)
                | (~models.Q(state=rules.PURGED) & models.Q(purged_at__isnull=True)),
                name="files_purged_at_when_purged",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[rules.QUARANTINED, rules.UNSCANNED, rules.PURGED])
                | models.Q(scanned_at__isnull=False),
                name="files_verdict_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"file {self.public_id}"

    @property
    def ref(self) -> Ref:
        return Ref("file", self.public_id)

    @property
    def held_for(self) -> Ref:
        return Ref(self.held_for_kind, self.held_for_id)
