"""Whatever is posted to any form by anyone: an answer, never a server error, and no typed text lost."""

from __future__ import annotations

import html
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from django.db import transaction
from tests.long.attacks.conftest import Scene
from tests.long.attacks.test_canaries import walk

from mash.interfaces.web.routes import routes

HUGE = "999999999999999999999"
ODD = "\u202eRosa \U0001f469\u200d\U0001f467 \u05e8\u05d5\u05d6\u05d4 <script>{{ 7*7 }}</script> %s %(x)s {0}"
MARK = "A sentence typed with care"
SECRETS = ("password", "passphrase", "code", "credential")
IMPOSSIBLE = ("\x00", "9" * 5000, HUGE, "-1", ODD, "²")
QUERY = (
    *(
        "page",
        "queue",
        "desk",
        "rating",
        "state",
        "before",
        "ref",
        "q",
        "next",
        "copy",
        "again",
        "kind",
        "actor",
    ),
    *("event", "since-day", "since-month", "since-year", "worker", "judge", "after", "limit"),
)


class Forms(HTMLParser):
    """The POST forms of a page: (address, {name: (kind, value)})."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.found, self.open = page, [], None

    def handle_starttag(self, tag, pairs):
        one = dict(pairs)
        if tag == "form":
            self.open = None
            if (one.get("method") or "").lower() == "post":
                self.open = (one.get("action") or self.page, {})
                self.found.append(self.open)
        elif self.open is not None and one.get("name"):
            if tag == "textarea":
                self.open[1][one["name"]] = ("textarea", "")
            elif tag == "select":
                self.open[1][one["name"]] = ("select", "")
            elif tag in {"input", "button"}:
                self.open[1].setdefault(
                    one["name"],
                    (one.get("type") or ("submit" if tag == "button" else "text"), one.get("value") or ""),
                )

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = None


def filled(fields, how):
    """What is posted: every field as `how(kind, value)` says; None leaves it out."""
    made = {}
    for name, (kind, value) in fields.items():
        if kind == "file":
            continue
        put = value if name == "csrfmiddlewaretoken" else how(kind, value)
        if put is not None:
            made[name] = put
    return made


def typed(kind):
    return kind in {"textarea", "text", "email", "tel", "search", "number"}


ATTACKS = {
    "nothing": lambda kind, value: None,
    "nul": lambda kind, value: f"{MARK}\x00" if typed(kind) else value,
    "long": lambda kind, value: (
        (MARK + "x" * (100_000 if kind == "textarea" else 5_000)) if typed(kind) else value
    ),
    "odd": lambda kind, value: f"{MARK} {ODD}" if typed(kind) else value,
    "choices": lambda kind, value: (
        MARK if typed(kind) else ("made-up\x00" if kind in {"radio", "checkbox", "select"} else value)
    ),
    "hidden": lambda kind, value: MARK if typed(kind) else (HUGE if kind in {"hidden", "submit"} else value),
    "numbers": lambda kind, value: HUGE,
    "digits": lambda kind, value: "9" * 5000,
    "button": lambda kind, value: f"remove-{'9' * 5000}" if kind == "submit" else value,
    "negative": lambda kind, value: "-1",
    "nul alone": lambda kind, value: "\x00",
    "many": lambda kind, value: [value, MARK, "x"],
}


def send(browser, path, fields):
    """Post, look at the answer, and undo it all: every attack meets the same page."""
    cookies = browser.cookies.copy()
    with transaction.atomic():
        answer = browser.post(path, fields)
        transaction.set_rollback(True)
    browser.cookies = cookies
    return answer


def send_bytes(browser, path, names):
    body = "&".join(f"{quote(name)}=%FF%FE%ED%A0%80" for name in names).encode()
    cookies = browser.cookies.copy()
    with transaction.atomic():
        answer = browser.post(path, body, content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    browser.cookies = cookies
    return answer


def keeps(answer, sent) -> bool:
    """Whether a page that was not accepted shows what was typed."""
    if answer.status_code in {301, 302, 204, 404, 405} or not answer["Content-Type"].startswith("text/html"):
        return True
    page = html.unescape(answer.content.decode())
    return all(
        MARK in page
        for name, value in sent.items()
        if isinstance(value, str) and value.startswith(MARK) and not any(secret in name for secret in SECRETS)
    )


def forms_of(scene: Scene, who: str, browser):
    starts = ["/desk/people", "/accounts/people/new", "/resume", "/return", "/sign-in/", "/sign-in/reset"]
    if who in {"screener", "decider", "manager"}:
        case = f"/cases/{scene.open['matter']}"
        contact = f"{case}/contacts/{scene.open['contact']}"
        starts += [
            *(
                f"{case}/{page}"
                for page in ("", "rate", "notes", "ask", "decide/0", "protect", "people", "confirm")
            ),
            *(f"{case}/{page}" for page in ("close", "reopen", "access", "attention", "people/1/address")),
            *(f"{contact}/{page}" for page in ("classify", "link", "answer")),
        ]
    if who == "anyone":
        begun = browser.post("/", {"population": "children", "area": "county"})
        starts += [begun["Location"], begun["Location"].partition("about")[0]]
    email = "anyone" if who == "anyone" else scene.world.users[who].email
    found = {}
    for path, page in walk(browser, email, starts).items():
        if page.status_code == 200 and page["Content-Type"].startswith("text/html"):
            parser = Forms(path)
            parser.feed(page.content.decode())
            for action, fields in parser.found:
                # The same form on many pages is one form.
                found.setdefault((action.partition("?")[0], tuple(fields)), (action, fields))
    return list(found.values())


@pytest.mark.parametrize(
    "who", ["anyone", "screener", "manager", "decider", "police", "teacher", "governance", "administrator"]
)
def test_no_form_fails_and_none_loses_a_text(scene, who):
    browser = scene.browser(who)
    forms = forms_of(scene, who, browser)
    assert len(forms) >= 2
    failed, lost = [], []
    for path, fields in forms:
        for name, how in ATTACKS.items():
            sent = filled(fields, how)
            answer = send(browser, path, sent)
            if answer.status_code >= 500:
                failed.append((name, path, answer.status_code))
            if name != "many" and not keeps(answer, sent):
                lost.append((name, path, answer.status_code))
        if send_bytes(browser, path, fields).status_code >= 500:
            failed.append(("bytes", path))
    assert not failed + lost, "\n".join(str(one) for one in ["failed", *failed, "lost", *lost])


@pytest.mark.parametrize("who", ["anyone", "screener", "police", "administrator"])
def test_no_method_and_no_query_fails(scene, who):
    """Every address with every method, and with impossible values in the query."""
    browser = scene.browser(who)
    refs = {**scene.open, "int": "9" * 40, "slug": "worry", "text": "x", "str": "x"}
    failed = []
    for route in routes():
        path = route.path({name: refs.get(kind, "x") for name, kind in route.arguments.items()})
        if "(" in path:
            continue
        for method in ("put", "patch", "delete", "options", "head", "post"):
            with transaction.atomic():
                status = getattr(browser, method)(path).status_code
                transaction.set_rollback(True)
            if status >= 500:
                failed.append((method, path, status))
        if "GET" not in route.methods:
            continue
        for value in IMPOSSIBLE:
            status = browser.get(path, dict.fromkeys(QUERY, value)).status_code
            if status >= 500:
                failed.append((value[:8], path, status))
        for one in QUERY if not route.arguments else ():
            status = browser.get(path, {one: "\x00"}).status_code
            if status >= 500:
                failed.append((one, path, status))
    assert failed == []


def test_an_api_with_impossible_values_answers_with_a_problem(scene):
    machine = scene.machine("screener")
    for value in ("\x00", "9" * 5000, "-1", ODD, "²", "0"):
        for name in ("desk", "after", "limit", "state"):
            for noun in ("cases", "referrals"):
                query = {"desk": "county-children", name: value}
                assert machine.get(f"/api/v1/{noun}", query).status_code in {200, 404, 422}, (
                    noun,
                    name,
                    value,
                )
        for noun in ("cases", "referrals"):
            assert machine.get(f"/api/v1/{noun}/{quote(value[:50])}").status_code == 404
    for token in ("", "x", "\xff", "x" * 10_000, "a b", "\x00"):
        machine.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        assert (
            machine.get(
                "/api/v1/cases", {"desk": "county-children"}, headers={"Authorization": f"Bearer {token}"}
            ).status_code
            == 401
        )


def test_text_typed_in_a_session_that_has_ended_is_shown_back(scene):
    browser = scene.browser("screener")
    browser.cookies.clear()
    typed = {"text": MARK, "postcode": "ZZ1 4AB", "password": "never shown", "code": "123456"}
    page = browser.post(f"/cases/{scene.open['matter']}/notes", typed)
    assert page.status_code == 403
    assert MARK in page.content.decode()
    assert "ZZ1 4AB" in page.content.decode(), "a postcode is no secret code"
    assert "never shown" not in page.content.decode()
    assert "123456" not in page.content.decode()
