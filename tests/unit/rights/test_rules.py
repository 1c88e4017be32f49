"""What must be settled before an answer goes, and who may say so."""

from datetime import date

from mash.oversight.rights import rules
from mash.oversight.rights.rules import ParagraphSaid

TODAY = date(2026, 6, 9)


def submitted(**changes):
    return rules.may_submit(
        **{
            "searched": True,
            "assessed": None,
            "waiting": 0,
            "paragraphs": [],
            "refused_by_source": 0,
            "opinions": [],
            "today": TODAY,
            "changed": 0,
            **changes,
        }
    )


def code(verdict):
    return "" if verdict else verdict.code


def test_nothing_goes_to_a_second_person_before_it_is_whole():
    assert submitted()
    assert code(submitted(searched=False)) == "rights:search:missing"
    assert code(submitted(assessed=False)) == "rights:assessment:refused"
    assert code(submitted(changed=1)) == "rights:search:stale"
    assert code(submitted(waiting=1)) == "rights:consultation:waiting"
    assert code(submitted(refused_by_source=1)) == "rights:consultation:overruled"


def test_what_is_about_somebody_else_is_left_out_or_said_to_be_reasonable():
    def with_third(**said):
        return submitted(paragraphs=[ParagraphSaid(third_party=True, health=False, **said)])

    assert code(with_third()) == "rights:paragraph:third-party"
    assert with_third(exemption="third-party")
    assert with_third(reasonable="consents")


def test_health_information_needs_an_opinion_that_is_not_old_and_says_no_harm():
    given = [ParagraphSaid(third_party=False, health=True)]
    assert code(submitted(paragraphs=given)) == "rights:opinion:missing"
    assert (
        code(submitted(paragraphs=given, opinions=[(date(2025, 12, 8), "no-harm")]))
        == "rights:opinion:missing"
    )
    assert submitted(paragraphs=given, opinions=[(date(2025, 12, 9), "no-harm")])
    both = [(date(2026, 1, 9), "no-harm"), (date(2026, 6, 1), "harm")]
    assert code(submitted(paragraphs=given, opinions=both)) == "rights:opinion:harm"
    left_out = [ParagraphSaid(third_party=False, health=True, exemption="serious-harm-health")]
    assert submitted(paragraphs=left_out)


def test_nobody_checks_what_they_prepared_or_marked():
    def checked(by, verdict="agreed", comment=""):
        return rules.may_check(by=by, handler=1, markers={1, 2}, verdict=verdict, comment=comment)

    assert [code(checked(by)) for by in (None, 1, 2)] == ["rights:check:own"] * 3
    assert checked(3)
    assert code(checked(3, "back")) == "rights:check:no-comment"


def test_an_order_has_its_own_time_and_a_month_is_extended_once_and_in_it():
    def extended(**changes):
        said = {
            "route": "self",
            "extended": False,
            "today": TODAY,
            "notice_by": TODAY,
            "reason": "Many records.",
        }
        return code(rules.may_extend(**{**said, **changes}))

    assert not extended()
    assert extended(route="court") == "rights:clock:own"
    assert extended(extended=True) == "rights:clock:extended"
    assert extended(notice_by=None) == "rights:clock:stands"
    assert extended(notice_by=date(2026, 6, 8)) == "rights:clock:late"
    assert extended(reason=" ") == "rights:clock:no-reason"


def test_an_order_needs_its_provision_and_day_and_others_their_authority():
    def opened(**changes):
        said = {
            "route": "self",
            "received": TODAY,
            "today": TODAY,
            "needed_by": None,
            "ground": "",
            "authority": "",
        }
        return code(rules.may_open(**{**said, **changes}))

    assert not opened()
    assert opened(received=date(2026, 6, 10)) == "rights:request:future"
    assert opened(route="court", authority="Order") == "rights:request:own-clock"
    assert not opened(route="court", authority="Order", needed_by=TODAY, ground="court-order")
    assert opened(route="parent") == "rights:request:authority"


def test_a_custodian_looks_once_and_says_why_what_is_hidden_is_kept():
    def looked(**changes):
        said = {
            "custodian": True,
            "looked": False,
            "outcome": "kept",
            "hidden": True,
            "exemption": "crime",
            "reason": "Why",
        }
        return code(rules.may_release(**{**said, **changes}))

    assert not looked()
    assert looked(custodian=False) == "rights:custody:not-yours"
    assert looked(looked=True) == "rights:custody:done"
    assert looked(exemption="") == "rights:custody:no-reason"
    assert looked(hidden=False) == "rights:custody:nothing"
    assert not looked(hidden=False, outcome="nothing")


def test_every_state_can_be_left_or_is_an_end():
    sources = {edge.source for edge in rules.WORKFLOW}
    assert {edge.target for edge in rules.WORKFLOW} - sources == {"answered", "refused", "withdrawn"}
    assert sources == rules.OPEN
