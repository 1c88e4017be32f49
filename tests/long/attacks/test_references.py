"""A reference to what one may not see is answered exactly like one to what does not exist."""

from __future__ import annotations

import re

import pytest
from tests.long.attacks.conftest import Scene, canaries

from mash.interfaces.web.routes import Route, routes

ROLES = [
    "anyone",
    "screener",
    "manager",
    "city-screener",
    "police",
    "health",
    "teacher",
    "governance",
    "practitioner",
    "administrator",
]
NOTHING = {
    "matter": "ZZZZZ-ZZZZZ",
    "contact": "ZZZZZ-ZZZZY",
    "request": "ZZZZZ-ZZZZX",
    "person": "ZZZZZZZZZZZZZZZZ",
    "file": "ZZZZZZZZZZZZZZZY",
}
WHOLE = {"place": "0", "number": "1", "key": "worry", "item": "ABCDEFGH"}
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


def about(route: Route, refs: dict[str, str]) -> str | None:
    """The route's address with these references in it; None where no reference stands in it."""
    if not set(route.arguments.values()) & set(NOTHING):
        return None
    return route.path(
        {
            name: refs[kind] if kind in NOTHING else WHOLE.get(name, "1")
            for name, kind in route.arguments.items()
        }
    )


def said(response, refs: dict[str, str]) -> tuple[int, bytes, tuple[tuple[str, str], ...]]:
    """Status, body and headers, without what differs between any two pages."""
    body = TOKEN.sub(b"", response.content)
    body = re.sub(rb"nonce-[^']*'|nonce=\"[^\"]*\"", b"", body)
    headers = tuple(
        sorted(
            (key, value)
            for key, value in response.items()
            if key not in {"Content-Length", "Content-Security-Policy", "Expires"}
        )
    )
    for ref in refs.values():
        body = body.replace(ref.encode(), b"REF")
        headers = tuple((key, value.replace(ref, "REF")) for key, value in headers)
    return response.status_code, body, headers


def forbidden(who: str, scene: Scene) -> list[dict[str, str]]:
    """The cases that nobody in this seat may see."""
    if who == "manager":
        return [scene.city]
    if who.startswith("city"):
        return [scene.open, scene.hidden]
    if who in {"screener", "decider", "adult-screener"}:
        return [scene.hidden, scene.city]
    if who == "police":
        return [
            scene.open
        ]  # the request named is that of health; police themselves were asked about each case
    if who == "health":
        return [{**one, "request": one["request-police"]} for one in (scene.open, scene.hidden)]
    return [scene.open, scene.hidden, scene.city]


# What a hub's case shows of a person to every hub: the person's own page in the index.
INDEX = {"desk:person"}


@pytest.mark.parametrize("who", ROLES)
def test_hidden_looks_like_missing(scene, who):
    browser, machine = scene.browser(who), scene.machine(who) if who != "anyone" else None
    wrong = []
    for route in routes():
        if about(route, NOTHING) is None:
            continue
        for case in forbidden(who, scene):
            if route.name in INDEX and case is not scene.hidden:
                continue
            for method in ("get", "post"):
                asker = machine if route.access == "token" else browser
                if asker is None:
                    continue
                refs = (
                    {**case, "contact": case["draft"]}
                    if route.pattern.startswith("report/") and "draft" in case
                    else case
                )
                real = getattr(asker, method)(about(route, refs))
                none = getattr(asker, method)(about(route, NOTHING))
                if (
                    said(real, refs) != said(none, NOTHING)
                    or real.status_code >= 500
                    or canaries(real.content.decode())
                ):
                    wrong.append((who, method, route.name, real.status_code, none.status_code))
    assert wrong == []


@pytest.mark.parametrize("who", ["manager", "screener"])
def test_a_part_of_one_case_is_not_reached_through_another(scene, who):
    """A contact, request or file of a case that one may not see, asked for through one that one may."""
    browser = scene.browser(who)
    mine, other = scene.open["matter"], scene.city
    for part in (
        f"contacts/{other['contact']}/classify",
        f"contacts/{other['contact']}/link",
        f"contacts/{other['contact']}/answer",
        f"files/{other['file']}",
        f"requests/{other['request']}/withdraw",
    ):
        for method in (browser.get, browser.post):
            found = method(f"/cases/{mine}/{part}")
            assert found.status_code == 404, part
            assert not canaries(found.content.decode()) & {"CITY-worry", "CITY-referrer", "CITY-file"}
