"""The log's rows: entries, written by the database function `mash.append` alone, and the tree that proves them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Func


class ClockTimestamp(Func):
    """The database's own clock at this moment, not at the beginning of the transaction."""

    function = "clock_timestamp"
    output_field = models.DateTimeField()


class TransactionNumber(Func):
    """The number of the transaction that writes, savepoints included."""

    template = "pg_current_xact_id()::text::bigint"
    output_field = models.BigIntegerField()


class RequestAnswered(Func):
    """The request that the transaction answers, "" for none."""

    template = "coalesce(current_setting('mash.request', true), '')"
    output_field = models.CharField()


class Entry(models.Model):
    """One thing that happened: who, when, what kind, about what, for which purpose.

    `at` is the actor's own time, `recorded` the database's clock: a simulated or imported history has two times.
    """

    at = models.DateTimeField()
    recorded = models.DateTimeField(db_default=ClockTimestamp())
    request = models.CharField(max_length=32, blank=True, db_default=RequestAnswered())
    transaction = models.BigIntegerField(db_default=TransactionNumber())
    actor = models.CharField(max_length=80, help_text="str(Actor)")
    actor_name = models.CharField(max_length=200, blank=True)
    actor_role = models.CharField(max_length=80, blank=True)
    event = models.CharField(max_length=80, help_text="noun:noun:verb, declared in an events.py")
    purpose = models.CharField(max_length=500, blank=True)
    payload = models.JSONField(default=dict)
    visible_to = ArrayField(models.IntegerField(), default=list)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            # Each way to search reads its entries in the order in which they are shown: searching.py.
            models.Index(fields=["at", "id"]),
            models.Index(fields=["event", "at", "id"]),
            models.Index(fields=["actor", "at", "id"]),
            models.Index(
                fields=["purpose", "at", "id"], condition=~models.Q(purpose=""), name="ledger_entry_purpose"
            ),
            # In the order of their numbers, nearly: a few pages say where to look.
            BrinIndex(fields=["transaction"], autosummarize=True),
            BrinIndex(fields=["recorded"], autosummarize=True),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.event}"


class Mention(models.Model):
    """A record that an entry names; the index of "who has looked". `at` is the entry's, for the order."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="mentions")
    at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    ref = models.CharField(max_length=40)
    visible_to = ArrayField(models.IntegerField(), default=list)

    class Meta:
        indexes = [models.Index(fields=["ref", "at", "entry"])]

    def __str__(self) -> str:
        return f"{self.kind}:{self.ref}"


class Term(models.Model):
    """What entries are found by in part: a name and role that an actor has had, or a purpose that was given.

    The sequencer learns them from each entry that it takes: appending costs nothing for it. `value` is str(Actor) or
    the purpose; `name` and `role` are an actor's. Seen by whoever sees one of the entries that say it.
    """

    kind = models.CharField(max_length=10, choices=[("actor", "Actor"), ("purpose", "Purpose")])
    value = models.CharField(max_length=500)
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=80, blank=True)
    visible_to = ArrayField(models.IntegerField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "value", "name", "role"], name="ledger_term_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Waiting(models.Model):
    """An entry whose leaf is not in the tree yet; written by `mash.append` with the entry, gone within a second."""

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, db_constraint=False, related_name="+"
    )

    def __str__(self) -> str:
        return str(self.entry_id)


class Leaf(models.Model):
    """One leaf of the tree: `mac` is the HMAC-SHA-256 of the entry's body (32 bytes); it tells nothing by itself."""

    index = models.BigIntegerField(primary_key=True)
    mac = models.BinaryField()

    class Meta:
        verbose_name_plural = "leaves"
        constraints = [models.CheckConstraint(condition=models.Q(index__gte=0), name="ledger_leaf_index")]

    def __str__(self) -> str:
        return str(self.index)


class Seal(models.Model):
    """Which leaf an entry is, and the salt of its HMAC; seen by those who see the entry. An erased entry has no salt."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, db_constraint=False)
    leaf = models.BigIntegerField(unique=True)
    salt = models.BinaryField(null=True)
    visible_to = ArrayField(models.IntegerField(), default=list)

    def __str__(self) -> str:
        return f"{self.entry_id} {self.leaf}"


class Tile(models.Model):
    """A full tile: `hashes` of 256 nodes of one level (8,192 bytes), and their `root` (32 bytes)."""

    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()
    root = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "number"], name="ledger_tile_place")]

    def __str__(self) -> str:
        return f"{self.level}/{self.number}"


class LogKey(models.Model):
    """A public key of the log, and from which size of the tree it signs. The private one is in a file, never here."""

    vkey = models.CharField(max_length=300, unique=True)
    from_size = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.vkey


class Checkpoint(models.Model):
    """What the log signed: its size and root at a time, as a signed note."""

    origin = models.CharField(max_length=200)
    size = models.BigIntegerField()
    root = models.BinaryField()
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["size"])]

    def __str__(self) -> str:
        return f"{self.origin} {self.size}"


class Cosignature(models.Model):
    """A witness's line under a checkpoint; `witness` is its public key's text, `at` the time that it signed."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=300)
    line = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["checkpoint", "witness"], name="ledger_cosignature_once")
        ]

    def __str__(self) -> str:
        return f"{self.checkpoint_id} {self.witness}"


class Erasure(models.Model):
    """An entry whose content was lawfully erased, and the entry that says so."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="erasure")
    because = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="erased")

    def __str__(self) -> str:
        return str(self.entry_id)


class Change(models.Model):
    """That a transaction changed a table: noted by the database itself, to be held against the log."""

    transaction = models.BigIntegerField()
    table = models.CharField(max_length=63)
    verb = models.CharField(max_length=6)
    at = models.DateTimeField(db_default=ClockTimestamp())

    def __str__(self) -> str:
        return f"{self.transaction} {self.verb} {self.table}"


class Finding(models.Model):
    """Something that the log's own checks found, from `since` until `ended`; `owner` is str(Actor) of who looks into it.

    `kind` is one of `findings.KINDS`; `detail` fills its sentence: codes, numbers and references only.
    """

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=300, blank=True)
    detail = models.JSONField(default=dict)
    since = models.DateTimeField()
    seen = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    owner = models.CharField(max_length=80, blank=True)
    owner_name = models.CharField(max_length=200, blank=True)
    explained = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=models.Q(ended__isnull=True),
                name="ledger_finding_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
