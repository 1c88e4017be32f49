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


class Glass(_Reference):
    """A break-glass's reference."""


class Disposal(_Reference):
    """A disposal's reference, and its certificate's."""


CONVERTERS = {
    "disposal": Disposal,
    "glass": Glass,
    "matter": Matter,
    "contact": Contact,
    "request": Request,
    "person": Person,
    "file": File,
}


def register() -> None:
    for name, converter in CONVERTERS.items():
        register_converter(converter, name)
