"""Requests by the people whom the hub writes about, and how each is answered."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from mash.foundation.kernel import public_id, reference


class RightsRequest(models.Model):
    """One request: who asks, by which route, for whom, and where it stands.

    `about` is how the person asked about was described: given_name, family_name, born (ISO date or ""), nhs_number. `person`
    is the public id of the index's person once the handler has said who that is: no name of the index is needed here, and
    the handler sees no row of it.
    """

    KINDS = [
        ("access", "Access: what is held about somebody"),
        ("rectification", "Rectification: something is wrong or missing"),
        ("restriction", "Restriction: stop using it for now"),
        ("objection", "Objection: it should not be used"),
    ]
    ROUTES = [
        ("self", "The person themself"),
        ("representative", "Somebody with the person’s authority, such as a solicitor"),
        ("parent", "Somebody with parental responsibility, for a child"),
        ("court", "A court, by an order"),
        ("police", "The police or another authority, for crime or tax"),
    ]
    REGIMES = [("uk-gdpr", "UK GDPR"), ("part-3", "Part 3: law enforcement")]
    STATES = [
        ("received", "Received"),
        ("open", "Being worked on"),
        ("checking", "With a second person"),
        ("checked", "Checked"),
        ("answered", "Answered"),
        ("refused", "Refused"),
        ("withdrawn", "Withdrawn"),
    ]

    ref = models.CharField(max_length=20, unique=True, default=reference)
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=KINDS)
    route = models.CharField(max_length=20, choices=ROUTES)
    regime = models.CharField(max_length=10, choices=REGIMES, default="uk-gdpr")
    asked_by = models.CharField(max_length=200, help_text="The name of whoever asks")
    asked_as = models.CharField(max_length=200, blank=True, help_text="What they are to the person")
    reach_by = models.CharField(max_length=500, help_text="Where the answer goes, as they asked")
    about = models.JSONField()
    person = models.CharField(max_length=20, blank=True)
    scope = models.TextField(help_text="What is asked for, in their words")
    received_on = models.DateField()
    needed_by = models.DateField(null=True, blank=True, help_text="For a court or the police: by when")
    ground = models.CharField(max_length=40, blank=True, help_text="Code of the list rights-ground")
    authority = models.TextField(blank=True, help_text="The order, the form, or how authority was shown")
    identity_asked_on = models.DateField(null=True, blank=True)
    identity_given_on = models.DateField(null=True, blank=True)
    identity_how = models.CharField(max_length=40, blank=True, help_text="Code of the list rights-identity")
    extended_on = models.DateField(null=True, blank=True, help_text="When they were told")
    extension_reason = models.TextField(blank=True)
    due_on = models.DateField(null=True, blank=True, help_text="Empty while the clock stands")
    state = models.CharField(max_length=10, choices=STATES, default="received")
    handler = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    handler_name = models.CharField(max_length=200)
    searched_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(
        null=True, blank=True, help_text="When the step that every answer waits for was taken"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    outcome_reason = models.TextField(blank=True)
    at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(
                fields=["hub", "due_on"], condition=models.Q(closed_at__isnull=True), name="rights_open"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, outcome="")
                | (models.Q(closed_at__isnull=False) & ~models.Q(outcome="")),
                name="rights_closed_with_outcome",
            )
        ]

    def __str__(self) -> str:
        return self.ref


class Waiting(models.Model):
    """Clarification was asked: while it is awaited the clock stands. Ended once."""

    request = models.ForeignKey(RightsRequest, on_delete=models.PROTECT, related_name="pauses")
    question = models.TextField()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=models.Q(until__isnull=True), name="rights_one_open_pause"
            )
        ]

    def __str__(self) -> str:
        return f"pause {self.pk}"


class Sight(models.Model):
    """One person's sight of one matter, or of the feeds' records of the person, while a request is worked on.

    It is a grant on the matter like any other, for a time; this row says for which request it was given, so that it ends
    with it. `grant` is None for the feeds' records, which hang on no matter.
    """

    request = models.ForeignKey(RightsRequest, on_delete=models.PROTECT, related_name="sights")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    grant = models.OneToOneField(
        "matters.Grant", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person = models.CharField(max_length=20)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person"], condition=models.Q(grant=None), name="rights_lent_records")
        ]

    def __str__(self) -> str:
        return f"sight {self.pk}"


class Passage(models.Model):
    """One passage that the search found, by a reference that stays: never its text, which is read where it stands.

    `ref` is `kind:id:part`. `digest` is the SHA-256 of the text when it was found: nothing is redacted blind should a text
    ever differ. `agency` supplied it ("" for the hub's own and the public's).
    """

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    request = models.ForeignKey(RightsRequest, on_delete=models.PROTECT, related_name="passages")
    ref = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    matter = models.CharField(max_length=20, blank=True, help_text="The matter's reference")
    agency = models.CharField(max_length=60, blank=True)
    about_other = models.BooleanField(default=False, help_text="It is of somebody else in the matter")
    health = models.BooleanField(default=False)
    ask_first = models.BooleanField(default=False, help_text="Its source is to be asked before further use")
    happened_on = models.CharField(max_length=40, blank=True)
    digest = models.CharField(max_length=64)
    paragraphs = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["request", "ref"], name="rights_one_passage")]

    def __str__(self) -> str:
        return self.ref


class Mark(models.Model):
    """What is said of one paragraph: whom it is about, who supplied it, and whether and why it is left out."""

    request = models.ForeignKey(RightsRequest, on_delete=models.PROTECT, related_name="marks")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="marks")
    number = models.PositiveIntegerField(help_text="From 0, as redaction counts them")
    third_party = models.BooleanField(default=False)
    source = models.CharField(max_length=60, blank=True, help_text="An agency’s key, hub, or public")
    exemption = models.CharField(
        max_length=40, blank=True, help_text="Code of the list rights-exemption; empty: it is given"
    )
    reasonable = models.CharField(
        max_length=40, blank=True, help_text="Why it is given although it names somebody else: a code"
    )
    reason = models.TextField(blank=True)
    by_user = models.BigIntegerField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["passage_id", "number"]
        constraints = [models.UniqueConstraint(fields=["passage", "number"], name="rights_one_mark")]

    def __str__(self) -> str:
        return f"mark {self.pk}"


class Consultation(models.Model):
    """An agency is asked whether what it supplied may be given to the person, by a day."""

    STATES = [("sent", "Waiting for an answer"), ("answered", "Answered"), ("withdrawn", "No longer needed")]

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    request = models.ForeignKey(RightsRequest, on_delete=models.PROTECT, related_name="consultations")
    rights_ref = models.CharField(max_length=20, help_text="For the agency, which does not see the request")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    hub_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=STATES, default="sent")
    sent_at = models.DateTimeField()
    sent_by_name = models.CharField(max_length=200)
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["sent_at", "pk"]
        indexes = [models.Index(fields=["agency", "state", "due_on"])]

    def __str__(self) -> str:
        return self.public_id


class Consulted(models.Model):
    """One item or answer that the agency is asked about, and what it says of it."""

    VERDICTS = [("may", "It may be given"), ("may-not", "It may not be given")]

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="consulted")
    ref = models.CharField(max_length=120, help_text="As the passage’s")
    asked_in = models.CharField(max_length=20, help_text="The request that the agency answered")
    verdict = models.CharField(max_length=10, choices=VERDICTS, blank=True)
    exemption = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["consultation", "ref"], name="rights_one_consulted")]

    def __str__(self) -> str:
        return f"consulted {self.pk}"


class Opinion(models.Model):
    """What the appropriate health professional says of giving health data (DPA 2018, Schedule 3, paragraph 6)."""

    SAYS = [
        ("no-harm", "Giving it would not be likely to cause serious harm"),
        ("harm", "Giving it would be likely to cause serious harm"),
    ]

    request = models.ForeignKey(RightsRequest, on_delete=models.PROTECT, related_name="opinions")
    who = models.CharField(max_length=200)
    registration = models.CharField(max_length=60, help_text="Their register and number")
    given_on = models.DateField()
    says = models.CharField(max_length=10, choices=SAYS)
    text = models.TextField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"opinion {self.pk}"


class Assessment(models.Model):
    """What was weighed before a request is granted or not: a parent's for a child, an objection, a restriction.

    `weighed` holds a text for each question that the kind asks, by its code (rules.QUESTIONS).
    """

    request = models.ForeignKey(RightsRequest, on_delete=models.PROTECT, related_name="assessments")
    weighed = models.JSONField()
    granted = models.BooleanField()
    reason = models.TextField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"assessment {self.pk}"


class Check(models.Model):
    """The second person's look at what is to be given. `of_version` is the request as they saw it."""

    VERDICTS = [("agreed", "It may go"), ("back", "It goes back")]

    request = models.ForeignKey(RightsRequest, on_delete=models.PROTECT, related_name="checks")
    verdict = models.CharField(max_length=10, choices=VERDICTS)
    comment = models.TextField(blank=True)
    by_user = models.BigIntegerField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"check {self.pk}"


class Package(models.Model):
    """What was given: the bytes as they went, and their SHA-256. Never changed."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    request = models.ForeignKey(RightsRequest, on_delete=models.PROTECT, related_name="packages")
    sealed_bytes = models.BinaryField(help_text="The PDF under the key of files")
    sha256 = models.CharField(max_length=64)
    given = models.PositiveIntegerField(help_text="Paragraphs given")
    left_out = models.PositiveIntegerField(help_text="Paragraphs left out")
    made_by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.public_id


class Custody(models.Model):
    """The step that every answer waits for: a hub's custodian looks at what the handler may not know of.

    There is one for each request at its own hub, whether or not anything is hidden, and one at each other hub where
    something is. `hidden` lists references of matters kept from the handler, `sealed` those in which something is sealed.
    """

    OUTCOMES = [
        ("nothing", "Nothing here belongs in the answer"),
        ("kept", "It is kept from the answer, for the exemption recorded"),
        ("opened", "The handler can see now what belongs in the answer"),
    ]

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    request = models.ForeignKey(RightsRequest, on_delete=models.PROTECT, related_name="+")
    rights_ref = models.CharField(max_length=20)
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    handler_name = models.CharField(max_length=200)
    about = models.JSONField()
    hidden = ArrayField(models.CharField(max_length=20), default=list)
    sealed = ArrayField(models.CharField(max_length=20), default=list)
    found_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=OUTCOMES, blank=True)
    exemption = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "custody"
        ordering = ["found_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["request", "hub"], name="rights_one_custody_a_hub")]

    def __str__(self) -> str:
        return f"custody {self.pk}"


class Beside(models.Model):
    """A note of rectification: it stands beside what it concerns wherever that is read, and changes nothing of it.

    `concerns` is `kind:id` as in a passage's reference; "" for the matter as a whole.
    """

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="rights_notes")
    rights_ref = models.CharField(max_length=20)
    concerns = models.CharField(max_length=100, blank=True)
    text = models.TextField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"note beside {self.pk}"


class Restricted(models.Model):
    """Processing is restricted in one matter for one of its people (Article 18, or 21 while it is weighed). Lifted once."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="rights_restrictions")
    subject = models.ForeignKey("matters.Subject", on_delete=models.PROTECT, related_name="+")
    rights_ref = models.CharField(max_length=20)
    ground = models.CharField(max_length=40, help_text="Code of the list rights-restriction")
    from_at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by_name = models.CharField(max_length=200, blank=True)
    lifted_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["from_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "rights_ref"],
                condition=models.Q(lifted_at__isnull=True),
                name="rights_one_restriction",
            )
        ]

    def __str__(self) -> str:
        return f"restriction {self.pk}"
