"""What the hub asks of agencies, and what they answer."""

from __future__ import annotations

from typing import Any

from django.db import models

from mash.foundation.kernel import public_id, reference


class Openness(models.Model):
    """Whether the family or the adult has been told or has agreed, or why not: one recorded fact at a time."""

    BASES = [
        ("told", "They have been told that agencies will be asked"),
        ("agreed", "They have agreed that agencies may be asked"),
        ("not-told", "They have not been told, for a recorded reason"),
    ]

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="openness")
    basis = models.CharField(max_length=10, choices=BASES)
    who = models.CharField(max_length=200, help_text="Who was told or agreed, such as 'mother', 'the adult'.")
    reason_code = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "openness"

    def __str__(self) -> str:
        return self.basis


class Request(models.Model):
    """One agency asked about some of a matter's subjects, for a stated purpose, by a time."""

    STATES = [
        ("sent", "Sent"),
        ("acknowledged", "Acknowledged"),
        ("answered", "Answered"),
        ("withdrawn", "Withdrawn"),
    ]
    GROUNDS = [
        ("s47", "Reasonable cause to suspect significant harm (Children Act 1989 s47)"),
        ("below-s47", "Below s47: family told, agreed, or a recorded reason why not"),
        ("s42", "Adult safeguarding enquiry (Care Act 2014 s42)"),
        ("adult-below-s42", "Adult concern below s42: the adult told, agreed, or a recorded reason why not"),
    ]

    ref = models.CharField(max_length=20, unique=True, default=reference)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="requests")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="requests")
    state = models.CharField(max_length=12, choices=STATES, default="sent")
    ground = models.CharField(max_length=20, choices=GROUNDS)
    openness = models.ForeignKey(
        Openness, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    purpose = models.TextField(help_text="Why this agency is asked, in words the agency can rely on.")
    question = models.TextField(blank=True)
    status_said = models.CharField(max_length=200, help_text="The true status of the case when it was asked.")
    rating = models.CharField(max_length=8, blank=True)
    asked_by_role = models.CharField(max_length=20, help_text="The seat that asked, as clauses name it.")
    asked_by_desk = models.CharField(max_length=60)
    for_team = models.ForeignKey(
        "directory.Team",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The team that stood for requests when it was sent, as the directory said then.",
    )
    sent_by = models.CharField(max_length=80)
    sent_by_name = models.CharField(max_length=200)
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["agency", "state", "due_at"]), models.Index(fields=["matter"])]

    def __str__(self) -> str:
        return self.ref

    @property
    def working(self) -> dict[str, Any]:
        """The agency's answer under way; nothing where none is, and for everyone but the agency."""
        row = getattr(self, "under_way", None)
        return row.said if row is not None else {}

    @property
    def version(self) -> int:
        """One higher with each time the answer under way is saved, from 1."""
        row = getattr(self, "under_way", None)
        return row.version if row is not None else 1


class UnderWay(models.Model):
    """An agency's answer under way (save and return). The agency's alone: it may hold what will be sealed."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="under_way")
    said = models.JSONField(default=dict)
    version = models.IntegerField(default=1)

    def __str__(self) -> str:
        return f"answer under way {self.pk}"


class Share(models.Model):
    """One decision to share or not to share, with what it rests on. Never changed: a review stands beside it.

    The hub's, when it asks an agency or does not; an agency's, when it answers. `source` and `recipient` are an agency's key, or `hub`. Permitted by a clause, it names the version whose clause that
    was, so that it stays tied to what was agreed then. Shared without a clause, it says the power or duty, why it was
    necessary, how the recipient was checked and why it could not wait; the lead reviews it by `review_by`. `categories`,
    `about` and `purpose` are codes of the lists that agreements are written with.
    """

    OUTCOMES = [
        ("clause", "Shared under a clause"),
        ("ground", "Shared without a clause, for a recorded reason"),
        ("not-shared", "Not shared, for a recorded reason"),
    ]

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="shares")
    reference = models.CharField(
        max_length=20, help_text="The matter's, or the request's where an agency shares."
    )
    request = models.ForeignKey(
        Request, null=True, blank=True, on_delete=models.PROTECT, related_name="shares"
    )
    outcome = models.CharField(max_length=10, choices=OUTCOMES)
    source = models.CharField(max_length=60)
    source_kind = models.CharField(max_length=30)
    recipient = models.CharField(max_length=60)
    recipient_kind = models.CharField(max_length=30)
    recipient_role = models.CharField(max_length=20, blank=True)
    recipient_desk = models.CharField(max_length=60, blank=True)
    categories = models.JSONField()
    about = models.JSONField(help_text="For each person the populations they belong to")
    mode = models.CharField(max_length=9)
    purpose = models.CharField(max_length=40)
    agreement = models.ForeignKey(
        "agreements.Version", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    clauses = models.JSONField(default=list, help_text="The numbers of the clauses relied on")
    power = models.CharField(max_length=40, blank=True)
    necessity = models.TextField(blank=True)
    recipient_checked = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    review_by = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["outcome", "review_by"]), models.Index(fields=["matter"])]

    def __str__(self) -> str:
        return f"{self.outcome} {self.pk}"


class ShareReview(models.Model):
    """What the information-governance lead made of something that was shared without a clause. Never changed."""

    VERDICTS = [
        ("right", "It was right to share"),
        ("right-and-clause", "It was right, and a clause should cover it"),
        ("wrong", "It should not have been shared"),
    ]

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    share = models.OneToOneField(Share, on_delete=models.PROTECT, related_name="review")
    verdict = models.CharField(max_length=20, choices=VERDICTS)
    comment = models.TextField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.verdict} {self.pk}"


class RequestSubject(models.Model):
    """A person asked about, with the identifiers that the agency needs to search, as known when asked."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="subjects")
    subject = models.ForeignKey("matters.Subject", on_delete=models.PROTECT, related_name="asked_about")
    given = models.JSONField(help_text="name, date_of_birth, nhs_number, address; never a protected address")
    populations = models.JSONField(help_text="Whom clauses name them as, as known when asked.")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"request {self.request_id} about {self.subject_id}"


class Marks(models.Model):
    """What the police say of what they supply: under which law they hold it, who the person is in it, how it is graded.

    Codes of the lists `police-…`; "" and None where the agency that supplied it is another, or did not say.
    """

    regime = models.CharField(max_length=20, blank=True)
    standing = models.CharField(max_length=20, blank=True)
    source_grade = models.CharField(max_length=20, blank=True)
    information_grade = models.CharField(max_length=20, blank=True)
    kept_until = models.DateField(null=True, blank=True, help_text="Until when the originator keeps it.")

    class Meta:
        abstract = True


class Answer(models.Model):
    """What one agency said of one subject: reveal first, then disclose or withhold. A later one supersedes."""

    HELD = [
        ("nothing-held", "Searched: nothing held"),
        ("held", "Something is held; detail to follow"),
        ("disclosed", "Held, and disclosed below"),
        ("withheld", "Held, and withheld for a recorded reason"),
    ]

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="answers")
    about = models.ForeignKey(RequestSubject, on_delete=models.PROTECT, related_name="answers")
    held = models.CharField(max_length=14, choices=HELD)
    systems_searched = models.CharField(max_length=500)
    identity_confidence = models.CharField(
        max_length=10,
        choices=[("certain", "Certain"), ("probable", "Probable"), ("unsure", "Unsure")],
        blank=True,
    )
    withheld_code = models.CharField(max_length=40, blank=True)
    withheld_reason = models.TextField(blank=True)
    strengths = models.TextField(blank=True)
    worries = models.TextField(blank=True)
    level_suggested = models.PositiveSmallIntegerField(null=True, blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.held} {self.pk}"


class Item(Marks):
    """One piece of information disclosed, typed and dated. Never changed."""

    KINDS = [("fact", "Fact"), ("opinion", "Opinion"), ("intelligence", "Intelligence")]
    HANDLING = [
        ("case-agencies", "May be seen by the agencies in this case"),
        ("ask-originator", "Ask us before any further use"),
    ]

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=14, choices=KINDS)
    category = models.CharField(max_length=40, blank=True)
    happened_on = models.CharField(
        max_length=40, blank=True, help_text="A date, a partial date or 'not known'."
    )
    text = models.TextField()
    handling = models.CharField(max_length=16, choices=HANDLING)
    family_may_know = models.CharField(
        max_length=10, choices=[("yes", "Yes"), ("no", "No"), ("ask", "Ask us first")]
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class SealedAnswer(models.Model):
    """What an agency said of one subject under seal: for the hub's cleared people and the agency itself.

    To everybody else it does not exist, nor does anything that is computed from it. A later one takes its place; one
    without items takes back what was sealed. What is said openly beside it is an Answer.
    """

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="sealed_answers")
    about = models.ForeignKey(RequestSubject, on_delete=models.PROTECT, related_name="sealed_answers")
    systems_searched = models.CharField(max_length=500, blank=True)
    identity_confidence = models.CharField(max_length=10, blank=True)
    strengths = models.TextField(blank=True)
    worries = models.TextField(blank=True)
    level_suggested = models.PositiveSmallIntegerField(null=True, blank=True)
    rests_on = models.JSONField(
        default=dict, help_text="clauses as agreement:version:number, or the ground recorded instead of one"
    )
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"sealed {self.pk}"


class SealedItem(Marks):
    """One piece of information under seal, and why it is sealed. Never changed."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    answer = models.ForeignKey(SealedAnswer, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=14, choices=Item.KINDS)
    category = models.CharField(max_length=40, blank=True)
    happened_on = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    reason = models.TextField(help_text="Why nobody else may know that it exists.")
    family_may_know = models.CharField(
        max_length=10, choices=[("yes", "Yes"), ("no", "No"), ("ask", "Ask us first")]
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"sealed {self.kind} {self.pk}"
