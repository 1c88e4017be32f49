"""What stands in an address: one converter for each kind of reference, so that every route can be given an example."""

from __future__ import annotations

from django.urls import register_converter

REFERENCE = r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}"


class _Reference:
    regex = REFERENCE

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Matter(_Reference):
    """A matter's reference: the case page's address."""


class Contact(_Reference):
    """A contact's reference."""


class Request(_Reference):
    """A request's reference."""


class Person(_Reference):
    regex = r"[0-9A-HJKMNP-TV-Z]{16}"


class File(Person):
    """A stored file's public id."""


class Rights(_Reference):
    """The reference of a request by somebody whom the hub writes about."""


class Piece(Person):
    """The public id of a part of such a request."""


class Glass(_Reference):
    """A break-glass's reference."""


class Package(_Reference):
    """A package's reference."""


class Consent(_Reference):
    """The reference of what an agency is asked about passing on."""


class Item(Person):
    """The public id of an item that an agency disclosed."""


class Mail(Person):
    """The public id of a message of a watched mailbox."""


class Disposal(_Reference):
    """A disposal's reference, and its certificate's."""


class Advice(_Reference):
    """The reference of a question to a desk."""


class Call(_Reference):
    """A telephone call's reference."""


class Pathway(_Reference):
    """A pathway's reference."""


class Disagreement(_Reference):
    """A disagreement's reference."""


class Handover(_Reference):
    """A hand-over's reference."""


class Meeting(_Reference):
    """A round table's reference."""


class Update(_Reference):
    """An update's reference."""


class Notice(_Reference):
    """The reference of a notice from another area or team."""


class Task(_Reference):
    """A task's reference."""


class Team(Person):
    """The public id of a team in the directory."""


class Post(Person):
    """The public id of a post in the directory."""


class Entry(Person):
    """The public id of a way to reach a post."""


CONVERTERS = {
    "team": Team,
    "post": Post,
    "entry": Entry,
    "pathway": Pathway,
    "notice": Notice,
    "task": Task,
    "update": Update,
    "handover": Handover,
    "meeting": Meeting,
    "advice": Advice,
    "call": Call,
    "disagreement": Disagreement,
    "item": Item,
    "package": Package,
    "consent": Consent,
    "disposal": Disposal,
    "mail": Mail,
    "glass": Glass,
    "rights": Rights,
    "piece": Piece,
    "matter": Matter,
    "contact": Contact,
    "request": Request,
    "person": Person,
    "file": File,
}


def register() -> None:
    for name, converter in CONVERTERS.items():
        register_converter(converter, name)
