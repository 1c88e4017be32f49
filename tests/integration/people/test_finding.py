"""The index in its own process: consistent with each commit, and silent about what the asker may not see."""

from __future__ import annotations

import json
import socket
from dataclasses import replace
from datetime import date

import pytest
from tests.index import served, until
from tests.integration.casework.test_main_job import arrive, identified_and_rated, minutes
from tests.world import a_worry

from mash.casework.matters.actions import restrict
from mash.casework.matters.models import Subject
from mash.foundation.visibility import acting
from mash.registers.people.finding import ask
from mash.registers.people.finding.queries import known
from mash.registers.people.finding.serve import LONGEST
from mash.registers.people.queries import search, search_typed

pytestmark = pytest.mark.usefixtures("own_database")
ROSA_MISSPELT = {
    "given_name": "Rossa",
    "family_name": "Belwether",
    "date_of_birth": "2017-03-14",
    "address": "4 Tannery Row",
    "postcode": "ZZ1 4AB",
}


@pytest.fixture
def world(world):
    world.case = identified_and_rated(world, arrive())
    return world


@pytest.fixture
def index(world, tmp_path):
    with served(tmp_path) as path:
        yield path
    assert not path.exists()


def names(found):
    return [str(one.person) for one in found or ()]


def test_a_misspelt_child_is_found_with_why_and_the_brother_apart(world, index):
    with acting(world.actor("screener"), minutes(9)):
        found = known(ROSA_MISSPELT, limit=5)
    assert names(found)[0] == "Rosa Bellweather"
    rosa = found[0]
    assert not rosa.household
    assert rosa.probability > 0.9
    assert {"same date of birth", "same address"} <= set(rosa.reasons)
    brother = next(one for one in found if str(one.person) == "Tomas Bellweather")
    assert brother.household


def test_the_search_of_the_desk_finds_what_the_plain_one_cannot(world, index, settings):
    asked = {"given": "Rossa", "family": "Belwether", "born": date(2017, 3, 15)}
    with acting(world.actor("screener"), minutes(9)):
        assert "Rosa Bellweather" in names(search(**asked))
        settings.MASH_LOOKUP = ""
        assert names(search(**asked)) == []


@pytest.mark.parametrize(
    "typed",
    [
        "rosa belwether",
        "belwether rossa 14/03/17",
        "bellweather 2017",
        "zz1 4ab 4 tannery",
        "9990000018",
        "ros bell",
    ],
)
def test_one_line_finds_her(world, index, typed):
    with acting(world.actor("screener"), minutes(9)):
        assert "Rosa Bellweather" in names(search_typed(typed, today=date(2026, 6, 9)))


def test_a_person_is_known_within_a_second_of_the_commit(world, index):
    asked = {"given_name": "Zebedee", "family_name": "Quillfeather"}
    assert all(one.probability < 0.1 for one in ask.find(asked))
    child = {"given_name": "Zebedee", "family_name": "Quillfeather"}
    contact = arrive(draft="second", people=[replace(a_worry().people[0], said=child)])
    with acting(world.actor("screener"), minutes(9)):
        record = Subject.objects.get(matter=contact.matter).record
    found = until(lambda: [one for one in ask.find(asked) if one.key == record.pk], seconds=5)
    assert found[0].probability > 0.01


def test_a_restricted_matter_points_nobody_to_a_person(world, index):
    with acting(world.actor("manager"), minutes(10)):
        assert restrict(
            by=world.actor("manager"), at=minutes(10), matter=world.case.matter, restriction="restricted"
        )
    with acting(world.actor("screener"), minutes(11)):
        assert names(known(ROSA_MISSPELT, limit=5)) == []
    with acting(world.actor("manager"), minutes(11)):
        assert "Rosa Bellweather" in names(known(ROSA_MISSPELT, limit=5))


def test_what_is_not_understood_is_answered_and_the_next_question_too(world, index):
    with socket.socket(socket.AF_UNIX) as link:
        link.connect(str(index))
        stream = link.makefile("rwb")
        for line in (
            b"\xff\xfe\n",
            b"[]\n",
            b'{"ask": "find", "values": 3}\n',
            b'{"ask": "all", "values": {}}\n',
            b'{"ask": "find", "values": {"given_name": "A"}, "limit": "x"}\n',
        ):
            stream.write(line)
            stream.flush()
            assert json.loads(stream.readline()) == {"error": "not understood"}
        stream.write(json.dumps({"ask": "find", "values": ROSA_MISSPELT}).encode() + b"\n")
        stream.flush()
        assert json.loads(stream.readline())["found"]


def test_a_question_without_end_gets_no_answer_and_spoils_no_other(world, index):
    with socket.socket(socket.AF_UNIX) as link:
        link.connect(str(index))
        stream = link.makefile("rwb")
        stream.write(b'{"ask": "find", "values": {"given_name": "' + b"A" * 2 * LONGEST + b'"}}\n')
        with pytest.raises(OSError):  # noqa: PT012 - the conversation ends somewhere in here
            stream.flush()
            assert stream.readline() == b""
            raise ConnectionResetError
    assert ask.find(ROSA_MISSPELT)


def test_two_records_are_compared_whether_or_not_they_share_anything(world, index):
    found = ask.explain(ROSA_MISSPELT, {"given_name": "Walter", "sex": "M"})
    assert found.probability < 0.001
    assert [reason.level for reason in found.reasons] == ["different"]


def test_without_the_process_the_plain_search_answers(world, settings, tmp_path):
    settings.MASH_LOOKUP = str(tmp_path / "nobody.sock")
    assert ask.find(ROSA_MISSPELT) is None
    with acting(world.actor("screener"), minutes(9)):
        assert "Rosa Bellweather" in names(search(given="Rosa", family="Bellweather"))


def test_an_answer_names_nobody(world, index):
    with socket.socket(socket.AF_UNIX) as link:
        link.connect(str(index))
        stream = link.makefile("rwb")
        stream.write(json.dumps({"ask": "find", "values": ROSA_MISSPELT}).encode() + b"\n")
        stream.flush()
        answer = stream.readline().decode()
    assert "Bellweather" not in answer
    assert "Tannery" not in answer
    assert index.stat().st_mode & 0o077 == 0
