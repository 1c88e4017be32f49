"""Set-up installs what is missing, and never what a county has changed."""

from datetime import UTC, datetime

import pytest
from tests.world import BEFORE, SETUP

from mash.cli.migration import install
from mash.foundation.visibility import acting
from mash.registers.standards.actions import install_defaults, install_missing
from mash.registers.standards.models import Code, CodeList, PracticeStandard, Timescale

LATER = datetime(2026, 9, 1, 9, tzinfo=UTC)


def everything():
    with acting(SETUP, LATER):
        return [
            list(model.objects.order_by("pk").values())
            for model in (CodeList, Code, PracticeStandard, Timescale)
        ]


@pytest.mark.django_db
def test_what_is_missing_comes_and_what_was_changed_stays():
    with acting(SETUP, BEFORE):
        install_defaults(by=SETUP, at=BEFORE)
        lists = CodeList.objects.count()
        # The county has ended a code, named another as it likes, and added one of its own.
        mine = CodeList.objects.get(key="closeness")
        mine.title = "Ours"
        mine.save()
        Code.objects.filter(list=mine, code="colleague").update(valid_to=BEFORE.date())
        Code.objects.filter(list=mine, code="friend").update(label="Good friend")
        Code.objects.create(
            list=mine, code="landlord", label="Landlord", position=99, valid_from=BEFORE.date()
        )
        # What an earlier release did not know yet.
        Code.objects.filter(list=mine, code="neighbour").delete()
        gone = CodeList.objects.get(key="break-glass-reason")
        Code.objects.filter(list=gone).delete()
        gone.delete()
        Timescale.objects.filter(step__in=["clear", "break_glass"]).delete()
        kept = list(Code.objects.order_by("pk").values())
    with acting(SETUP, LATER):
        install_missing(by=SETUP, at=LATER)
        assert CodeList.objects.count() == lists
        assert CodeList.objects.get(key="closeness").title == "Ours"
        after = list(Code.objects.order_by("pk").values())
        assert after[: len(kept)] == kept
        new = [(one["code"], one["valid_from"]) for one in after[len(kept) :] if one["list_id"] == mine.pk]
        assert new == [("neighbour", LATER.date())]
        for standard in PracticeStandard.objects.all():
            assert {"clear", "break_glass"} & set(standard.timescales.values_list("step", flat=True)), (
                standard
            )
    before = everything()
    with acting(SETUP, LATER):
        install_missing(by=SETUP, at=LATER)
    assert everything() == before


def test_set_up_in_production_has_the_lists(own_database, cluster):
    from tests.conftest import _default_connection

    with _default_connection(own_database.owner_dsn):
        install()
        install()
    with acting(SETUP, LATER):
        assert CodeList.objects.filter(key="break-glass-reason").exists()
        assert PracticeStandard.objects.filter(state="in_force").count() >= 2
