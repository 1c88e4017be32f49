"""Keeping and disposing at a browser, at 320 px and by keyboard: two people hold, lift, propose and approve."""

from datetime import timedelta

import pytest
from tests.browser.people import Somebody
from tests.integration.agency.asking import client
from tests.integration.casework.sealing import item, sealed_item
from tests.integration.retention.old_cases import closed, reviewed
from tests.world import SETUP

from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting
from mash.interfaces.worker.retention import carry_out_due
from mash.oversight.retention.models import Disposal
from mash.registers.standards.actions import load_codes


@pytest.fixture
def somebody(site, open_page, check_axe):
    def sit(who, *, keyboard=False, **browser):
        page = open_page(width=320, **browser)
        cookie = client(site.world, who).cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return Somebody(page, check_axe, keyboard)

    return sit


@pytest.fixture(scope="module")
def old(site) -> tuple[str, str]:
    """Two closed cases that are over, since the hub keeps them a week: the second has something sealed in it."""
    site.world.clear("decider")
    found = closed(site.world, item(), file=True), closed(site.world, item(), sealed_item())
    short = {"code": "no-further-action", "label": "Closed without further action", "years": 0, "clock": "closed",
             "wait": 1, "authority": "The hub's own"}  # fmt: skip
    document = {
        "valid_from": now().date(),
        "list": [{"key": "retention-class", "title": "How long cases are kept", "codes": [short]}],
    }
    with acting(SETUP, now()):
        load_codes(document, by=SETUP, at=now())
    reviewed(now())
    return found


def test_two_people_hold_and_lift_propose_and_approve(site, somebody, old):  # noqa: PLR0915 - one way, told as it goes
    ref, sealed = old
    lead = somebody("governance", keyboard=True)
    lead.go("/retention/")
    lead.sees(ref)
    lead.write("Reference of the case", "7K2QM-9XPRT")
    lead.press("Show me")
    lead.sees("There is no case with this reference.")
    lead.follow(ref)
    lead.sees("It is due: its own period is over")
    lead.press("Put it on hold")
    lead.sees("Choose why it is on hold")
    lead.choose("A complaint", group="Why is it on hold?")
    lead.write("What is it about?", "A complaint about the answer to the school.")
    lead.press("Put it on hold")
    lead.sees("It is kept: not everything")

    manager = somebody("manager")
    manager.go(f"/cases/{ref}/")
    manager.sees("On hold: nothing of this case is disposed of. A complaint.")
    manager.go("/retention/holds")
    manager.follow(ref)
    manager.press("I have seen it")
    manager.sees("Seen by Manager Person")
    manager.page.get_by_text("Ask to lift it").first.click()
    manager.write("Why", "It was answered.")
    manager.press("Ask to lift it")
    manager.sees("You asked to lift it: another person agrees.")
    lead.go(f"/retention/cases/{ref}")
    lead.press("I agree: lift it")
    lead.sees("Lifted with Governance Person")
    lead.press("Propose to dispose of it")
    lead.go("/retention/")
    lead.sees("Waits for a second person")
    with acting(site.world.actor("governance"), now()):
        made = Disposal.objects.get(reference=ref)
    lead.go(f"/retention/disposals/{made.ref}")
    lead.sees("You proposed this yourself: another person decides.")

    manager.go(f"/retention/disposals/{made.ref}")
    manager.press("Record my decision")
    manager.sees("Choose what you decide")
    manager.choose(
        "Dispose of it: it is carried out some days later and cannot be undone then",
        group="What do you decide?",
    )
    manager.press("Record my decision")
    manager.sees("Approved")
    assert carry_out_due(at=now() + timedelta(days=2)) == 1
    lead.go("/retention/disposals")
    lead.sees(ref)
    lead.go(f"/retention/disposals/{made.ref}")
    lead.sees("Download the certificate (PDF)")
    browser = client(site.world, "governance")
    pdf = browser.get(f"/retention/disposals/{made.ref}.pdf")
    assert (pdf.status_code, pdf.content[:4]) == (200, b"%PDF")
    assert ref in browser.get("/retention/disposals.csv").content.decode()
    lead.go("/retention/classes")
    lead.sees("The hub's own")
    assert manager.page.goto(f"/cases/{ref}/").status == 404

    custodian = somebody("decider")
    custodian.go(f"/cases/{sealed}/sealed")
    custodian.follow("If the case is to be disposed of")
    custodian.write("Why", "A source could be named still.")
    custodian.press("Keep the case")
    custodian.sees("It is kept: Decider Person")
    assert somebody("screener").page.goto(f"/retention/cases/{sealed}/sealed").status == 404
