"""Permissions, roles and events: each listed once, each in the grammar, none unknown."""

import re
from pathlib import Path

import mash
from mash.foundation.ledger import declared
from mash.registers.accounts.roles import GRAMMAR, ROLES, permissions

SOURCE = Path(mash.__file__).parent
# The roles of the product, one for each kind of person who uses it.
PEOPLE = {
    "referrer",
    "screener",
    "researcher",
    "decider",
    "chair",
    "minutes",
    "practitioner",
    "manager",
    "governance",
    "auditor",
    "learning",
    "board",
    "commissioner",
    "administrator",
}


def test_the_roles_are_the_products():
    assert set(ROLES) == PEOPLE


def test_permissions_keep_the_grammar():
    assert [one for one in permissions() if not GRAMMAR.match(one)] == []


def test_permissions_asked_for_in_code_are_some_roles():
    asked = set()
    for path in SOURCE.rglob("*.py"):
        asked |= set(re.findall(r'may\(\w[\w.]*, "([a-z:-]+)"\)', path.read_text("utf-8")))
    assert asked
    assert asked <= permissions()


def test_no_role_that_sees_no_case_may_read_one():
    for key in ("referrer", "researcher", "governance", "board", "commissioner", "administrator"):
        assert not {one for one in ROLES[key].permissions if one.startswith(("cases:", "people:"))}, key


def test_events_present_themselves_from_what_they_declare():
    for event in declared().values():
        named = set(re.findall(r"{(\w+)}", event.sentence))
        assert named <= {*event.keys, "actor"}, event.name


def test_every_event_constant_is_declared_in_its_packages_events():
    for path in SOURCE.rglob("*.py"):
        if path.name != "events.py" and "foundation/ledger" not in path.as_posix():
            assert not re.search(r"ledger import .*\bdeclare\b", path.read_text("utf-8")), path
