"""What can be refused about who is who."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused


def contradicts() -> Refused:
    return Refused(
        "people:fact:contradicts",
        _("This cannot be so together with what people have said before. Undo that first."),
    )


def already_one() -> Refused:
    return Refused("people:person:already-one", _("These are already one person."))


def already_said() -> Refused:
    return Refused("people:fact:already-said", _("A colleague has said this already."))


def no_record() -> Refused:
    return Refused("people:person:no-record", _("There is no record of this person to go by."))


def missing() -> Refused:
    return Refused("people:record:missing", _("These records are no longer where they were. Look again."))


def all_of_them() -> Refused:
    return Refused("people:split:nothing-stays", _("Choose some of the records, and leave at least one."))


def no_reason() -> Refused:
    return Refused("people:statement:no-reason", _("Say why, so that a colleague can follow it later."))


def needs_a_second() -> Refused:
    return Refused(
        "people:split:needs-a-second",
        _("This person has an open case. Ask to split the person: a colleague then agrees or does not."),
    )


def own_request() -> Refused:
    return Refused("people:split:own-request", _("You asked for this. Somebody else has to agree to it."))


def decided() -> Refused:
    return Refused("people:statement:decided", _("A colleague has already decided this."))


def not_standing() -> Refused:
    return Refused(
        "people:statement:not-standing", _("This is not in force, so that there is nothing to undo.")
    )


def own_model() -> Refused:
    return Refused("people:model:own", _("You made this version. Somebody else has to approve it."))
