"""Packages: what a hub chose from what it holds, what it withheld, for whom, who agreed, and what became of it."""

from __future__ import annotations

from typing import Any

from django.db import models

from mash.foundation.kernel import public_id, reference


class Package(models.Model):
    """One package for one recipient. The hub's own row: a recipient sees a Delivery and, while it lasts, a Content.

    `recipient` says in words who receives it; `purpose` is a code of `sharing-purpose` and `terms` are codes of
    `sharing-limit`. What was sent never changes: the database refuses it.
    """

    KINDS = [("agency", "An agency"), ("family", "The family or the adult")]

    ref = models.CharField(max_length=20, unique=True, default=reference)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="packages")
    state = models.CharField(max_length=10, default="draft", help_text="A state of workflow.PACKAGE")
    version = models.IntegerField(default=1)
    recipient_kind = models.CharField(max_length=10, choices=KINDS)
    agency = models.ForeignKey(
        "agencies.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recipient = models.CharField(max_length=200)
    purpose = models.CharField(max_length=40)
    language = models.CharField(max_length=5, default="en-gb")
    message = models.TextField(blank=True, help_text="The hub's own words to the recipient.")
    terms = models.JSONField(default=list)
    list_withheld = models.BooleanField(default=True)
    made_by = models.CharField(max_length=80)
    made_by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    sent_by_name = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["matter"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(recipient_kind="agency", agency__isnull=False)
                | models.Q(recipient_kind="family", agency__isnull=True),
                name="disclosure_agency_or_family",
            )
        ]

    def __str__(self) -> str:
        return self.ref


class Passage(models.Model):
    """One text in a package as it stood when it was chosen. Before it is sent only: then the database keeps it as it is.

    `about` holds for each person it is about the populations they belong to, as clauses name them.
    """

    KINDS = [
        ("item", "What an agency disclosed"),
        ("contact", "What was reported"),
        ("decision", "What was decided"),
        ("file", "A file"),
        ("address", "A protected address"),
    ]

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="passages")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=KINDS)
    source_ref = models.CharField(
        max_length=20, help_text="Public id of the item, contact or file, else a number"
    )
    item = models.ForeignKey(
        "sharing.Item", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    category = models.CharField(max_length=40)
    about = models.JSONField()
    heading = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    text = models.TextField()

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["package", "kind", "source_ref"], name="disclosure_chosen_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source_ref}"


class Redaction(models.Model):
    """One paragraph of a passage, by its number from 0, that is withheld; `reason` is a code of `redaction-reason`."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="redactions")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="redactions")
    paragraph = models.PositiveIntegerField()
    reason = models.CharField(max_length=40)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["passage_id", "paragraph"]
        constraints = [
            models.UniqueConstraint(fields=["passage", "paragraph"], name="disclosure_one_reason_a_paragraph")
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.paragraph}"


class Consent(models.Model):
    """The agency that supplied an item is asked whether it may go on to one recipient, and answers once.

    Seen by the hub and by that agency alone. With `partly`, `may_go` holds the numbers of the paragraphs that may.
    """

    ANSWERS = [
        ("yes", "It may be passed on"),
        ("partly", "A part of it may be passed on"),
        ("no", "It may not"),
    ]

    ref = models.CharField(max_length=20, unique=True, default=reference)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="consents")
    item = models.ForeignKey("sharing.Item", on_delete=models.PROTECT, related_name="consents")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    request_ref = models.CharField(max_length=20)
    recipient = models.CharField(max_length=200)
    purpose = models.CharField(max_length=40)
    why = models.TextField()
    asked_by_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=6, choices=ANSWERS, blank=True)
    may_go = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answered_by_name = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["agency", "answered_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["package", "item"],
                condition=models.Q(answered_at__isnull=True),
                name="disclosure_asked_once",
            )
        ]

    def __str__(self) -> str:
        return self.ref


class Check(models.Model):
    """A second person's look at a package as it stood at `version`. Never changed."""

    VERDICTS = [("right", "It may be sent"), ("back", "It needs to be changed")]

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="checks")
    version = models.IntegerField()
    verdict = models.CharField(max_length=5, choices=VERDICTS)
    comment = models.TextField(blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.verdict} {self.pk}"


class Basis(models.Model):
    """What a sent package rests on: a decision to share, under a clause or on a recorded ground."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="bases")
    share = models.OneToOneField("sharing.Share", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"basis {self.pk}"


class Delivery(models.Model):
    """One way by which a package reached its recipient, and what became of it there. What its recipient sees of it.

    `page` is the agency's own room, with the PDF and the API; `link` opens once for whoever holds it; `pdf` is handed over
    by the hub. Of a link the digest alone is kept. Opened, acknowledged and recalled are each said once.
    """

    CHANNELS = [
        ("page", "On the agency’s page, as PDF and through the API"),
        ("link", "By a link that opens once"),
        ("pdf", "As a PDF that we hand over"),
    ]

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    ref = models.CharField(max_length=20, help_text="The package's")
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="deliveries")
    agency = models.ForeignKey(
        "agencies.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=4, choices=CHANNELS)
    language = models.CharField(max_length=5, default="en-gb")
    purpose = models.CharField(max_length=40)
    to = models.CharField(max_length=254, blank=True)
    token_digest = models.CharField(max_length=64, unique=True, null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    sent_by_name = models.CharField(max_length=200)
    sent_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by_name = models.CharField(max_length=200, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by_name = models.CharField(max_length=200, blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["sent_at", "pk"]
        indexes = [models.Index(fields=["agency", "-sent_at"])]
        constraints = [
            models.UniqueConstraint(fields=["package", "channel"], name="disclosure_one_delivery_a_channel")
        ]

    def __str__(self) -> str:
        return self.public_id


class Content(models.Model):
    """What was sent, fixed: the data that pages, PDF and API show, the PDF's bytes, and their SHA-256.

    It holds nothing of what was withheld. Its recipient sees it until the package is recalled.
    """

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    package = models.OneToOneField(Package, on_delete=models.PROTECT, related_name="content")
    ref = models.CharField(max_length=20, unique=True, help_text="The package's")
    data = models.JSONField(help_text="In the shape of documents.Template.PACKAGE")
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.ref

    @property
    def shown(self) -> dict[str, Any]:
        """The data, for a template."""
        found: dict[str, Any] = self.data
        return found


class Recall(models.Model):
    """A sent package is taken back: from then on nobody but the hub reads it. Never changed, and never undone."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    package = models.OneToOneField(Package, on_delete=models.PROTECT, related_name="recall")
    reason = models.TextField(help_text="The hub's own record.")
    opened = models.PositiveSmallIntegerField(help_text="How many deliveries had been opened before.")
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"recall {self.pk}"


class Correction(models.Model):
    """The agency that supplied an item has corrected it since a package with it was sent: its recipient is told."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="corrections")
    ref = models.CharField(max_length=20, help_text="The package's")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="corrections")
    heading = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["passage"], name="disclosure_corrected_once")]

    def __str__(self) -> str:
        return f"correction {self.pk}"
