"""Nothing unlogged: what the database changed, the web server showed and the worker sent is held against the log."""

from datetime import timedelta

import pytest
from tests.integration.agency.asking import ask, client

from mash.foundation.kernel.time import now
from mash.foundation.ledger import log as ledger_log
from mash.foundation.ledger.findings import sentence
from mash.foundation.ledger.models import Change, Finding
from mash.foundation.ledger.proof.checkpoints import SEQUENCER
from mash.foundation.ledger.reconciling import file_of, reconcile
from mash.foundation.visibility import acting
from mash.interfaces.web.routes import listing

LATER = timedelta(minutes=5)
ROLES = ("screener", "decider", "manager", "police", "governance", "administrator", "practitioner")


@pytest.fixture
def folder(tmp_path, settings):
    settings.MASH_ACCESS_LOG = str(tmp_path / "access")
    return tmp_path / "access"


def compared(folder, *, after=LATER):
    at = now() + after
    with acting(SEQUENCER, at):
        return {one.kind: sentence(one) for one in reconcile(folder=folder, by=SEQUENCER, at=at)}


def test_work_through_the_application_is_all_in_the_log(log, folder):
    ask(log.world, at=now(), rating="red")
    with acting(SEQUENCER, now()):
        assert Change.objects.filter(table="sharing_request").exists()
    assert compared(folder) == {}


def test_every_page_that_names_a_record_makes_an_entry(log, folder):
    ask(log.world, at=now(), rating="red")
    shown = set()
    for who in ROLES:
        browser = client(log.world, who)
        for route in listing():
            path = route["examples"].get(f"{who}@example.org")
            page = path and "GET" in route["methods"] and route["access"] == "permission"
            if page and browser.get(path).status_code == 200:
                shown.add(route["name"])
    assert len(shown) > 40, shown
    found = compared(folder)
    assert found == {}, found


def test_what_the_superuser_changes_beside_the_application_is_found(log, folder, superuser_connection):
    ask(log.world, at=now())
    superuser_connection.execute("UPDATE cases_rating SET rationale = 'Nothing to see.'")
    superuser_connection.execute("DELETE FROM sharing_openness WHERE false")
    superuser_connection.commit()
    found = compared(folder)
    assert list(found) == ["changed-unlogged"]
    assert "cases_rating" in found["changed-unlogged"]


def test_a_finding_has_a_history_and_an_owner(log, folder, superuser_connection):
    superuser_connection.execute("UPDATE agencies_hub SET name = name || '.'")
    superuser_connection.commit()
    compared(folder)
    compared(folder)
    with acting(SEQUENCER, now()):
        one = Finding.objects.get()
    browser = client(log.world, "governance")
    page = f"/governance/log/findings/{one.pk}"
    assert browser.post(page, {"action": "take"}).status_code == 302
    with acting(SEQUENCER, now()):
        one.refresh_from_db()
        assert one.owner == str(log.world.actor("governance"))
    assert compared(folder, after=timedelta(days=40)), "it does not go away by itself"
    assert "agencies_hub" in browser.get(page).content.decode()
    assert browser.post(page, {"action": "explain"}).status_code == 200
    assert browser.post(page, {"action": "explain", "why": "The supplier mended a name."}).status_code == 302
    assert compared(folder, after=timedelta(days=41)) == {}
    with acting(SEQUENCER, now()):
        one.refresh_from_db()
        assert (one.owner_name, one.explained) == ("Governance Person", "The supplier mended a name.")
    superuser_connection.execute("UPDATE agencies_hub SET name = name || '.'")
    superuser_connection.commit()
    assert compared(folder, after=timedelta(days=42)), "the next time counts again"


def test_a_page_that_forgets_its_entry_is_found(log, folder, monkeypatch):
    ask(log.world, at=now(), rating="red")
    browser = client(log.world, "screener")
    with acting(log.world.actor("screener"), now()):
        path = next(
            one["examples"]["screener@example.org"] for one in listing() if one["name"] == "cases:case"
        )
    monkeypatch.setattr("mash.interfaces.web.cases.views.common.append", lambda *_, **__: 0)
    assert browser.get(path).status_code == 200
    assert "cases:case" in compared(folder)["shown-unlogged"]


def test_an_entry_of_a_request_that_nobody_made_is_found(log, folder):
    browser = client(log.world, "screener")
    browser.get("/desk/")
    with acting(log.world.actor("screener"), now(), request="f" * 32):
        log_in(log)
    assert "1 entries" in compared(folder)["entry-unasked"]


def test_a_lost_access_log_is_found(log, folder):
    ask(log.world, at=now(), rating="red")
    client(log.world, "manager").get("/desk/")
    file_of(folder, now()).unlink()
    assert list(compared(folder)) == ["log-missing"]


def test_a_message_that_left_without_an_entry_is_found(log, folder, superuser_connection):
    ask(log.world, at=now())
    changed = superuser_connection.execute("UPDATE outbox_message SET sent_at = now() - interval '1 hour'")
    assert changed.rowcount
    superuser_connection.commit()
    assert "messages left" in compared(folder)["sent-unlogged"]


def test_lines_hold_no_reference_and_no_name(log, folder):
    asked = ask(log.world, at=now(), rating="red")
    browser = client(log.world, "police")
    assert browser.get(f"/requests/{asked}/?q=Bellweather").status_code == 200
    text = file_of(folder, now()).read_text()
    assert '"owes": true' in text
    assert asked not in text
    assert "Bellweather" not in text


def log_in(log):
    from mash.registers.accounts.events import SEAT_CHOSEN

    by = log.world.actor("screener")
    return ledger_log.append(SEAT_CHOSEN, by=by, at=now(), about=[], payload={"seat": 1})
