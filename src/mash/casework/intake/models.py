"""What arrives: drafts of the public form, contacts of every kind, who sent them, and the answer to them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from mash.foundation.kernel import public_id, reference


class Draft(models.Model):
    """A form under way, encrypted. Its holder proves themself by session, code, passphrase or sign-in."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    ref = models.CharField(max_length=20, unique=True, default=reference)
    population = models.CharField(max_length=10, choices=[("children", "Children"), ("adults", "Adults")])
    language = models.CharField(max_length=5, default="en-gb")
    sealed = models.BinaryField(help_text="Fernet of the answers as JSON; see vault")
    version = models.IntegerField(default=1)
    passphrase = models.CharField(max_length=200, blank=True, help_text="Hashed; shown once when made.")
    user = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.CASCADE, related_name="drafts"
    )
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    contact_ref = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return self.ref


class OneTimeCode(models.Model):
    """A code sent to the address that a draft or a contact gave. Hashed; five tries; fifteen minutes."""

    # Followed by "#" and the asker, so that nobody uses up the tries of another's code.
    about = models.CharField(max_length=40, help_text="str(Ref) of the draft or contact")
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["about", "created_at"])]

    def __str__(self) -> str:
        return self.about


class Contact(models.Model):
    """Everything that arrives is a contact; that it is a referral is a later, recorded decision."""

    KINDS = [
        ("referral", "Referral"),
        ("police-notification", "Police notification"),
        ("consultation", "Consultation"),
        ("update", "Update on an open case"),
        ("information-request", "Information request"),
        ("misdirected", "Misdirected"),
    ]
    CHANNELS = [
        ("form", "Online form"),
        ("telephone", "Telephone"),
        ("mail", "E-mail"),
        ("bulk", "Bulk feed"),
    ]

    ref = models.CharField(max_length=20, unique=True, default=reference)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=20, choices=KINDS, help_text="As offered by the sender.")
    channel = models.CharField(max_length=12, choices=CHANNELS)
    population = models.CharField(max_length=10)
    received_at = models.DateTimeField()
    source = models.CharField(max_length=10, blank=True, help_text="Code of the list source-of-referral")
    danger_now = models.CharField(
        max_length=10, choices=[("yes", "Yes"), ("no", "No"), ("not-known", "Not known")], default="not-known"
    )
    worry = models.TextField()
    concern_types = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    level_suggested = models.PositiveSmallIntegerField(null=True, blank=True)
    language = models.CharField(max_length=5, default="en-gb")
    content = models.JSONField(
        default=dict, help_text="The whole form as answered; see forms in the web package"
    )
    draft = models.CharField(  # noqa: DJ001 - unique where there is one: the empty text would be unique too
        max_length=20, unique=True, null=True, help_text="The draft that became this contact"
    )
    incident = models.CharField(
        max_length=20,
        blank=True,
        help_text="The number that it arrived with; see joining for what people joined",
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["matter"]),
            models.Index(fields=["received_at"]),
            models.Index(
                fields=["incident"], condition=~models.Q(incident=""), name="intake_contact_incident"
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Classification(models.Model):
    """The recorded decision on what a contact is. The latest counts; the clock runs from the contact all the same."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="classifications")
    kind = models.CharField(max_length=20, choices=Contact.KINDS)
    rationale = models.TextField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        get_latest_by = "at"

    def __str__(self) -> str:
        return self.kind


class Referrer(models.Model):
    """Who told us, on a card of their own: never mixed with the family's people."""

    CLASSES = [
        ("professional", "Professional"),
        ("public", "Member of the public"),
        ("anonymous", "Anonymous"),
    ]

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    contact = models.OneToOneField(Contact, on_delete=models.PROTECT, related_name="referrer")
    klass = models.CharField(max_length=12, choices=CLASSES)
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=200, blank=True)
    agency = models.CharField(max_length=200, blank=True)
    relationship = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    safe_to_contact = models.CharField(max_length=500, blank=True)
    keep_identity_from_family = models.BooleanField(default=True)
    passphrase = models.CharField(
        max_length=200, blank=True, help_text="Hashed; the way back without an address."
    )
    user = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"referrer of {self.contact_id}"


class Feedback(models.Model):
    """What the referrer is told of the outcome, or the recorded reason why they are not."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="feedback")
    klass = models.CharField(max_length=12, choices=Referrer.CLASSES)
    outcome = models.CharField(max_length=500, blank=True)
    reason = models.TextField(blank=True)
    withheld_reason = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    minutes_taken = models.IntegerField(help_text="Working minutes from receipt to this.")
    first_read_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"feedback {self.pk}"
