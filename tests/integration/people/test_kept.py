"""The index starts again from its copy, and believes it only where it is this database's, this model's and whole."""

from __future__ import annotations

import stat
from dataclasses import replace

import pytest
from tests.integration.people.clusters_world import Register

from mash.foundation.visibility import acting
from mash.registers.people.clusters.arrivals import approve_model, keep_model
from mash.registers.people.finding import kept
from mash.registers.people.finding.engine import MATCHING, Engine
from mash.registers.people.finding.kept import Newest
from mash.registers.people.matching.start import start_model
from mash.registers.people.models import Record

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(world):
    found = Register(world)
    found.arrive("alder", "birch", "cedar")
    return found


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "lookup.copy"


@pytest.fixture
def reads(monkeypatch):
    """How often everything was read anew, in `len`."""
    found, load = [], Engine.load

    def counted(engine, at):
        found.append(at)
        return load(engine, at)

    monkeypatch.setattr(Engine, "load", counted)
    return found


def keep(path, register):
    engine = Engine(path)
    engine.start(register.now)
    engine.keep()
    return engine


def keys_of(engine, register):
    with acting(MATCHING, register.now):
        of = dict(Record.objects.values_list("pk", "key"))
    return {of[number] for number in engine.index.numbers.tolist()}


def again(path, register):
    engine = Engine(path)
    engine.start(register.now)
    return engine


def test_it_starts_from_the_copy_with_what_came_and_went_since(register, path, reads):
    first = keep(path, register)
    register.arrive("dogwood")
    register.withdraw("alder")
    engine = again(path, register)
    assert len(reads) == 1
    assert keys_of(engine, register) == {"birch", "cedar", "dogwood"}
    for said in ({"given_name": "Rosa", "family_name": "Birch"}, {"family_name": "Cedar"}):
        assert engine.find(said, limit=9) != []
        assert [one.weight for one in engine.find(said, limit=1)] == [
            one.weight for one in first.find(said, limit=1)
        ]
    engine.keep()
    assert keys_of(again(path, register), register) == {"birch", "cedar", "dogwood"}
    assert len(reads) == 1


def test_the_copy_is_this_users_alone_and_says_nobodys_name(register, path):
    keep(path, register)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    data = path.read_bytes().upper()
    assert b"BIRCH" not in data
    assert b"ROSA" not in data


def test_a_copy_is_written_where_something_changed(register, path):
    engine = keep(path, register)
    before = path.stat().st_mtime_ns
    engine.keep()
    assert path.stat().st_mtime_ns == before
    register.withdraw("birch")
    engine.reconcile(register.now)
    engine.keep()
    assert path.stat().st_mtime_ns != before
    nothing = Engine()
    nothing.start(register.now)
    nothing.keep()


def another_model(register, _path):
    start, by = start_model(), register.world.actor("manager")
    with acting(by, register.tick()):
        model = keep_model(
            by=MATCHING,
            at=register.now,
            version="2",
            body=start.body() | {"automatic": 0.7},
            automatic=1.2,
        )
        assert approve_model(by=by, at=register.now, model=model, in_force_from=register.now)


def rewritten(register, path, **changed):
    """The same copy, of another origin."""
    with acting(MATCHING, register.now):
        of = kept.origin(start_model())
    found = kept.read(path, of=of)
    assert found
    frozen, newest = found
    newest = changed.pop("newest", newest)
    assert kept.keep(path, frozen, of=replace(of, **changed), newest=newest)


def restored_to_where_the_number_is_anothers(register, path):
    with acting(MATCHING, register.now):
        number = Record.objects.order_by("-pk").values_list("pk", flat=True)[0]
    rewritten(register, path, newest=Newest(number, "another"))


def restored_to_before_the_number(register, path):
    with acting(MATCHING, register.now):
        number, public = Record.objects.order_by("-pk").values_list("pk", "public_id")[0]
    rewritten(register, path, newest=Newest(number + 1, public))


def a_changed_byte(_register, path):
    data = bytearray(path.read_bytes())
    data[-40] ^= 1
    path.write_bytes(data)


def cut_off(_register, path):
    path.write_bytes(path.read_bytes()[:100])


def another_file(_register, path):
    path.write_bytes(b"anything")


def gone(_register, path):
    path.unlink()


@pytest.mark.parametrize(
    "spoil",
    [
        another_model,
        lambda register, path: rewritten(register, path, database="1 2"),
        lambda register, path: rewritten(register, path, model="another body"),
        lambda register, path: rewritten(register, path, code="an earlier release"),
        restored_to_where_the_number_is_anothers,
        restored_to_before_the_number,
        a_changed_byte,
        cut_off,
        another_file,
        gone,
    ],
)
def test_what_cannot_be_believed_is_read_anew(register, path, reads, spoil):
    keep(path, register)
    spoil(register, path)
    engine = again(path, register)
    assert len(reads) == 2
    assert keys_of(engine, register) == {"alder", "birch", "cedar"}


def test_another_key_opens_no_copy(register, path, reads, settings):
    keep(path, register)
    settings.MASH_FILE_KEY = "another key of the tests, as long as it has to be"
    again(path, register)
    assert len(reads) == 2


def test_a_database_that_was_restored_beneath_a_running_process_is_read_anew(register, path, reads):
    engine = keep(path, register)
    assert not engine.reconcile(register.now)
    assert len(reads) == 1
    engine.newest = Newest(engine.newest.number, "another")
    assert engine.reconcile(register.now)
    assert len(reads) == 2


def test_a_folder_that_cannot_be_written_stops_nobody(register, path, caplog):
    path.parent.write_text("a file")
    engine = keep(path, register)
    assert len(engine.index) == 3
    assert "could not be written" in caplog.text


@pytest.mark.parametrize(
    ("named", "expected"), [("", "STATE/lookup.copy"), ("none", None), ("/var/copy", "/var/copy")]
)
def test_the_setting_says_where(settings, tmp_path, named, expected):
    settings.MASH_STATE, settings.MASH_LOOKUP_COPY = tmp_path, named
    assert (str(kept.place()).replace(str(tmp_path), "STATE") if kept.place() else None) == expected
