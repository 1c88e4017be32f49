"""A drill: people send the public form to a really running instance while its processes are killed at random.

Who sends does what people do: where the page does not come they press the button again. What was acknowledged (the
confirmation was on the screen) must be there afterwards, once, with its entry in the ledger.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psycopg

from mash.cli import instance
from mash.cli.postgres import Cluster

BACK_WITHIN = 30  # seconds, after any kill, on a machine that does nothing else
PATIENCE = 45  # seconds that somebody keeps pressing the button before they telephone instead
FORMS_AN_ADDRESS = 250  # the form takes 300 an hour from one address
SENDERS = 3
FORM = {
    "person": {"given_name": "Rosa", "family_name": "Bellweather", "born-not_known": "not_known"},
    "you": {"klass": "professional", "name": "Edith Marlow", "email": "teacher@example.org"},
}
TARGETS = ("web", "web-process", "worker", "postgres")


def until(what: str, condition: Callable[[], bool], seconds: float = BACK_WITHIN) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.05)


class Running:
    """A `mash demo` with a small county, in a process of its own."""

    def __init__(self, state: Path) -> None:
        self.state = state
        shell = {
            name: value for name, value in os.environ.items() if not name.startswith(("MASH_", "DJANGO_"))
        }
        with (state / "drill.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "mash.cli", "demo", "--referrals", "20"],
                env={**shell, "MASH_STATE": str(state)},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.url = ""
        for line in self.process.stdout:
            if line.startswith("ready "):
                self.url = line.split()[1]
                break
        assert self.url, (state / "drill.log").read_text()

    def stop(self) -> None:
        self.process.terminate()
        self.process.communicate(timeout=60)

    def pid(self, target: str) -> int:
        """The process behind a name; `web-process` is one of those that gunicorn's first process has started."""
        pids = instance.recorded(self.state).pids
        if target != "web-process":
            return pids.get(target, 0)
        web = pids.get("web", 0)
        children = Path(f"/proc/{web}/task/{web}/children")
        found = children.read_text().split() if children.exists() else []
        return int(random.choice(found)) if found else web

    def living(self, target: str, within: float) -> int:
        """`pid`, as soon as there is one: to kill "process 0" would end the tests themselves."""
        deadline = time.monotonic() + within
        while not (pid := self.pid(target)):
            assert time.monotonic() < deadline, f"{target} runs: not within {within} s"
            time.sleep(0.05)
        return pid

    def healthy(self) -> bool:
        try:
            return _ask(self.url, "GET", "/health/ready", SimpleCookie()).status == 200
        except (OSError, http.client.HTTPException):
            return False

    def connect(self) -> psycopg.Connection:
        """As the set-up superuser, whom no policy keeps from counting."""
        return Cluster(self.state).connect("mash_super")


@dataclass
class _Answer:
    status: int
    location: str
    text: str


def _ask(
    url: str,
    method: str,
    path: str,
    cookies: SimpleCookie,
    form: dict[str, str] | None = None,
    *,
    sender: str = "127.0.0.1",
) -> _Answer:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(
        parts.hostname, parts.port, timeout=15, source_address=(sender, 0)
    )
    try:
        headers = {"Cookie": "; ".join(f"{one.key}={one.value}" for one in cookies.values())}
        body = None
        if form is not None:
            token = cookies["csrftoken"].value if "csrftoken" in cookies else ""
            body = urlencode({**form, "csrfmiddlewaretoken": token})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        for line in answer.headers.get_all("Set-Cookie") or ():
            cookies.load(line)
        return _Answer(answer.status, answer.headers.get("Location", ""), text)
    finally:
        connection.close()


class _GaveUpError(Exception):
    """Somebody pressed the button for as long as anyone would."""


class _Person:
    """Somebody with a browser of their own, who presses the button again where no page comes."""

    def __init__(self, url: str, address: str) -> None:
        self.url, self.address, self.cookies = url, address, SimpleCookie()
        self.deadline = time.monotonic() + PATIENCE

    def step(self, method: str, path: str, form: dict[str, str] | None = None) -> _Answer:
        while time.monotonic() < self.deadline:
            with contextlib.suppress(OSError, http.client.HTTPException):
                # Cut off, nobody can tell whether it arrived: it is sent again.
                answer = _ask(self.url, method, path, self.cookies, form, sender=self.address)
                if answer.status < 500:
                    return answer
            time.sleep(0.2)
        raise _GaveUpError


@dataclass
class Sent:
    """One form: the words that only it has, its reference, and whether the confirmation was seen."""

    mark: str
    address: str
    ref: str = ""
    acknowledged: bool = False


@dataclass
class Senders:
    """Some people, each sending one form after another until `stop`."""

    running: Running
    forms: list[Sent] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        self._threads = [threading.Thread(target=self._send_until_told) for _ in range(SENDERS)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let everybody finish the form in their hands."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    @property
    def acknowledged(self) -> int:
        return sum(one.acknowledged for one in self.forms)

    def _send_until_told(self) -> None:
        while not self._stopping.is_set():
            with self._guard:
                number = len(self.forms)
                sent = Sent(f"drill form {number:05}", f"127.0.0.{1 + number // FORMS_AN_ADDRESS}")
                self.forms.append(sent)
            try:
                self._send(sent)
            except Exception as error:  # noqa: BLE001 - told to the test, which fails
                self.errors.append(f"{sent.mark}: {error!r}")
                return
            time.sleep(0.1)

    def _send(self, sent: Sent) -> None:
        """From the start page to the confirmation; gives up, without a confirmation, when patience ends."""
        person = _Person(self.running.url, sent.address)
        try:
            person.step("GET", "/")
            begun = person.step("POST", "/", {"population": "children", "area": "county"})
            found = re.match(r"/report/([0-9A-Z-]{11})/", begun.location)
            assert found, f"the form did not start: {begun.status} {begun.location}"
            sent.ref = found[1]
            for key, form in FORM.items():
                answer = person.step("POST", f"/report/{sent.ref}/about/{key}", form)
                assert answer.status == 302, f"{key}: {answer.status}"
            person.step("POST", f"/report/{sent.ref}/about/worry", {"worry": sent.mark, "danger": "no"})
            answer = person.step("POST", f"/report/{sent.ref}/send", {})
            assert answer.location == f"/report/{sent.ref}/sent", f"{answer.status} {answer.location}"
            confirmation = person.step("GET", answer.location)
        except _GaveUpError:
            return
        assert confirmation.status == 200, confirmation.status
        assert sent.ref in confirmation.text
        sent.acknowledged = True


def kill_at_random(
    running: Running,
    senders: Senders,
    kills: int,
    chance: random.Random,
    *,
    kinds: Sequence[str],
    back: Callable[[str], None],
    within: float,
) -> list[str]:
    """Kill `kills` processes, each kind in turn in a random order; after each, wait until a form gets through again.

    `back` is called with the kind when that is so, which takes at most `within` seconds.
    """
    done: list[str] = []
    targets: list[str] = []
    while len(done) < kills and not senders.errors:
        targets = targets or chance.sample(kinds, len(kinds))
        target = targets.pop()
        time.sleep(chance.uniform(0, 1.5))
        pid = running.living(target, within)
        before = senders.acknowledged
        os.kill(pid, signal.SIGKILL)
        done.append(target)
        until(f"{target} replaced", lambda: running.pid(target) not in {0, pid}, within)  # noqa: B023 - called at once
        until(f"pages answer after {target}", running.healthy, within)
        until(
            f"a form acknowledged after {target}",
            lambda: senders.acknowledged > before or bool(senders.errors),  # noqa: B023 - called at once
            within,
        )
        back(target)
    return done


def drill(
    running: Running,
    *,
    kills: int,
    seed: int,
    kinds: Sequence[str] = TARGETS,
    back: Callable[[str], None] = lambda _kind: None,
    within: float = BACK_WITHIN,
) -> None:
    """The whole drill, and its judgement; `back` is called with the kind of each process when forms get through again."""
    senders = Senders(running)
    senders.start()
    try:
        until("the first form acknowledged", lambda: senders.acknowledged > 0 or bool(senders.errors), within)
        done = kill_at_random(
            running, senders, kills, random.Random(seed), kinds=kinds, back=back, within=within
        )
    finally:
        senders.stop()
    assert not senders.errors, f"seed {seed}: {senders.errors}"
    assert len(done) == kills
    judge(running, senders.forms)


def judge(running: Running, forms: list[Sent]) -> None:
    """Every acknowledged form is there once, with its entries; nothing is there twice."""
    with running.connect() as connection:
        contacts = connection.execute(
            "SELECT c.ref, c.worry, (SELECT count(*) FROM cases_case k WHERE k.matter_id = c.matter_id)"
            " FROM intake_contact c WHERE c.worry LIKE 'drill form %'"
        ).fetchall()
        entries = connection.execute(
            "SELECT n.ref, e.event, count(*) FROM ledger_mention n JOIN ledger_entry e ON e.id = n.entry_id"
            " WHERE n.kind = 'contact' AND e.event = ANY (%s) GROUP BY 1, 2",
            [["intake:contact:received", "intake:contact:acknowledged"]],
        ).fetchall()
    counted = {(ref, event): number for ref, event, number in entries}
    by_mark = {mark: ref for ref, mark, _ in contacts}
    assert len(by_mark) == len(contacts), "a form is there twice"
    lost = [one for one in forms if one.acknowledged and by_mark.get(one.mark) != one.ref]
    assert not lost, f"acknowledged and lost: {lost}"
    for ref, _, cases in contacts:
        assert cases == 1, f"{ref} has {cases} cases"
        for event in ("intake:contact:received", "intake:contact:acknowledged"):
            assert counted.get((ref, event)) == 1, f"{ref} has {counted.get((ref, event))} entries {event}"
