"""Who may see which mark: a package's recipient, whoever works on a person's request, and of what is gone nobody."""

import pytest

from mash.demo.canaries.marks import TOKEN, Canaries
from mash.demo.canaries.rules import Story, may_see
from mash.demo.county.text import Where

AT = "2026-06-12T16:00:00+01:00"
PEOPLE = [
    {"key": key, "role": role, "hub": hub, "agency": agency, "cleared": False}
    for key, role, hub, agency in (
        ("screener", "screener", "county", ""),
        ("other-hub", "screener", "city", ""),
        ("lead", "governance", "county", ""),
        ("deputy", "governance", "county", ""),
        ("police", "researcher", "", "police"),
        ("school", "researcher", "", "school"),
    )
]
PLACE = {"story": "one", "hub": "county", "about": "", "agency": "police", "by": ""}


def seers(kind, story):
    return may_see(kind, PLACE, story, PEOPLE, at=AT)


def test_a_recipient_sees_what_another_agency_supplied_and_no_more():
    story = Story(hub="county")
    assert seers("agency", story) == {"screener", "police"}
    story.hears(received="school")
    for kind in ("agency", "said", "sent"):
        assert "school" in seers(kind, story)
    for kind in ("family-no", "sealed", "hub", "asked", "file", "protected-address"):
        assert "school" not in seers(kind, story), kind


@pytest.mark.parametrize(("until", "seen"), [("2026-07-01", True), ("2026-06-01", False)])
def test_the_lead_on_a_request_sees_the_case_while_it_lasts_and_the_deputy_its_person_alone(until, seen):
    story = Story(hub="county")
    story.hears(given="lead", until=until)
    story.hears(answers="county")
    assert ("lead" in seers("hub", story)) is seen
    assert "deputy" not in seers("hub", story)
    assert {"lead", "deputy"} <= seers("open", story)
    assert seers("rights", story) == {"lead", "deputy"}
    assert not {"lead", "deputy"} & seers("protected-address", story)


def test_what_was_disposed_of_is_for_nobody():
    story = Story(hub="county", received=["school"], given=[["lead", "2027-01-01"]])
    story.hears(disposed="yes")
    for kind in ("open", "said", "hub", "agency", "sent", "ground", "hold"):
        assert seers(kind, story) == set(), kind


def test_what_is_told_again_elsewhere_is_marked_for_that_story_and_in_the_same_form(tmp_path):
    marks = Canaries(tmp_path / "canaries.json")
    text = marks.at(Where(story="one", hub="county"))
    said, mail, plain = text("said", "She was seen."), text("open", "ada@example.org"), "LS1 1AA"
    there = Where(story="two", hub="county")

    again = [marks.again(one, there) for one in (said, mail, plain)]

    assert again[2] == plain
    for before, after in zip((said, mail), again, strict=False):
        (old,), (new,) = TOKEN.findall(before), TOKEN.findall(after)
        assert new != old
        assert after == before.replace(old, new)
        assert [one["story"] for token, places in marks.planted.items() if token.lower() == new.lower() for one in places] == ["two"]  # fmt: skip
    assert marks.again(said, there) == again[0]
