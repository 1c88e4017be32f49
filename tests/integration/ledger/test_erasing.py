"""Lawful erasure: what an entry said is gone everywhere, its leaf and every proof stay, and another entry says so."""

import pytest
from django.db import Error, connection
from tests.integration.agency.asking import client
from tests.world import PASSWORD, SETUP

from mash.cli.errors import UserError
from mash.foundation.kernel import Ref
from mash.foundation.kernel.time import now
from mash.foundation.ledger import append, queries
from mash.foundation.ledger.erasing import NotErasableError, erase
from mash.foundation.ledger.events import ERASED
from mash.foundation.ledger.models import Entry, Mention, Seal, Term
from mash.foundation.ledger.searching import Wanted
from mash.foundation.visibility import acting
from mash.registers.accounts.actions import give_seat, invite
from mash.registers.accounts.events import SEAT_CHOSEN
from mash.registers.accounts.queries import actor_of

SAID = "She is Rosa Bellweather"


@pytest.fixture
def number(log):
    """An entry with a name where only a code belongs, sequenced and signed among others."""
    log.say(3)
    by, at = log.world.actor("screener"), now()
    with acting(by, at):
        made = append(
            SEAT_CHOSEN, by=by, at=at, about=[Ref("user", "ROSA")], purpose=SAID, payload={"seat": 7}
        )
    log.say(3)
    log.sign()
    return made


@pytest.mark.usefixtures("partners")
def test_what_was_said_is_gone_and_everything_verifies(log, number, mash, verify, tmp_path):
    code, out = mash("erase", number, "--ground", "mistake", "--as", "governance@example.org")
    assert (code, "add --yes" in out) == (1, True)
    with acting(log.world.actor("governance"), now()):
        (looked,) = queries.search(Wanted(event="ledger:log:viewed")).lines
    assert looked.entry.payload == {"shown": 1, "how": "erase", "entry": number}
    with pytest.raises(UserError, match="no ground"):
        mash("erase", number, "--ground", "whim", "--yes", "--as", "governance@example.org")
    code, out = mash("erase", number, "--ground", "mistake", "--yes", "--as", "governance@example.org")
    assert code == 0, out
    log.sign()

    lead = log.world.actor("governance")
    with acting(lead, now()):
        entry = Entry.objects.get(pk=number)
        assert (entry.purpose, entry.payload, entry.actor_name) == ("", {}, "")
        assert not Mention.objects.filter(entry=number).exists()
        assert Seal.objects.get(pk=number).salt is None
        assert not Term.objects.filter(value=SAID).exists()
        assert queries.search(Wanted(purpose="Rosa")).lines == []
        (because,) = queries.search(Wanted(event=ERASED.name)).lines
    assert because.entry.payload | {"leaf": 0} == {"entry": number, "leaf": 0, "ground": "mistake"}
    assert because.entry.actor == str(lead)

    code, out = mash("verify")
    assert out.startswith("RIGHT."), out
    mash("export", tmp_path / "log", "--as", "governance@example.org")
    code, out = verify(tmp_path / "log")
    assert code == 0, out
    assert "1 erased" in out
    text = "".join(
        one.read_text("utf-8", "replace") for one in (tmp_path / "log").rglob("*") if one.is_file()
    )
    assert SAID not in text
    with pytest.raises(UserError, match="was erased"):
        mash("prove", number, tmp_path / "proof.json", "--as", "governance@example.org")

    page = client(log.world, "governance").get(f"/governance/ledger/{number}").content.decode()
    assert "lawfully erased" in page
    assert f"/governance/ledger/{because.entry.pk}" in page


def test_who_reads_no_log_erases_nothing(log, number):
    by, at = log.world.actor("screener"), now()
    with acting(by, at):
        leaf = 3
        because = append(
            ERASED, by=by, at=at, about=[], payload={"entry": number, "leaf": leaf, "ground": "court"}
        )
        with pytest.raises(Error, match="a lead erases"), connection.cursor() as cursor:
            cursor.execute("SELECT mash.erase(%s, %s)", [number, because])
        connection.set_rollback(True)


def test_a_lead_erases_what_they_see_once_and_no_erasure(log, number):
    lead = log.world.actor("governance")
    with acting(lead, now()):
        because = erase(number, "court", by=lead, at=now())
    log.sign()
    later = log.say(1)[0]
    with acting(lead, now()):
        for one, words in {
            number: "erased already", because: "says what was erased", later: "no leaf in the tree yet", 10**9: "no entry",
        }.items():  # fmt: skip
            with pytest.raises(NotErasableError, match=words):
                erase(one, "court", by=lead, at=now())


def test_another_hubs_lead_erases_nothing_of_this_hub(log, number):
    with acting(SETUP, now()):
        user = invite(by=SETUP, at=now(), email="lead@example.org", name="Cora Lead", password=PASSWORD)
        seat = give_seat(by=SETUP, at=now(), user=user, role="governance", hub=log.world.hubs["city"])
    lead = actor_of(seat)
    with acting(lead, now()), pytest.raises(NotErasableError, match="You see no entry"):
        erase(number, "court", by=lead, at=now())
