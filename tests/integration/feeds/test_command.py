"""`mash people import` at the console: through, again, cut off by a kill, and refused."""

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import time

import pytest
from tests.integration.feeds.conftest import people

from mash.cli.environment import OFFLINE
from mash.cli.errors import UserError
from mash.cli.people import import_
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting, as_service
from mash.registers.people.feeds.models import Run
from mash.registers.people.feeds.permissions import CONSOLE
from mash.registers.people.models import Record


@pytest.fixture
def mash(world, monkeypatch, capsys):
    """Run the command in this process; `(arguments) -> (status, what it printed, what it complained of)`."""
    monkeypatch.setattr(import_, "database", contextlib.nullcontext)

    def run(*arguments):
        parser = argparse.ArgumentParser()
        import_.arguments(parser)
        try:
            code = import_.run(parser.parse_args([str(one) for one in arguments]))
        except UserError as error:
            return 1, capsys.readouterr().out, f"{error}\n"
        return code, *capsys.readouterr()

    return run


def live():
    with acting(CONSOLE, now()), as_service("feeds"):
        return Record.objects.filter(live=True).count()


def test_a_file_goes_in_and_the_same_file_again_changes_nothing(mash, table, tmp_path):
    path = table(
        [*people(40), ["R90", "", "", "", ""]], heading=["id", "first_name", "surname", "dob", "postcode"]
    )
    code, out, err = mash(path, "--agency", "health", "--json", "--report", tmp_path / "report.csv")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert (found["state"], found["new"], found["kept aside"]) == ("done", 40, 1)
    assert found["problems"][0]["code"] == "nobody"
    assert "Kept aside" in (tmp_path / "report.csv").read_text("utf-8-sig")

    code, out, _ = mash(path, "--agency", "health", "--json")
    assert (code, json.loads(out)["new"], json.loads(out)["same"]) == (0, 0, 40)
    assert live() == 40


def test_what_a_person_can_put_right_is_one_sentence(mash, table, tmp_path):
    path = table(people(2), heading=["id", "first_name", "surname", "dob", "postcode"])
    wrong = tmp_path / "mapping.json"
    wrong.write_text('{"columns": {"shoe": "given_name"}}')
    for arguments, words in [
        ([path, "--agency", "nobody"], "There is no agency nobody."),
        ([tmp_path / "none.csv", "--agency", "health"], "There is no file"),
        ([path, "--agency", "health", "--mapping", wrong], "The file has no column shoe."),
        ([path, "--agency", "health", "--feed", "X"], "impact assessment"),
    ]:
        code, out, err = mash(*arguments)
        assert (code, out) == (1, "")
        assert words in err
        assert err.count("\n") == 1
    assert live() == 0


def test_checking_takes_nothing_in_and_leaves_nothing_under_way(mash, table):
    path = table(people(3), heading=["id", "first_name", "surname", "dob", "postcode"])
    code, out, _ = mash(path, "--agency", "health", "--check", "--json")
    assert (code, json.loads(out)["new"]) == (0, 3)
    assert live() == 0
    assert mash(path, "--agency", "health")[0] == 0
    assert live() == 3


def test_deletions_wait_for_a_word(mash, table):
    heading = ["id", "first_name", "surname", "dob", "postcode"]
    assert mash(table(people(60), heading=heading), "--agency", "health")[0] == 0
    half = table(people(30), heading=heading)
    code, _, err = mash(half, "--agency", "health")
    assert code == 1
    assert "would withdraw 30 of 60" in err
    assert live() == 60
    assert mash(half, "--agency", "health", "--confirm-deletions")[0] == 0
    assert live() == 30


def test_a_real_kill_loses_nothing(own_database, world, tmp_path, table):
    path = table(people(30_000), heading=["id", "first_name", "surname", "dob", "postcode"])
    environment = OFFLINE | {
        **{name: value for name, value in os.environ.items() if name not in OFFLINE},
        "MASH_DATABASE_URL": own_database.app_dsn,
        "MASH_STATE": str(tmp_path / "state"),
    }

    def start():
        return subprocess.Popen(
            [sys.executable, "-m", "mash.cli", "people", "import", path, "--agency", "health", "--json"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    process = start()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with acting(CONSOLE, now()), as_service("feeds"):
            if Run.objects.filter(read_to__gt=0).exists():
                break
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    with acting(CONSOLE, now()), as_service("feeds"):
        run = Run.objects.get()
    assert run.state != "done"

    again = start()
    out, err = again.communicate(timeout=120)

    assert (again.returncode, err) == (0, "")
    found = json.loads(out)
    assert (found["run"], found["rows"], found["new"]) == (run.public_id, 30_000, 30_000)
    assert live() == 30_000
