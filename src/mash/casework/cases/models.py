"""Triage and decision: the hub's case on a matter."""

from __future__ import annotations

from django.db import models

from mash.foundation.kernel import public_id

RATINGS = [("red", "Red"), ("amber", "Amber"), ("green", "Green"), ("blue", "Blue")]


class Case(models.Model):
    """One matter at work: its state, rating and the time by which the next thing is due."""

    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, related_name="case")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default="new", help_text="A state of workflow.CASE")
    rating = models.CharField(max_length=8, choices=RATINGS, blank=True)
    urgency = models.PositiveSmallIntegerField(
        default=5, help_text="Order of risk for the worklist: see rules.urgency; 0 is immediate danger."
    )
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    due_step = models.CharField(max_length=40, blank=True)
    warns_at = models.DateTimeField(null=True, blank=True)
    worker = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    attention = models.CharField(
        max_length=40, blank=True, help_text="Why it needs a look again, such as late-answer"
    )
    title = models.CharField(max_length=300, help_text="The subjects' names, for lists.")
    people = models.PositiveSmallIntegerField(default=1)
    version = models.IntegerField(default=1)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["desk", "urgency", "due_at", "id"],
                condition=models.Q(closed_at__isnull=True),
                name="cases_worklist",
            ),
            models.Index(
                fields=["desk", "state"], condition=models.Q(closed_at__isnull=True), name="cases_queue"
            ),
            models.Index(fields=["desk", "-closed_at"], name="cases_closed"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class Rating(models.Model):
    """One rating with its reason. The first starts the clocks; each change needs another reason."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="ratings")
    rating = models.CharField(max_length=8, choices=RATINGS)
    rationale = models.TextField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.rating


class Clock(models.Model):
    """One working-time clock: from when, due when, stopped when."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="clocks")
    step = models.CharField(max_length=40)
    calendar = models.CharField(max_length=60)
    standard = models.CharField(max_length=60, help_text="The standard's key and version that set it.")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    warns_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    replaced = models.BooleanField(
        default=False, help_text="Another clock took its place, such as on re-rating."
    )
    warned_at = models.DateTimeField(null=True, blank=True, help_text="Its worker was told that it warns.")
    late_told_at = models.DateTimeField(null=True, blank=True, help_text="Worker and manager were told.")

    class Meta:
        ordering = ["due_at"]
        indexes = [
            models.Index(fields=["matter", "step"]),
            models.Index(
                fields=["warns_at"],
                condition=models.Q(stopped_at=None, replaced=False),
                name="cases_running_clocks",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "step"],
                condition=models.Q(stopped_at__isnull=True, replaced=False),
                name="cases_one_running_clock_a_step",
            )
        ]

    def __str__(self) -> str:
        return self.step


class HistoryView(models.Model):
    """That this person had the history on the screen, and which history: its fingerprint as visible to them."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["matter", "user"])]

    def __str__(self) -> str:
        return self.fingerprint[:8]


class Decision(models.Model):
    """What was decided for one subject, by whom and why. A later one stands beside it, never over it."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="decisions")
    subject = models.ForeignKey("matters.Subject", on_delete=models.PROTECT, related_name="decisions")
    immediate_protection = models.BooleanField(default=False)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    route = models.CharField(max_length=40, help_text="Code of the list routes")
    outcome = models.CharField(max_length=40, help_text="Code of the list outcomes")
    rationale = models.TextField()
    considered = models.JSONField(
        default=dict, help_text="What the standard asks to be recorded, by its code: the text given for each."
    )
    indicators = models.JSONField(
        default=list, help_text="Codes of the list threshold-indicator that were seen."
    )
    less = models.JSONField(default=list, help_text="Codes of the list less-considered.")
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    by_registration = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    standard = models.CharField(max_length=60, blank=True)
    gaps = models.JSONField(default=list, help_text="Codes of the standard that were open when it was made.")
    confirmed_by = models.CharField(max_length=80, blank=True)
    confirmed_by_name = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.route


class Deviation(models.Model):
    """That a decision was made without something that the standard expects, or after its time, and why. Never changed.

    `code` is the minimum's code or the step's; `standard` the key and version that it deviates from.
    """

    KINDS = [("minimum", "Something expected was missing"), ("timescale", "The time had passed")]

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="deviations")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="deviations")
    kind = models.CharField(max_length=10, choices=KINDS)
    code = models.CharField(max_length=60)
    rating = models.CharField(max_length=8, blank=True)
    standard = models.CharField(max_length=70)
    role = models.CharField(max_length=20)
    reason = models.TextField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "kind", "code"], name="cases_one_deviation_a_thing_and_decision"
            )
        ]

    def __str__(self) -> str:
        return self.code


class Presence(models.Model):
    """Who has the case open, so that two people know of each other."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "user"], name="cases_one_presence_a_user")]

    def __str__(self) -> str:
        return self.name


class Note(models.Model):
    """A dated note on a case: a call made, a worker-safety instruction, a reason. Never changed."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(
        max_length=20,
        choices=[("note", "Note"), ("worker-safety", "Worker safety"), ("attention", "Attention")],
    )
    text = models.TextField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kind


class Closing(models.Model):
    """Somebody has asked to close a case. It closes at `due_at`, whether or not a hidden record is looked at meanwhile."""

    OUTCOMES = [
        ("closed", "The case was closed"),
        ("kept-open", "It was kept open"),
        ("changed", "The case changed meanwhile"),
    ]

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="closings")
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    by_role = models.CharField(max_length=20)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    case_version = models.IntegerField(help_text="The case as it was asked to be closed.")
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=OUTCOMES, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [
            models.Index(
                fields=["hub", "due_at"], condition=models.Q(ended_at__isnull=True), name="cases_closing_due"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=models.Q(ended_at__isnull=True), name="cases_one_open_closing"
            )
        ]

    def __str__(self) -> str:
        return f"closing {self.pk}"


class HiddenMatch(models.Model):
    """Somebody in this matter is likely to be in a record that those who work on it may not see: for a custodian alone.

    `hidden` is the other matter's reference, `hidden_hub` whose it is. Cleared once: `outcome` "nothing" or "see-me".
    """

    OUTCOMES = [("nothing", "Nothing that matters here"), ("see-me", "Come and see me before it is closed")]

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    contact = models.CharField(max_length=20)
    hidden = models.CharField(max_length=20)
    hidden_hub = models.CharField(max_length=200)
    hidden_phone = models.CharField(max_length=40, blank=True)
    found_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=OUTCOMES, blank=True)
    said = models.TextField(blank=True)
    cleared_by = models.CharField(max_length=80, blank=True)
    cleared_by_name = models.CharField(max_length=200, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="When managers and leads were told that nobody cleared can look."
    )

    class Meta:
        ordering = ["found_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "hidden", "contact"], name="cases_one_hidden_match")
        ]

    def __str__(self) -> str:
        return f"hidden match {self.pk}"


class Routing(models.Model):
    """What was decided at triage for one person of a contact that is in a safe class, with a reason of their own.

    The class proposed it; `by` decided. `batch` is shared by those that were sent together.
    """

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="routings")
    subject = models.ForeignKey("matters.Subject", on_delete=models.PROTECT, related_name="routings")
    klass = models.CharField(max_length=40, help_text="Code of the list triage-class")
    route = models.CharField(max_length=40, help_text="Code of the list triage-route")
    rationale = models.TextField()
    batch = models.CharField(max_length=20)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["subject"], name="cases_one_routing_a_subject")]

    def __str__(self) -> str:
        return self.route


class SealedAnnex(models.Model):
    """What a decision rests on beyond its open rationale, for cleared people alone. To others the decision has none.

    `stands_without` says whether the decision would be the same without what is sealed; `gist` what of it may be said to
    people who are not cleared, and is said by nobody else than a person. A later annex stands beside it.
    """

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="annexes")
    text = models.TextField()
    stands_without = models.BooleanField()
    originators_view = models.TextField()
    gist = models.TextField(blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"annex {self.pk}"


class SealedReliance(models.Model):
    """One sealed item that an annex relies on."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    annex = models.ForeignKey(SealedAnnex, on_delete=models.PROTECT, related_name="reliances")
    item = models.ForeignKey("sharing.SealedItem", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"annex {self.annex_id} on item {self.item_id}"


class SealedInstruction(models.Model):
    """That a worker-safety instruction comes from a sealed item: the note itself says nothing of it."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("sharing.SealedItem", on_delete=models.PROTECT, related_name="+")
    note = models.OneToOneField(Note, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"note {self.note_id} from item {self.item_id}"
