"""A telephone call: the live note of it, where it stands, and what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mash.foundation.kernel import reference


class Call(models.Model):
    """One call to a desk, with its notes. It belongs to no matter until a contact is made of it: then it is seen with that.

    `typed` holds every input of the page as it was typed, right or wrong; the columns beside it hold what of that could
    be read. What the notes said before something was taken out of them stands in a `Step`.
    """

    class State(models.TextChoices):
        LIVE = "live", "On the line"
        DROPPED = "dropped", "To be called back"
        UNREACHED = "unreached", "Not reached: to be decided"
        ENDED = "ended", "Ended"

    class Answer(models.TextChoices):
        NOT_ASKED = "", "Not asked"
        YES = "yes", "Yes"
        NO = "no", "No"
        NOT_KNOWN = "not-known", "Not known"

    class Written(models.TextChoices):
        NOT_ASKED = "", "Not asked for"
        WAITING = "waiting", "Waited for"
        ARRIVED = "arrived", "Arrived"
        GIVEN_UP = "given-up", "Not waited for any more"

    ref = models.CharField(max_length=20, unique=True, default=reference)
    once = models.CharField(
        max_length=20, unique=True, help_text="The button's own number: two presses are one."
    )
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    officer = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(help_text="When it was answered: what comes of it was received then")
    ended_at = models.DateTimeField(null=True, blank=True)

    notes = models.TextField(blank=True)
    typed = models.JSONField(default=dict, help_text="{input: what was typed}")
    caller = models.JSONField(default=dict, help_text="calls.rules.Caller")
    people = models.JSONField(default=list, help_text="[{role, said: people.rules.Said}]")
    unread = models.JSONField(default=list, help_text="[[label, what was typed]]: what could not be read")
    danger_now = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    children = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    place = models.CharField(max_length=500, blank=True)
    saved_at = models.DateTimeField()
    # The open page that saved last, and whether it was left by a button: see interfaces.web.autosaved.
    page = models.CharField(max_length=20, blank=True)
    left = models.BooleanField(default=False)
    version = models.IntegerField(default=1)

    state = models.CharField(max_length=10, choices=State.choices, default=State.LIVE)
    due_at = models.DateTimeField(null=True, blank=True, help_text="By when the caller is called back")
    tried = models.PositiveSmallIntegerField(default=0, help_text="Times since the line dropped")
    outcome = models.CharField(max_length=40, blank=True, help_text="Code of the list call-outcome")
    contact = models.ForeignKey(
        "intake.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    matter = models.ForeignKey(
        "matters.Matter", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    advice = models.ForeignKey(
        "consultations.Consultation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    written = models.CharField(max_length=10, choices=Written.choices, blank=True)
    written_due_at = models.DateTimeField(null=True, blank=True)
    chase_at = models.DateTimeField(null=True, blank=True, help_text="When the worker chases next")
    chased = models.PositiveSmallIntegerField(default=0)
    confirmed_by = models.ForeignKey(
        "intake.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    emptied_at = models.DateTimeField(
        null=True, blank=True, help_text="When the words went, at its period's end"
    )

    class Meta:
        indexes = [
            models.Index(fields=["desk", "state", "due_at"]),
            models.Index(fields=["desk", "-started_at"]),
            models.Index(fields=["contact"]),
            models.Index(fields=["chase_at"], condition=Q(written="waiting"), name="calls_to_chase"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=True, matter__isnull=True)
                | Q(contact__isnull=False, matter__isnull=False),
                name="calls_contact_with_matter",
            ),
            models.CheckConstraint(
                condition=Q(written="") | Q(contact__isnull=False), name="calls_written_of_a_contact"
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Step(models.Model):
    """What happened in a call and after it. Rows are added and never changed. `code` is an outcome or yes and no."""

    KINDS = [
        ("notes", "What the notes said before"),
        ("dropped", "The line dropped"),
        ("tried", "Called back, not reached"),
        ("reached", "Called back and reached"),
        ("contact", "A contact was made of it"),
        ("ended", "It ended"),
        ("chased", "The confirmation in writing had not come: chased"),
        ("joined", "The confirmation in writing came"),
        ("given-up", "The confirmation in writing is not waited for any more"),
    ]

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=KINDS)
    code = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    contact = models.CharField(max_length=20, blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    by_user = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Ring(models.Model):
    """A call as the telephone switch knows it: offered, answered or abandoned, ended. No number and nobody's name."""

    source = models.CharField(max_length=80, help_text="Which switch, as the import names it")
    number = models.CharField(max_length=80, help_text="The switch's own number of the call")
    queue = models.CharField(max_length=80)
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField()
    taken_in_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["desk", "offered_at"])]
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="calls_one_ring_a_number"),
            models.CheckConstraint(
                condition=Q(ended_at__gte=models.F("offered_at")), name="calls_ring_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.number}"
