"""Who signs in, and the seats (a role at a hub or an agency) from which they act."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A member of staff or a professional referrer. What they may do comes from the seat, never from here."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=40, blank=True)
    social_work_registration = models.CharField(
        max_length=40, blank=True, help_text="Social Work England number; s17 and s47 decisions need it."
    )
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=5, default="en-gb")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class Seat(models.Model):
    """One role of one user at one organisation, for as long as it lasts. An actor acts from one seat."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=20)
    hub = models.ForeignKey(
        "agencies.Hub", null=True, blank=True, on_delete=models.PROTECT, related_name="seats"
    )
    desk = models.ForeignKey(
        "agencies.Desk", null=True, blank=True, on_delete=models.PROTECT, related_name="seats"
    )
    agency = models.ForeignKey(
        "agencies.Agency",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="seats",
        help_text="The employer, or for a researcher the agency that answers.",
    )
    job_title = models.CharField(max_length=200, blank=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gt=models.F("from_at")),
                name="accounts_seat_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"


class Clearance(models.Model):
    """One seat cleared for the sealed material of its hub, for as long as it lasts. It ends and is never erased."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="clearances")
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="clearances")
    reason = models.CharField(max_length=300)
    given_by = models.CharField(max_length=80)
    given_by_name = models.CharField(max_length=200)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    ended_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["hub"])]
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], condition=Q(until_at__isnull=True), name="accounts_one_open_clearance_a_seat"
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=models.F("from_at")),
                name="accounts_clearance_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"clearance {self.pk}"


class ApiToken(models.Model):
    """A token for machines, acting from one seat. Only its SHA-256 is kept."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
