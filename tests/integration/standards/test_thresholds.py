"""Threshold guidance: beside the decision, kept with it, and what became of such worries in counts alone."""

from collections import Counter
from datetime import timedelta

import pytest
from tests.integration.agency.asking import a_case, client
from tests.integration.cases_web.steps import TEXTS
from tests.integration.standards.test_deviations import LATE, NOON, REASONS
from tests.integration.standards.test_deviations import decided as decided_by
from tests.world import TUESDAY

from mash.casework.cases.models import Decision
from mash.casework.cases.queries.picture import Picture, get_case
from mash.casework.cases.queries.thresholds import Decided
from mash.casework.cases.queries.thresholds import decided as counted
from mash.foundation.visibility import acting
from mash.oversight.rights.queries.gather import _work
from mash.registers.standards.queries import codes

pytestmark = pytest.mark.django_db
WORRY = "neglect"
PERIOD = {"population": "children", "since": TUESDAY - timedelta(days=1), "until": LATE}


def decided(world, ref, **said):
    made = decided_by(world, ref, deviations=REASONS, **said)
    assert isinstance(made, Decision)


@pytest.fixture
def neglected(world, monkeypatch):
    """An amber case of neglect, at level 3 in its referrer's view; its agencies count as having answered."""
    present = Picture.present
    monkeypatch.setattr(
        Picture,
        "present",
        lambda self, *args, **more: present(self, *args, **more) | {"agencies-answered": 2},
    )
    return a_case(TUESDAY, "amber", world, concern_types=(WORRY,), level_suggested=3)


def test_the_decision_page_shows_what_speaks_for_each_level_of_this_worry_and_keeps_what_was_ticked(
    world, neglected
):
    decider = client(world, "decider")
    with acting(world.actor("decider"), NOON):
        place = get_case(neglected).matter.subjects.filter(role="subject").first().place
    page = f"/cases/{neglected}/decide/{place}"
    shown = decider.get(page).content.decode()
    mine, other = [
        [
            one
            for one in codes("threshold-indicator", at=NOON, populations="children")
            if "concerns" in one.attributes and one.says("concerns", WORRY) is fits
        ]
        for fits in (True, False)
    ]
    assert mine
    assert other
    assert all(f'value="{one.code}"' in shown for one in mine)
    assert not any(f'value="{one.code}"' in shown for one in other)
    assert "<details" in shown
    said = {"level": "2", "route": "early-help", "rationale": "", "less": ["nothing", "advice"]}
    said[f"seen-{mine[0].attributes['level']}"] = [mine[0].code]
    again = decider.post(page, said).content.decode()
    # The rationale is missing: what was ticked stands, and its part is open.
    assert f'value="{mine[0].code}" checked' in again.replace("  ", " ")
    assert '<details class="govuk-details" open>' in again
    version = again.split('name="version" value="')[1].split('"')[0]
    whole = said | {f"said-{code}": text for code, text in TEXTS.items()}
    whole |= {"rationale": "Hungry.", "late-decide": "Shut.", "version": version}
    assert decider.post(page, whole).status_code == 302
    with acting(world.actor("decider"), NOON):
        made = Decision.objects.get()
        assert made.indicators == [mine[0].code]
        assert made.less == ["nothing", "advice"]
        gathered = [one for one in _work(made.matter, {made.subject_id}) if one.kind == "decision"]
    case = decider.get(f"/cases/{neglected}/").content.decode()
    assert f"<li>{mine[0].label}</li>" in case
    assert "Advice, or signposting" in case
    assert mine[0].label in gathered[0].text


def test_what_belongs_to_another_list_is_no_indicator(world, neglected):
    decider = client(world, "decider")
    with acting(world.actor("decider"), NOON):
        place = get_case(neglected).matter.subjects.filter(role="subject").first().place
    shown = decider.post(
        f"/cases/{neglected}/decide/{place}", {"level": "2", "seen-2": ["a2-home"]}
    ).content.decode()
    assert "Choose answers from the list." in shown


def test_the_standing_decision_counts_once_beside_the_referrers_level(world, neglected):
    decided(world, neglected)
    decided(world, neglected, at=NOON + timedelta(minutes=5))
    with acting(world.actor("decider"), LATE):
        assert counted("county", **PERIOD) == Counter({Decided(3, 2, "early-help"): 1})
        assert counted("county", concern=WORRY, **PERIOD).total() == 1
        assert not counted("county", concern="online", **PERIOD)
        assert not counted("county", **PERIOD | {"population": "adults"})
        assert not counted("city", **PERIOD)
    with acting(world.actor("practitioner"), LATE):
        assert not counted("county", **PERIOD)


def test_the_page_reads_guidance_to_all_and_counts_to_those_who_decide_or_lead(world, neglected):
    decided(world, neglected)
    shown = client(world, "manager").get("/standards/thresholds?population=children").content.decode()
    assert "How such worries were decided" in shown
    assert ">few<" in shown
    assert neglected not in shown
    read = client(world, "screener").get("/standards/thresholds?population=adults&about=self-neglect")
    assert "Self-neglect that threatens life now" in read.content.decode()
    assert "Any sexual act" not in read.content.decode()
    assert "How such worries were decided" not in read.content.decode()
    # What nobody offers is as if nothing was asked.
    odd = client(world, "screener").get("/standards/thresholds?population=x&about=%27")
    assert odd.status_code == 200
    assert client(world, "administrator").get("/standards/thresholds").status_code == 403


def test_each_level_says_something_of_each_population(world):
    for population in ("children", "adults"):
        for level in (1, 2, 3, 4):
            assert codes("threshold-indicator", at=NOON, level=level, populations=population)
        worries = {one.code for one in codes(f"abuse-type-{population}", at=NOON)}
        for one in codes("threshold-indicator", at=NOON, populations=population):
            assert set(one.attributes.get("concerns", ())) <= worries, one.code
