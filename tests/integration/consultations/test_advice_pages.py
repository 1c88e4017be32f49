"""The room: danger first, nothing typed is lost, a hint warns of names, and a queue shows what is late."""

from datetime import timedelta

from tests.integration.agency.asking import client
from tests.integration.cases_web.steps import text
from tests.integration.consultations.asking import NO_NAMES, REFER, as_, asked, fresh

from mash.casework.consultations.models import Consultation
from mash.casework.intake.models import Contact
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.interfaces.worker.advice import chase_referrals

FORM = {
    "once": "FORM-1", "danger_now": "no", "source": "2A", "name": "Edith Marlow", "agency": "Tannery Row primary",
    "named": "no", "themes": ["neglect"], "question": "A girl in Year 4 came hungry. Is that a referral?",
    "consent": "not-yet", "text": "Keep a record.", "level": "2", "refer": "no",
}  # fmt: skip


def test_a_question_is_recorded_once_and_nothing_typed_is_lost(world):
    browser = client(world, "screener")
    assert "Is anybody in danger now?" in text(browser.get("/advice/new"))
    page = text(browser.post("/advice/new", {**FORM, "refer": "", "themes": []}))
    assert "Choose what it is about" in page
    assert "Choose whether you advise a referral" in page
    assert "A girl in Year 4 came hungry." in page
    page = text(browser.post("/advice/new", {**FORM, "question": "Rosa Bellweather came hungry."}))
    assert "This may name somebody: “Rosa Bellweather”" in page
    page = text(browser.post("/advice/new", {**FORM, "named": "yes"}))
    assert "Enter a name, or a description where there is none" in page
    with as_(world, "screener", now()):
        assert not Consultation.objects.exists()
    for _again in range(2):
        sent = browser.post("/advice/new", FORM)
        assert sent.status_code == 302
    with as_(world, "screener", now()):
        assert Consultation.objects.get().state == "given"
    page = text(browser.get(sent.url))
    assert "Keep a record." in page
    assert "Nobody is named." in page
    assert client(world, "city-screener").get(sent.url).status_code == 404
    assert client(world, "teacher").get("/advice/").status_code == 403


def test_a_call_about_a_known_child_becomes_a_referral_and_the_log_names_who_was_shown(world):
    browser = client(world, "screener")
    known = asked(world, at=now())
    with as_(world, "screener", now()):
        found = fresh(known)
    address = f"/advice/{known}"
    made = browser.post(address, {"do": "make", "version": found.version})
    page = text(browser.get(made.url + "contacts"))
    assert known in page
    again = asked(world, at=now(), question="And her brother?")
    page = text(browser.get(f"/advice/{again}"))
    assert "Rosa Bellweather, born 14 March 2017" in page
    with as_(world, "governance", now()):
        seen = Entry.objects.filter(event="consultations:consultation:viewed").order_by("-pk").first()
        assert ("consultation", again) in set(seen.mentions.values_list("kind", "ref"))
    stale = browser.post(
        f"/advice/{again}", {"do": "advise", "version": 1, "advice-text": "More.", "advice-refer": "no"}
    )
    assert "Somebody else has changed this meanwhile" in text(stale)
    assert "More." in text(stale)
    silent = asked(world, at=now(), **NO_NAMES)
    with as_(world, "screener", now()):
        version = fresh(silent).version
    page = browser.post(f"/advice/{silent}", {"do": "make", "version": version})
    assert "Enter a name, or a description where there is none" in text(page)
    said = {"person-role": "subject", "person-description": "A boy of about six"}
    assert browser.post(f"/advice/{silent}", {"do": "make", "version": version, **said}).status_code == 302
    with as_(world, "screener", now()):
        assert Contact.objects.count() == 2


def test_what_is_late_stands_on_the_desks_list_and_patterns_leave_out_few(world):
    began = now() - timedelta(days=10)
    late = asked(world, at=began)
    for _each in range(6):
        asked(world, at=began, **{**NO_NAMES, "themes": ("consent",)})
    chase_referrals(at=now())
    browser = client(world, "screener")
    assert "1 referral was advised and nothing arrived" in text(browser.get("/desk/"))
    page = text(browser.get("/advice/?queue=overdue"))
    assert late in page
    assert page.count("Advised to refer: overdue") == 1
    assert "Bellweather" not in page
    assert "chased" in text(browser.get(f"/advice/{late}"))
    assert browser.get(f"/advice/?ref={late}").url == f"/advice/{late}"
    assert "no advice and no contact" in text(browser.get("/advice/?ref=7K2QM-9XPRT"))
    page = text(browser.get("/advice/patterns"))
    assert "Consent, and telling the family or the adult" in page
    assert "few" in page
    csv = browser.get("/advice/patterns.csv").content.decode()
    assert "Neglect,few" in csv
    assert '"Consent, and telling the family or the adult",6' in csv
    assert REFER.text not in csv
