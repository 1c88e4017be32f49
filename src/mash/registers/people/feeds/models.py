"""The agreement under which an agency supplies people, each file that came in under it, and what was odd in it."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from mash.foundation.kernel import Ref, public_id
from mash.registers.agencies.models import Agency


class Feed(models.Model):
    """What an agency supplies, why, and for how long. Never changed but to end it: another agreement is another row.

    `hub` holds people with an event at the hub. A `wider` one holds others too, as pointers only: it names its clause,
    its impact assessment, what it keeps and after how many days unused a pointer is purged.
    """

    SCOPES = [("hub", "People with an event at the hub"), ("wider", "Others too, as pointers")]

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="feeds")
    title = models.CharField(max_length=200)
    scope = models.CharField(max_length=5, choices=SCOPES)
    purpose = models.CharField(max_length=1000)
    clause = models.CharField(
        max_length=300, blank=True, help_text="The legal provision, or the agreement's clause"
    )
    assessment = models.CharField(max_length=200, blank=True, help_text="Reference of the impact assessment")
    assessed_on = models.DateField(null=True, blank=True)
    approver = models.CharField(
        max_length=200, blank=True, help_text="Who approved the assessment, with their post"
    )
    keeps = models.JSONField(help_text="Groups of fields that are taken in: see mapping.KEEPS")
    shows = models.JSONField(
        default=list,
        help_text="Groups of fields that whoever compares two records at a hub may read: of mapping.KEEPS, and kept",
    )
    purge_days = models.PositiveIntegerField(null=True, blank=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.CharField(max_length=80, help_text="str(Actor)")

    class Meta:
        ordering = ["agency__name", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scope="hub")
                | (
                    ~models.Q(clause="")
                    & ~models.Q(assessment="")
                    & ~models.Q(approver="")
                    & models.Q(assessed_on__isnull=False, purge_days__gt=0)
                ),
                name="feeds_wider_ones_are_assessed",
            ),
            models.UniqueConstraint(
                fields=["agency"],
                condition=models.Q(scope="hub", until_at__isnull=True),
                name="feeds_one_of_hub_events_an_agency",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("feed", self.public_id)

    def in_force(self, at: datetime) -> bool:
        """Whether it is agreed at that time."""
        return self.from_at <= at and (self.until_at is None or at < self.until_at)


class Run(models.Model):
    """One file on its way in: read into `Incoming`, compared, then applied in pieces; each step can go on after a kill.

    `read_to` is the number of the last row that was read, `applied_to` of the last that was applied. `live_before` is
    how many records the feed had, `gone` how many of them the file withdraws.
    """

    class State(models.TextChoices):
        MAPPING = "mapping", "Waits for its columns to be named"
        READING = "reading", "Is being checked"
        COMPARED = "compared", "Was checked"
        APPLYING = "applying", "Is being taken in"
        DONE = "done", "Was taken in"
        ABANDONED = "abandoned", "Was given up"
        FAILED = "failed", "Could not be read"

    MODES = [("snapshot", "Everything: who is missing is withdrawn"), ("delta", "Changes only")]

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="runs")
    mode = models.CharField(max_length=8, choices=MODES)
    state = models.CharField(max_length=9, choices=State)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, help_text="Of the file's bytes, in hexadecimal")
    file = models.CharField(
        max_length=20, blank=True, help_text="Public id of the stored file; blank at the console"
    )
    mapping = models.JSONField(default=dict, help_text="See mapping.ColumnMapping")
    header = models.JSONField(default=list)
    about = models.BigIntegerField(default=0, help_text="About how many rows the file has; 0 where not known")
    by = models.CharField(max_length=80, help_text="str(Actor)")
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    read_to = models.BigIntegerField(default=0)
    applied_to = models.BigIntegerField(null=True)
    rows = models.BigIntegerField(default=0)
    aside = models.BigIntegerField(default=0, help_text="Rows kept aside")
    noted = models.BigIntegerField(default=0, help_text="Rows taken in with something odd")
    unreadable = models.BigIntegerField(default=0, help_text="Rows kept aside whose number cannot be told")
    new = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    same = models.BigIntegerField(default=0)
    gone = models.BigIntegerField(default=0)
    live_before = models.BigIntegerField(default=0)
    confirmed_by = models.CharField(max_length=80, blank=True, help_text="Who confirmed so many deletions")
    confirmed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["feed"],
                condition=models.Q(state__in=["mapping", "reading", "compared", "applying"]),
                name="feeds_one_import_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"import {self.public_id}"

    @property
    def ref(self) -> Ref:
        return Ref("run", self.public_id)


class Incoming(models.Model):
    """A row of a file between being read and being applied; deleted then. A record that is missing from a full file gets
    a row with a negative number.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="incoming", db_index=False)
    number = models.BigIntegerField()
    record = models.CharField(max_length=20, blank=True, help_text="Public id that the record will have")
    key = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, blank=True)
    said = models.JSONField(null=True)
    deleted = models.BooleanField(default=False)
    fate = models.CharField(max_length=7, blank=True, help_text="new, changed, same or gone")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "key"], name="feeds_one_row_a_key"),
            models.UniqueConstraint(fields=["run", "number"], name="feeds_one_row_a_number"),
        ]

    def __str__(self) -> str:
        return f"row {self.number}"


class RowProblem(models.Model):
    """One thing odd about one row of a file. Those that kept a row aside hold the row, until they are deleted with age."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="problems", db_index=False)
    number = models.BigIntegerField()
    key = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=20, help_text="See problems.py")
    aside = models.BooleanField()
    column = models.CharField(max_length=210, blank=True)
    value = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["run", "aside", "number"], name="feeds_problems_of_a_run")]

    def __str__(self) -> str:
        return f"row {self.number}: {self.code}"
