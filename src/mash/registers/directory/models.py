"""How to reach an agency: its teams, the posts in them, the ways to reach a post, who stands in, and what proved wrong.

Nothing is written over. A way is put right by another beside it that says which it corrects; a holder, a post or a team
ends on a day. A `public_id` is what addresses and the ledger name: never a number that somebody answers.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from mash.foundation.kernel import public_id


class Said(models.Model):
    """Who wrote it, and when. In force from `from_day` to `until_day`, both included; None is until further notice."""

    from_day = models.DateField()
    until_day = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    ended_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class Term(models.Model):
    """A word that entries are written with: for what somebody is reached (`purpose`), what was heard on a wrong number (`heard`).

    In force from `from_day` to the day before `until_day`. The software asks for the purposes `request`, `package` and
    `disagreement` by these codes; all else is a hub's.
    """

    LISTS = [("purpose", "For what"), ("heard", "What was heard")]

    list = models.CharField(max_length=10, choices=LISTS)
    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=100)
    place = models.PositiveSmallIntegerField()
    from_day = models.DateField()
    until_day = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["list", "place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["list", "code", "from_day"], name="directory_one_term_a_day")
        ]

    def __str__(self) -> str:
        return self.label


class CheckPeriod(models.Model):
    """After how many days an entry is to be checked again, from a day on: a hub's own, or everybody's where it has none."""

    hub = models.ForeignKey("agencies.Hub", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField()
    from_day = models.DateField()
    source = models.CharField(
        max_length=300, help_text="Who set it: a person's post, an agreement, a default"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(days__gt=0), name="directory_period_is_some_days"),
        ]

    def __str__(self) -> str:
        return f"{self.days} days from {self.from_day}"


class Team(Said):
    """A team of one agency, or of a hub itself."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    agency = models.ForeignKey(
        "agencies.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="teams"
    )
    hub = models.ForeignKey(
        "agencies.Hub", null=True, blank=True, on_delete=models.PROTECT, related_name="teams"
    )
    name = models.CharField(max_length=200)
    town = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "hub", "name"],
                condition=Q(until_day__isnull=True),
                nulls_distinct=False,
                name="directory_one_team_a_name",
            ),
            models.CheckConstraint(
                condition=Q(agency__isnull=True, hub__isnull=False)
                | Q(agency__isnull=False, hub__isnull=True),
                name="directory_team_is_of_one",
            ),
            models.CheckConstraint(
                condition=Q(until_day__isnull=True) | Q(until_day__gte=F("from_day")),
                name="directory_team_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Post(Said):
    """A function in a team, such as "Named nurse on duty", whoever fills it."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_day__isnull=True) | Q(until_day__gte=F("from_day")),
                name="directory_post_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Holding(Said):
    """Who fills a post: a name, and their seat where they have an account."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    name = models.CharField(max_length=200)
    seat = models.ForeignKey(
        "accounts.Seat", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-from_day", "-pk"]

    def __str__(self) -> str:
        return f"holder {self.pk}"


class Way(Said):
    """One way to reach a post. `hours` are [weekday, opens, closes] with local times, 0 for Monday.

    `purposes` empty is for everything. `place` is the order in which ways are tried, 1 first. It is never changed: one that
    `corrects` it stands beside it from then on, and it is `withdrawn_at`.
    """

    class Kind(models.TextChoices):
        PHONE = "phone", "Telephone"
        EMAIL = "email", "Secure email"
        TEXT = "text", "Text message"
        PORTAL = "portal", "Web portal"
        LETTER = "letter", "Address for letters"

    class When(models.TextChoices):
        ALWAYS = "always", "At any time"
        HOURS = "hours", "In these hours"
        OUTSIDE = "outside", "Outside these hours"

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="ways")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    value = models.CharField(max_length=300)
    purposes = models.JSONField(default=list)
    when = models.CharField(max_length=7, choices=When.choices)
    hours = models.JSONField(default=list)
    bank_holidays = models.BooleanField(default=False, help_text="The hours hold on bank holidays too")
    place = models.PositiveSmallIntegerField(default=1)
    languages = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="What to say here, and what not")
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["post"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(when="always", hours=[]) | (~Q(when="always") & ~Q(hours=[])),
                name="directory_hours_where_they_matter",
            ),
            models.CheckConstraint(
                condition=Q(until_day__isnull=True) | Q(until_day__gte=F("from_day")),
                name="directory_way_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"way {self.public_id}"


class Check(models.Model):
    """Somebody tried a way, or asked, and it is right: added, never changed."""

    way = models.ForeignKey(Way, on_delete=models.PROTECT, related_name="checks")
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"check {self.pk}"


class Wrong(models.Model):
    """Somebody found a way wrong, and what they heard. Open until its keeper says what became of it."""

    SETTLED = [
        ("corrected", "Put right"),
        ("right", "Tried again: it is right"),
        ("ended", "Taken out"),
    ]

    way = models.ForeignKey(Way, on_delete=models.PROTECT, related_name="wrongs")
    heard = models.SlugField(max_length=40)
    words = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    settled = models.CharField(max_length=10, choices=SETTLED, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["way", "by"],
                condition=Q(settled_at__isnull=True),
                name="directory_one_report_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"


class StandIn(Said):
    """Another post is asked instead of this one, from day to day. One that was ended on its first day never was: its last day is before."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="stand_ins")
    other = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="stands_in_for")
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(post=F("other")), name="directory_nobody_stands_in_for_itself"
            ),
            models.CheckConstraint(
                condition=Q(until_day__isnull=False),
                name="directory_stand_in_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"stand-in {self.pk}"
