"""A round table: who is called about whom, who was there, what was said and decided, who does what by when.

A meeting points at what others hold (the picture's items, decisions) and retypes none of it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mash.foundation.kernel import reference

LEVELS = [(1, "1"), (2, "2"), (3, "3"), (4, "4")]


class Meeting(models.Model):
    """One meeting on a matter. `seats` is what its quorum asks, as the kind said when it was called.

    `without_quorum` says why an urgent one went on while a seat was empty; it is "" where all were there.
    """

    class State(models.TextChoices):
        CALLED = "called", "Called"
        SITTING = "sitting", "Sitting"
        ENDED = "ended", "Held, minutes not approved"
        APPROVED = "approved", "Minutes approved"
        OFF = "off", "Called off"

    HOW = [("place", "In a room"), ("phone", "By telephone"), ("video", "By video")]

    ref = models.CharField(max_length=20, unique=True, default=reference)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="round_tables")
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40, help_text="Code of the list round-table-kind")
    seats = models.JSONField(help_text="Codes of the seats that its quorum asks, as they stood")
    why = models.TextField(help_text="Why it is called; each invited agency reads it")
    meets_at = models.DateTimeField()
    how = models.CharField(max_length=10, choices=HOW)
    place = models.CharField(max_length=300, help_text="The room, the number or the link")
    chair = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    chair_name = models.CharField(max_length=200)
    minute_taker = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    minute_taker_name = models.CharField(max_length=200)
    called_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)

    state = models.CharField(max_length=10, choices=State.choices, default=State.CALLED)
    without_quorum = models.TextField(blank=True)
    off_reason = models.TextField(blank=True)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    circulated_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["matter"]),
            models.Index(fields=["hub", "state", "meets_at"]),
        ]

    def __str__(self) -> str:
        return self.ref


class Part(models.Model):
    """What belongs to one meeting, and with it to the matter."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True


class Person(Part):
    """Somebody whom the meeting is about."""

    subject = models.ForeignKey("matters.Subject", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "subject"], name="roundtables_a_person_once")
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"


class Invitation(Part):
    """One agency, or one person of the hub, called to the meeting: what they said, and whether they were there.

    `seat` is the code of the list round-table-seat that they fill, "" for none. `contribution` is what they wrote
    because they cannot come.
    """

    SAYS = [
        ("comes", "Comes"),
        ("phone", "Joins by telephone or video"),
        ("written", "Sends a written contribution"),
        ("cannot", "Cannot come"),
    ]
    CAME = [
        ("in-person", "Was there"),
        ("phone", "By telephone or video"),
        ("written", "A written contribution"),
        ("absent", "Was not there"),
    ]

    agency = models.ForeignKey(
        "agencies.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    user = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=200, help_text="The agency's, or the hub person's")
    seat = models.CharField(max_length=40, blank=True)
    says = models.CharField(max_length=10, choices=SAYS, blank=True)
    substitute = models.CharField(max_length=200, blank=True, help_text="Who comes instead, with their post")
    contribution = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=200, blank=True)
    came = models.CharField(max_length=10, choices=CAME, blank=True)
    came_name = models.CharField(max_length=200, blank=True, help_text="Who was there for them")
    invited_at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "agency"],
                condition=Q(withdrawn_at__isnull=True),
                name="roundtables_an_agency_once",
            ),
            models.UniqueConstraint(fields=["meeting", "user"], name="roundtables_a_user_once"),
            models.CheckConstraint(
                condition=Q(agency__isnull=False, user__isnull=True)
                | Q(agency__isnull=True, user__isnull=False),
                name="roundtables_an_agency_or_a_user",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Shown(Part):
    """What an invited agency is told of one person: the identifiers as known when it was invited, no protected address."""

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="shown")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given = models.JSONField(help_text="name, role, date_of_birth")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"shown {self.pk}"


class Step(Part):
    """What happened to the meeting, in order: added, never changed."""

    KINDS = [
        ("called", "Called"),
        ("moved", "Moved"),
        ("off", "Called off"),
        ("seated", "Another chair or minute taker"),
        ("began", "Began"),
        ("without", "Went on without its quorum"),
        ("ended", "Ended"),
        ("approved", "Minutes approved"),
        ("circulated", "Minutes circulated"),
    ]

    kind = models.CharField(max_length=12, choices=KINDS)
    text = models.TextField(blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Entry(Part):
    """One piece of the minutes, saved as it is typed. Two people may write at once, each in entries of their own.

    `audience` says whose copies it goes into: everybody's, nobody's outside the hub, or those of `named` invitations.
    Where it is about one person it goes to those alone who are told of that person.
    """

    AUDIENCES = [
        ("everyone", "Everyone who was invited"),
        ("named", "Named agencies only, as an annex"),
        ("hub", "The hub only"),
    ]

    heading = models.CharField(max_length=40, help_text="Code of the list round-table-heading")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    audience = models.CharField(max_length=10, choices=AUDIENCES)
    named = models.JSONField(default=list, help_text="Numbers of invitations")
    page = models.CharField(max_length=20, blank=True, help_text="The open page that saved it last")
    left = models.BooleanField(default=True, help_text="Whether that page was left by its button")
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"entry {self.pk}"


class Former(Part):
    """What an entry or a hypothesis said before it was saved again, and whose it was: nothing typed is lost."""

    entry = models.ForeignKey(Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="formers")
    hypothesis = models.ForeignKey(
        "Hypothesis", null=True, blank=True, on_delete=models.PROTECT, related_name="formers"
    )
    version = models.IntegerField()
    text = models.TextField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(entry__isnull=False, hypothesis__isnull=True)
                | Q(entry__isnull=True, hypothesis__isnull=False),
                name="roundtables_a_former_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"former {self.pk} v{self.version}"


class Hypothesis(Part):
    """What may be going on, what speaks for it and against it, and what the table made of it."""

    STATES = [
        ("open", "Not settled"),
        ("likely", "More likely than not"),
        ("unlikely", "Less likely than not"),
        ("set-aside", "Set aside"),
    ]

    text = models.TextField()
    speaks_for = models.TextField(blank=True)
    speaks_against = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=STATES, default="open")
    review = models.TextField(blank=True, help_text="What would change our mind, and who looks again")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "hypotheses"

    def __str__(self) -> str:
        return f"hypothesis {self.pk}"


class View(Part):
    """What one of the invited holds, or with what they do not agree, in their own words: added, never changed.

    `said_by` names who said it where the minute taker read it in; it is "" where they wrote it themselves.
    """

    KINDS = [("view", "View"), ("dissent", "Does not agree")]

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="views")
    kind = models.CharField(max_length=8, choices=KINDS)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(null=True, blank=True, choices=LEVELS)
    text = models.TextField()
    said_by = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Outcome(Part):
    """What was decided for one person: the case's own decision, who tells them and how safely, and what if it fails.

    A decision of before the meeting is upheld by it. Where nothing is decided yet it says why, and when it next is.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="outcomes")
    decision = models.ForeignKey(
        "cases.Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    none_yet = models.TextField(blank=True, help_text="Why nothing is decided yet; then there is no decision")
    tells = models.CharField(max_length=200, help_text="Who tells the family or the adult")
    safely = models.TextField(help_text="How they are told safely, or why they are not")
    contingency = models.TextField(help_text="What happens if the plan does not work")
    review_on = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "decision"], name="roundtables_a_decision_once"),
            models.CheckConstraint(
                condition=Q(decision__isnull=False, none_yet="")
                | (Q(decision__isnull=True, review_on__isnull=False) & ~Q(none_yet="")),
                name="roundtables_a_decision_or_why_none",
            ),
        ]

    def __str__(self) -> str:
        return f"outcome {self.pk}"


class Action(Part):
    """What somebody does by a day: an agency's, or the hub's where `agency` is none; `owner` is a post or a person."""

    agency = models.ForeignKey(
        "agencies.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    owner = models.CharField(max_length=200)
    what = models.TextField()
    due_on = models.DateField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_name = models.CharField(max_length=200, blank=True)
    evidence = models.TextField(blank=True)
    chased_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                fields=["hub", "due_on"], condition=Q(done_at__isnull=True), name="roundtables_open_actions"
            )
        ]

    def __str__(self) -> str:
        return f"action {self.pk}"


class Minutes(models.Model):
    """The minutes as the chair approved them, whole, for the hub: never changed."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    data = models.JSONField()
    copies = models.JSONField(
        help_text="What each invited agency gets of it, by the number of its invitation"
    )
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "minutes"

    def __str__(self) -> str:
        return f"minutes {self.pk}"


class Copy(Part):
    """What one invited agency gets of the minutes: what is for everybody, its own part and the annexes it is named for."""

    invitation = models.OneToOneField(Invitation, on_delete=models.PROTECT, related_name="copy")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    data = models.JSONField()
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="By when its receipt is to be acknowledged")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "copies"

    def __str__(self) -> str:
        return f"copy {self.pk}"


class Correction(Part):
    """What is added to approved minutes, by whom: an agency's is read by the hub; the hub's by those with a copy for whom
    it is, as an entry is: everybody, `named` invitations or nobody, and of one person only who is told of that person.
    """

    agency = models.ForeignKey(
        "agencies.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField()
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=10, choices=Entry.AUDIENCES, default="everyone")
    named = models.JSONField(default=list, help_text="Numbers of invitations")
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"correction {self.pk}"
