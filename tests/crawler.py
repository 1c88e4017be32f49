"""A crawler that asks as everybody for everything, and says which marked secret came back to whom it is not for.

Its eyes are the marks of a demo with canaries and the list of who may see each; it knows nothing of policies.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from random import Random
from typing import Any
from urllib.parse import unquote, urlsplit

from django.test import Client
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from mash.demo.canaries import seen_by
from mash.demo.canaries.marks import TOKEN
from mash.demo.personas import DOMAIN
from mash.interfaces.web.routes import listing as every_route
from mash.registers.accounts.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ANONYMOUS = "anonymous"
LINK = re.compile(r'(?:href|action|hx-get|hx-post|src|data-[a-z-]+)="(/[^"#]*)')
ELSEWHERE = ("/static", "/sign-out", "/demo", "/account/logout")
ODD = ("POST", "PUT", "DELETE", "OPTIONS", "PATCH")
IDS = re.compile(
    r"(?<=/)[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}(?=/|$)|(?<=/)[0-9A-HJKMNP-TV-Z]{16}(?=/|$)"
)


def words_of(content: bytes, kind: str) -> str:
    """What a reader finds in a response's body: of a packed file the text of its parts, of a PDF that of its pages."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "\n".join(f"{name}\n{words_of(packed.read(name), '')}" for name in packed.namelist())
    if content.startswith(b"%PDF"):
        raw = content.decode("latin-1")
        try:
            read = PdfReader(io.BytesIO(content))
            return "\n".join([raw, str(read.metadata), *(page.extract_text() for page in read.pages)])
        except PyPdfError:
            return raw
    text = content.decode(errors="replace")
    return text + html.unescape(text) if "html" in kind else text


@dataclass(frozen=True, slots=True)
class Leak:
    """`who` met `token` in the answer to `asked` (method and path)."""

    who: str
    token: str
    asked: str


@dataclass
class Crawl:
    """Ask as each of `people` (persona keys, and `anonymous`), one after the other, so that all get as far.

    `may` says by persona which tokens (in lower case) they may see; `tokens` is all there are.
    """

    people: list[str]
    may: dict[str, set[str]]
    tokens: dict[str, str]
    seed: int = 1
    asked: int = 0
    leaks: list[Leak] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    met: dict[str, set[str]] = field(default_factory=dict)
    statuses: dict[int, int] = field(default_factory=dict)
    tried: set[tuple[str, str, str]] = field(default_factory=set)
    pool: list[str] = field(default_factory=list)
    routes: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(
        cls, rows: list[dict[str, Any]], people: Iterable[str], *, seed: int = 1, at: datetime | None = None
    ) -> Crawl:
        """`rows` as `mash canaries --json` lists them; `at` is when examples of addresses are looked for (now)."""
        tokens = {row["token"].lower(): row["class"] for row in rows}
        return cls([*people, ANONYMOUS], seen_by(rows), tokens, seed, routes=every_route(at=at))

    def run(self, most: int, machines: dict[str, str]) -> None:
        """Ask at most `most` times. `machines` are API tokens by persona."""
        # What one is shown is what another tries: all examples, the other ids in them too, go to everybody.
        self.pool = sorted({path for route in self.routes for path in route["examples"].values()})
        walks = [self._walk(who) for who in self.people]
        walks += [self._machine(who, token) for who, token in machines.items()]
        for step in zip_longest(*walks):
            del step
            if self.asked >= most:
                return

    def _walk(self, who: str) -> Iterator[None]:
        browser = Client(raise_request_exception=False)
        if who != ANONYMOUS:
            browser.force_login(User.objects.get(email=f"{who}@{DOMAIN}"), backend=BACKEND)
        rng = Random(f"{self.seed}:{who}")
        mine = self._examples_of(who)
        waiting = [*sorted(mine, key=lambda path: not IDS.search(path)), "/", "/home", "/seats", "/account/"]
        others = [path for path in self.pool if path not in mine]
        rng.shuffle(others)
        number = 0
        while waiting or others:
            # Three of one's own, one of somebody else's.
            number += 1
            turn = others if others and (number % 4 == 0 or not waiting) else waiting
            path = html.unescape(turn.pop(0))
            if path.startswith(ELSEWHERE):
                continue
            method = "GET" if number % 6 else "HEAD"
            response = self._ask(browser, who, method, path)
            if response is None:
                continue
            yield
            if number % 9 == 0 and self._ask(browser, who, rng.choice(ODD), path) is not None:
                yield
            waiting += self._further(response, rng)

    def _examples_of(self, who: str) -> list[str]:
        email = f"{who}@{DOMAIN}"
        return [
            path for route in self.routes for name, path in route["examples"].items()
            if name == email or (who == ANONYMOUS and name == "anyone")
        ]  # fmt: skip

    def _further(self, response: Any, rng: Random) -> list[str]:
        """Where a page leads, and what others may be led to by it: its links go into everybody's pool."""
        if response.status_code in {301, 302, 303}:
            return [response.headers["Location"].partition("#")[0]]
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return []
        found = list(dict.fromkeys(LINK.findall(response.content.decode(errors="replace"))))
        known = set(self.pool)
        self.pool += [path for path in found if IDS.search(path) and path not in known]
        rng.shuffle(found)
        return found

    def _machine(self, who: str, token: str) -> Iterator[None]:
        machine = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})
        place = 0
        while place < len(self.pool):
            path = self.pool[place]
            place += 1
            found = IDS.findall(path)
            asked = [path] if path.startswith("/api") else []
            asked += [f"/api/v1/{noun}/{one}" for one in found for noun in ("cases", "referrals", "requests")]
            for one in asked:
                if self._ask(machine, who, "GET", one, by="token") is not None:
                    yield

    def _ask(self, client: Client, who: str, method: str, path: str, *, by: str = "browser") -> Any:
        """One request, looked through; None where it was made before, or leads out of the application."""
        key = (f"{by}:{who}", method, path)
        if key in self.tried or not path.startswith("/"):
            return None
        self.tried.add(key)
        self.asked += 1
        response = client.generic(method, path)
        self.statuses[response.status_code] = self.statuses.get(response.status_code, 0) + 1
        if response.status_code >= 500:
            self.errors.append(f"{response.status_code} {who} {method} {path}")
        kind = response.headers.get("Content-Type", "")
        said = f"{words_of(response.content, kind)}\n{dict(response.items())}\n{unquote(urlsplit(path).path)}"
        found = {one.lower() for one in TOKEN.findall(said)}
        self.met.setdefault(who, set()).update(found)
        for token in sorted(found - self.may.get(who, set())):
            self.leaks.append(Leak(who, token, f"{method} {path}"))
        if any(TOKEN.search(unquote(name)) for name in (path, response.headers.get("Location", ""))):
            self.leaks.append(Leak(who, "in an address", f"{method} {path}"))
        return response

    def classes(self, who: str) -> set[str]:
        """The classes of what `who` met."""
        return {self.tokens.get(token, "unknown") for token in self.met.get(who, ())}

    def summary(self) -> str:
        codes = ", ".join(f"{count} × {status}" for status, count in sorted(self.statuses.items()))
        shown = sum(map(len, self.met.values()))
        return f"{self.asked} requests as {len(self.people)} readers ({codes}); {shown} marks met, {len(self.leaks)} leaks"
