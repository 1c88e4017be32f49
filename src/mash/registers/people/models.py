"""Records as supplied, the persons behind them, and what connects persons."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Abs

from mash.foundation.kernel import public_id


class Person(models.Model):
    """A stable identity. Names and dates here are the ones in use; what each agency said stays in its records."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    given_name = models.CharField(max_length=200, blank=True)
    family_name = models.CharField(max_length=200, blank=True)
    known_as = models.CharField(max_length=200, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    birth_estimated = models.BooleanField(default=False)
    expected_date = models.DateField(
        null=True, blank=True, help_text="Expected date of birth of an unborn child."
    )
    died_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=10, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    upn = models.CharField(max_length=13, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    restriction = models.CharField(
        max_length=10, default="open", choices=[("open", "Open"), ("restricted", "Named people only")]
    )
    given_key = models.CharField(max_length=200, blank=True, help_text="Folded for search: see rules.fold")
    family_key = models.CharField(max_length=200, blank=True)
    founder = models.ForeignKey(
        "people.Record",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="founded",
        help_text="The record that stands for this identity: whichever cluster holds it is this person.",
    )

    class Meta:
        verbose_name_plural = "people"
        indexes = [
            models.Index(fields=["family_key", "given_key"]),
            models.Index(fields=["given_key", "date_of_birth"]),
            models.Index(fields=["date_of_birth"]),
            models.Index(fields=["nhs_number"], condition=~models.Q(nhs_number=""), name="people_person_nhs"),
            models.Index(fields=["upn"], condition=~models.Q(upn=""), name="people_person_upn"),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.given_name, self.family_name))) or "Name not known"


class Record(models.Model):
    """What one source said of one person, at one time. Never changed; a correction is another record.

    A record of a feed has its agency's own `key`. An agency's change is a new record under the same key, and the old
    one is withdrawn in the same transaction: the database allows one live record a key.
    """

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    source = models.CharField(
        max_length=60,
        help_text="str(Ref) of where it came in, such as contact:7K2QM-9XPRT or feed:9XPRT-7K2QM",
    )
    agency = models.CharField(max_length=60, blank=True, help_text="Agency key, blank for the public")
    key = models.CharField(
        max_length=120,
        blank=True,
        help_text="The agency's own number for it; blank for what came in by a contact",
    )
    digest = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of what a feed said, in hexadecimal"
    )
    received_at = models.DateTimeField()
    said = models.JSONField(help_text="Everything that was said: see rules.SAID")
    live = models.BooleanField(
        default=True, editable=False, help_text="False once there is a Withdrawal; the database keeps it"
    )

    class Meta:
        indexes = [
            models.Index(fields=["agency", "key"], condition=~models.Q(key=""), name="people_record_key"),
            # Of a feed there are very many of one source, and nobody asks for all of them.
            models.Index(fields=["source"], condition=models.Q(key=""), name="people_records_of_a_source"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "key"],
                condition=models.Q(live=True) & ~models.Q(key=""),
                name="people_one_live_record_a_key",
            ),
            models.CheckConstraint(
                condition=(models.Q(key="") & ~models.Q(source__startswith="feed:"))
                | (
                    models.Q(source__startswith="feed:")
                    & ~models.Q(key="")
                    & ~models.Q(agency="")
                    & ~models.Q(digest="")
                ),
                name="people_feed_records_have_a_key",
            ),
        ]

    def __str__(self) -> str:
        return f"record {self.public_id}"


class Withdrawal(models.Model):
    """A source no longer says this. The record stays, and is matched no more."""

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="withdrawal")
    at = models.DateTimeField()
    by = models.CharField(max_length=80, help_text="str(Actor)")
    cause = models.CharField(
        max_length=80, help_text="str(Ref) of what withdrew it, or a code such as replaced"
    )

    def __str__(self) -> str:
        return f"{self.record_id} withdrawn"


class MatchModel(models.Model):
    """One version of the weights that records are compared by. Never changed; approved once, by a person."""

    version = models.CharField(max_length=60, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80, help_text="str(Actor)")
    body = models.JSONField(help_text="The model file, whole")
    automatic = models.FloatField(help_text="Weight at or above which the machine joins by itself, in bits")
    approved_by = models.CharField(max_length=80, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    in_force_from = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(in_force_from__isnull=True) | models.Q(approved_at__isnull=False),
                name="people_models_in_force_are_approved",
            )
        ]

    def __str__(self) -> str:
        return self.version


class Link(models.Model):
    """How one model version weighs one pair of records, `a` before `b`."""

    model = models.ForeignKey(MatchModel, on_delete=models.PROTECT, related_name="links")
    a = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    b = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+", db_index=False)
    weight = models.FloatField(help_text="log2 of the odds for one person against the odds before looking")
    probability = models.FloatField(help_text="Calibrated: how often such pairs are one person")

    class Meta:
        indexes = [
            models.Index(fields=["b", "model"]),
            # The order of the review's queue: what is nearest to even odds comes first.
            models.Index(
                "model", Abs(models.F("probability") - 0.5), "a", "b", name="people_link_nearest_even"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["model", "a", "b"], name="people_one_weight_a_pair"),
            models.CheckConstraint(
                condition=models.Q(a__lt=models.F("b")), name="people_links_are_written_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.a_id} {self.b_id} {self.weight:.1f}"


class Identification(models.Model):
    """A human's or the machine's statement that a record is of a person. Undone, never deleted.

    A human's binds the machine. `anchor` is the record that stood for the person when the human said so: it says which
    cluster was meant, whatever becomes of that cluster's other links.
    """

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="identifications")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identifications")
    decided_by = models.CharField(max_length=80, help_text="str(Actor)")
    decided_at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    undone_by = models.CharField(max_length=80, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    weight = models.FloatField(
        null=True, blank=True, help_text="The machine's: of its best link in the cluster"
    )
    model = models.ForeignKey(
        MatchModel, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    anchor = models.ForeignKey(
        Record, null=True, blank=True, on_delete=models.PROTECT, related_name="anchored"
    )
    statement = models.CharField(
        max_length=20, blank=True, help_text="public_id of the Statement that moved it, where one did"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record"],
                condition=models.Q(undone_at__isnull=True),
                name="people_one_person_a_record",
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_id} is {self.person_id}"


class Merge(models.Model):
    """For as long as it stands, `person` is the same human being as `into`, which stands for both.

    A row of its own and no column of the person's: it is seen by whoever sees both, and by no one else.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="merge")
    into = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merged")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(person=models.F("into")), name="people_nobody_is_merged_into_themselves"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} is {self.into_id}"


class Statement(models.Model):
    """What a human said about persons or pairs, as one thing that is approved and undone as one.

    `records` are the record numbers that leave, for a split. A split of a person with an open case waits for a second
    person: until `decided_at` it has no facts.
    """

    KINDS = [
        ("join", "Two persons are one"),
        ("split", "Some records are of somebody else"),
        ("always", "Two records are of one person"),
        ("never", "Two records are not of one person"),
    ]
    VERDICTS = [("", "Waiting"), ("made", "Made"), ("refused", "Refused")]

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    kind = models.CharField(max_length=8, choices=KINDS)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="statements")
    other = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="statements_as_other"
    )
    records = models.JSONField(default=list)
    reason = models.CharField(max_length=500)
    by = models.CharField(max_length=80, help_text="str(Actor)")
    by_user = models.BigIntegerField(null=True, blank=True, help_text="The user behind the seat")
    at = models.DateTimeField()
    verdict = models.CharField(max_length=8, choices=VERDICTS, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=80, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["at"], condition=models.Q(verdict=""), name="people_statement_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class Fact(models.Model):
    """Two records are always, or never, of one person: it binds the machine until it is undone."""

    KINDS = [("always", "Always one person"), ("never", "Never one person")]

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="facts")
    kind = models.CharField(max_length=8, choices=KINDS)
    a = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    b = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    person_a = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", help_text="Whom `a` was of when it was said"
    )
    person_b = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_by = models.CharField(max_length=80, help_text="str(Actor)")
    decided_at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    undone_by = models.CharField(max_length=80, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["a", "b", "kind"],
                condition=models.Q(undone_at__isnull=True),
                name="people_one_fact_a_pair",
            ),
            models.CheckConstraint(
                condition=models.Q(a__lt=models.F("b")), name="people_facts_are_written_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.a_id} {self.b_id}"


class PersonChange(models.Model):
    """One step in the history of an identity, with its cause. Never changed."""

    KINDS = [
        ("founded", "Became known"),
        ("joined", "Became one with another"),
        ("parted", "Became their own again"),
        ("gained", "Gained records"),
        ("lost", "Lost records"),
        ("inherited", "Is held by another record"),
        ("retired", "Has no record any more"),
        ("restored", "Has a record again"),
        ("placed", "Something attached was placed"),
    ]

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="changes")
    other = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=KINDS)
    cause = models.CharField(max_length=80, help_text="str(Ref) of a statement, contact or feed, or a code")
    by = models.CharField(max_length=80, help_text="str(Actor)")
    at = models.DateTimeField()
    records = models.JSONField(default=list, help_text="Numbers of the records that moved")

    class Meta:
        indexes = [models.Index(fields=["person", "at"])]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


class Address(models.Model):
    """Where a person lives or lived. Protected ones are `ProtectedAddress`.

    One row for each record that says so: what only the record of a restricted matter says is seen with that matter, and
    the database keeps beside the row who that is.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="addresses")
    record = models.ForeignKey(
        Record,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="addresses",
        help_text="Whose word it is; none for what was kept before this was noted",
    )
    lines = models.CharField(max_length=500)
    postcode = models.CharField(max_length=10, blank=True)
    place_key = models.CharField(
        max_length=120, blank=True, help_text="Folded postcode and number, for search"
    )
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "addresses"
        indexes = [
            models.Index(fields=["place_key"], condition=~models.Q(place_key=""), name="people_address_place")
        ]

    def __str__(self) -> str:
        return f"address {self.pk}"


class ProtectedAddress(models.Model):
    """An address that must not reach an alleged perpetrator: another row, seen by fewer, in no export."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="protected_addresses")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="protected_addresses"
    )
    lines = models.CharField(max_length=500)
    postcode = models.CharField(max_length=10, blank=True)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "protected addresses"

    def __str__(self) -> str:
        return f"protected address {self.pk}"


class Relationship(models.Model):
    """`person` is `kind` of `other` (parent of, sibling of, partner of, carer of, alleged source of harm to).

    One row for each record that says so, as for an `Address`: what was said in a restricted matter is seen with it.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relationships")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="related_from")
    kind = models.CharField(max_length=40)
    record = models.ForeignKey(
        Record,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="relationships",
        help_text="Of `person`, in the matter in which it was said; none where it was said outside any",
    )
    recorded_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "other", "kind", "record"],
                condition=models.Q(ended_at__isnull=True),
                name="people_one_relationship_of_a_kind",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("other")), name="people_nobody_is_their_own_relative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.other_id}"
