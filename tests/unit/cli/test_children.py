import sys
import time

import pytest

from mash.cli import children, processes
from mash.cli.children import Child


@pytest.fixture
def run(tmp_path):
    made = []

    def make(script: str, *, once: bool = False) -> Child:
        child = Child(
            "helper", [sys.executable, "-c", script], {}, tmp_path / "logs" / "helper.log", once=once
        )
        made.append(child)
        child.start()
        return child

    yield make
    for child in made:
        child.stop(5)


def until_it_changes(child: Child) -> None:
    deadline = time.monotonic() + 20
    while not child.tend():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_who_dies_rests_and_is_started_again(run, capsys):
    child = run("raise SystemExit(3)")

    until_it_changes(child)
    assert child.pid is None
    until_it_changes(child)

    assert child.pid is not None
    assert "helper ended with status 3; starting it again in 0.2 s" in capsys.readouterr().err


def test_who_keeps_dying_rests_longer_up_to_a_limit(run):
    child = run("raise SystemExit(1)")
    child.deaths = 3
    until_it_changes(child)
    assert child.rest_until - time.monotonic() == pytest.approx(1.6, abs=0.5)

    child.deaths = 50
    child.rest_until = 0
    until_it_changes(child)
    until_it_changes(child)

    assert child.rest_until - time.monotonic() <= children.LONGEST_PAUSE


def test_who_was_well_for_long_rests_short_again(run):
    child = run("raise SystemExit(1)")
    child.deaths, child.started = 9, time.monotonic() - children.STEADY_SECONDS - 1

    until_it_changes(child)

    assert child.deaths == 1


def test_a_task_that_is_done_is_not_started_again(run):
    child = run("", once=True)

    until_it_changes(child)

    assert child.finished
    assert not child.tend()


def test_who_does_not_hear_is_ended(run):
    child = run(
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    )
    while not child.log.read_text():
        time.sleep(0.01)
    pid = child.pid

    child.stop(0.2)

    assert processes.command_line(pid) is None


def test_a_number_alone_does_not_make_a_process_ours(run):
    child = run("import time; time.sleep(60)")

    assert processes.running(child.pid, "time.sleep")
    assert not processes.running(child.pid, "another program")
