"""Every address says who may open it."""

import re

from django.urls import URLPattern, URLResolver, get_resolver

from mash.interfaces.web.access import Access
from mash.registers.accounts.roles import permissions


def every_route(resolver=None, prefix=""):
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from every_route(one, prefix + str(one.pattern))
        else:
            yield prefix + str(one.pattern), one


def is_api(path: str) -> bool:
    return path.startswith("api/")


def test_every_route_declares_its_access():
    undeclared = [
        path
        for path, route in every_route()
        if isinstance(route, URLPattern)
        and not is_api(path)
        and not isinstance(getattr(route.callback, "access", None), Access)
    ]
    assert undeclared == []


def test_every_permission_asked_for_is_some_roles():
    unknown = {
        route.callback.access.permission
        for path, route in every_route()
        if not is_api(path) and route.callback.access.kind == "permission"
    } - permissions()
    assert unknown == set()


def test_only_pages_of_permission_name_one():
    wrong = [
        path
        for path, route in every_route()
        if not is_api(path)
        and (route.callback.access.kind == "permission") != bool(route.callback.access.permission)
    ]
    assert wrong == []


def test_no_address_holds_a_row_number_of_a_person_or_case():
    numbered = [
        path for path, _ in every_route() if re.search(r"<int:(person|case|matter|contact|subject)", path)
    ]
    assert numbered == []
