"""What a force sends in bulk: the agreement, each file or call, each row as it was sent, and what became of it."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from mash.foundation.kernel import Ref, public_id
from mash.registers.agencies.models import Agency, Desk
from mash.registers.people.feeds.values import DateOrder


class Source(models.Model):
    """That a force sends its notifications to a desk. `mapping` is what its files' columns are: see columns.Columns."""

    key = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    mapping = models.JSONField(default=dict)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.CharField(max_length=80, help_text="str(Actor)")

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("source", self.key)

    def in_force(self, at: datetime) -> bool:
        """Whether it is agreed at that time."""
        return self.from_at <= at and (self.until_at is None or at < self.until_at)


class SourceSecret(models.Model):
    """The secret with which a force signs what it sends, sealed with the installation's key. Each counts until it ends."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="secrets")
    sealed = models.BinaryField(help_text="Fernet; see secrets")
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"secret {self.pk}"


class Terms(models.Model):
    """What is agreed of a source beside who sends to whom; each change is a new row, and the latest counts.

    `expects` and `expected_by` say on which days something must have come, and by which time in England. `dates` and
    `roles` are how this force writes days and what it calls people: see columns.Columns.
    """

    EXPECTS = [("every-day", "Every day"), ("working-days", "Monday to Friday")]
    DATES = [("dmy", "Day first"), ("mdy", "Month first")]

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="terms", db_index=False)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    expects = models.CharField(max_length=12, choices=EXPECTS, blank=True)
    expected_by = models.TimeField(null=True, blank=True)
    dates = models.CharField(max_length=3, choices=DATES, default="dmy")
    roles = models.JSONField(default=dict)
    from_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    class Meta:
        ordering = ["source_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="notifications_terms_once"),
            models.CheckConstraint(
                condition=models.Q(expects="", expected_by__isnull=True)
                | (~models.Q(expects="") & models.Q(expected_by__isnull=False)),
                name="notifications_expected_by_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"terms {self.number}"

    @property
    def read_dates(self) -> DateOrder:
        return "mdy" if self.dates == "mdy" else "dmy"


class Mapping(models.Model):
    """What the columns of a file with these headings are, as a person said it; of several the latest counts.

    `headings` is the digest of the headings in any order: see rules.digest_of_headings.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="mappings", db_index=False)
    number = models.PositiveIntegerField()
    headings = models.CharField(max_length=64)
    mapping = models.JSONField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["source_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="notifications_mapping_once")
        ]

    def __str__(self) -> str:
        return f"mapping {self.number}"


class Batch(models.Model):
    """One file, or one call of the API. `rows` counts what was stored of it, `read_to` is the number of the last row.

    `declared` is how many notifications the force says that it sent, where it says so.
    """

    class State(models.TextChoices):
        READING = "reading", "Is being read"
        READ = "read", "Every row is stored"
        FAILED = "failed", "Could not be read"

    WAYS = [("file", "File"), ("api", "API")]

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="batches")
    way = models.CharField(max_length=4, choices=WAYS)
    state = models.CharField(max_length=7, choices=State)
    file_name = models.CharField(max_length=255, blank=True)
    key = models.CharField(max_length=100, blank=True, help_text="Idempotency key of a call")
    sha256 = models.CharField(max_length=64, help_text="Of the bytes, in hexadecimal")
    header = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    declared = models.PositiveIntegerField(null=True, blank=True)
    rows = models.PositiveIntegerField(default=0)
    read_to = models.BigIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["source", "at"], name="notifications_of_a_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "sha256"],
                condition=models.Q(way="file") & ~models.Q(state="failed"),
                name="notifications_a_file_once",
            ),
            models.UniqueConstraint(
                fields=["source", "key"], condition=models.Q(way="api"), name="notifications_a_call_once"
            ),
        ]

    def __str__(self) -> str:
        return f"batch {self.public_id}"

    @property
    def ref(self) -> Ref:
        return Ref("batch", self.public_id)


class Upload(models.Model):
    """A file that a person handed over on a page: its bytes wait, encrypted, until they are scanned, mapped and taken in.

    `file` is the stored file's public id, empty once the bytes are gone; `mapping` what its columns were said to be.
    """

    class State(models.TextChoices):
        MAPPING = "mapping", "Waits for its columns"
        TAKING = "taking", "Is being taken in"
        TAKEN = "taken", "Taken in"
        FAILED = "failed", "Could not be read"
        GIVEN_UP = "given-up", "Given up"

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="uploads", db_index=False)
    state = models.CharField(max_length=8, choices=State, default=State.MAPPING)
    file = models.CharField(max_length=16, blank=True)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    header = models.JSONField()
    about = models.PositiveIntegerField(default=0, help_text="About how many rows")
    declared = models.PositiveIntegerField(null=True, blank=True)
    mapping = models.JSONField(default=dict)
    batch = models.OneToOneField(
        Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="upload"
    )
    failure = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["source", "-at"], name="notifications_uploads")]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "sha256"],
                condition=models.Q(state__in=["mapping", "taking"]),
                name="notifications_an_upload_once",
            )
        ]

    def __str__(self) -> str:
        return f"upload {self.public_id}"

    @property
    def ref(self) -> Ref:
        return Ref("upload", self.public_id)


class Declaration(models.Model):
    """How many notifications the force says that it sent on a day, by whatever way; of several the latest counts."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    number = models.PositiveIntegerField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["source_id", "day", "pk"]
        indexes = [models.Index(fields=["source", "day"], name="notifications_declared")]

    def __str__(self) -> str:
        return f"declaration {self.pk}"


class SignOff(models.Model):
    """What the hub or the force says of a day; of each side's the latest counts, while the figures are still `figures`.

    `difference` says what does not agree, where `agrees` is false; no name of a person it is about.
    """

    SIDES = [("hub", "Hub"), ("force", "Force")]

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    side = models.CharField(max_length=5, choices=SIDES)
    agrees = models.BooleanField()
    difference = models.CharField(max_length=500, blank=True)
    figures = models.JSONField(help_text="See days.Figures")
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["source_id", "day", "pk"]
        indexes = [models.Index(fields=["source", "day"], name="notifications_signed_off")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agrees=True, difference="")
                | (models.Q(agrees=False) & ~models.Q(difference="")),
                name="notifications_a_difference_is_said",
            )
        ]

    def __str__(self) -> str:
        return f"sign-off {self.pk}"


class Row(models.Model):
    """One row of a batch and what became of it: never a name, so that the force and the hub's lead may read it too.

    `reference` is the force's own; `digest` of what was said; `code` and `column` why a row was rejected; `noted` is what
    was odd in one that was not, as [code, column]. `earlier` is the row whose notification it repeats or corrects.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waits"
        RECEIVED = "received", "Received"
        DUPLICATE = "duplicate", "Sent before"
        REJECTED = "rejected", "Rejected"

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="all_rows", db_index=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.BigIntegerField()
    reference = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=9, choices=State)
    code = models.CharField(max_length=20, blank=True, help_text="See problems.py")
    column = models.CharField(max_length=210, blank=True)
    noted = models.JSONField(default=list)
    earlier = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="later")
    corrects = models.BooleanField(default=False, help_text="It says something else than `earlier` did.")
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(help_text="When it came to the state that it is in")

    class Meta:
        ordering = ["batch_id", "number"]
        indexes = [
            models.Index(fields=["source", "reference"], name="notifications_by_reference"),
            models.Index(
                fields=["source", "id"], condition=models.Q(state="waiting"), name="notifications_waiting"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="notifications_one_row_a_number"),
            # Of two who take the same notification in at once, one waits here and then finds the other's.
            models.UniqueConstraint(
                fields=["source", "reference", "digest"],
                condition=models.Q(state="received"),
                name="notifications_received_once",
            ),
        ]

    def __str__(self) -> str:
        return f"row {self.number}"

    @property
    def ref(self) -> Ref:
        return Ref("notification", self.public_id)


class Sent(models.Model):
    """The cells of a row as they were sent, by their headings; and those put right since, beside them.

    Seen by the hub's people while it belongs to no matter, and with the matter from then on.
    """

    row = models.OneToOneField(Row, on_delete=models.PROTECT, related_name="sent")
    cells = models.JSONField()
    put_right = models.JSONField(null=True, blank=True, help_text="Only the cells that were put right")
    matter = models.ForeignKey(
        "matters.Matter", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contact = models.CharField(max_length=20, blank=True, help_text="Reference of the contact that it became")

    def __str__(self) -> str:
        return f"cells of row {self.row_id}"

    @property
    def cells_now(self) -> dict[str, str]:
        return {**self.cells, **(self.put_right or {})}
