"""Messages leave once, are tried again when that may help, and keep no code."""

from datetime import timedelta

import pytest
from tests.world import TUESDAY

from mash.foundation.adapters.mail import _memory
from mash.foundation.adapters.messages import Receipt
from mash.foundation.kernel import Actor
from mash.foundation.ledger.models import Entry
from mash.foundation.outbox import actions as outbox
from mash.foundation.outbox.models import Event, Message
from mash.foundation.visibility import acting
from mash.interfaces.worker import consumers, delivery
from mash.interfaces.worker.delivery import TryAgainError, deliver

pytestmark = pytest.mark.django_db
WORKER = Actor.service("worker")


@pytest.fixture(autouse=True)
def _an_empty_post(settings):
    settings.MASH_MAIL = "memory"
    _memory.sent.clear()


@pytest.fixture
def message():
    with acting(Actor.public(), TUESDAY):
        return outbox.queue_message(
            to="edith@example.org",
            channel="email",
            template="code",
            reference="7K2QM-9XPRT",
            code="482913",
            link="/return",
            at=TUESDAY,
        )


def kept(number):
    with acting(WORKER, TUESDAY):
        return Message.objects.get(pk=number)


def test_a_message_leaves_with_its_code_and_keeps_none(message):
    assert deliver(message, at=TUESDAY)

    assert [each.code for each in _memory.sent] == ["482913"]
    assert _memory.sent[0].link.endswith("/return")
    assert (kept(message).code, kept(message).sent_at) == ("", TUESDAY)
    with acting(WORKER, TUESDAY):
        assert Entry.objects.filter(event="worker:message:sent").count() == 1


def test_a_second_delivery_sends_nothing(message):
    deliver(message, at=TUESDAY)

    assert not deliver(message, at=TUESDAY)
    assert len(_memory.sent) == 1


def test_what_may_work_later_is_tried_again_and_then_given_up(message):
    busy = Receipt(accepted=False, provider="test", reason="Busy.", retry=True)

    for attempt in range(1, delivery.MOST_ATTEMPTS):
        with pytest.raises(TryAgainError):
            deliver(message, at=TUESDAY, send=lambda _: busy)
        assert (kept(message).attempts, kept(message).code) == (attempt, "482913")
    assert not deliver(message, at=TUESDAY, send=lambda _: busy)

    assert (kept(message).attempts, kept(message).code) == (delivery.MOST_ATTEMPTS, "")
    assert kept(message).failure == "Busy."
    with acting(WORKER, TUESDAY):
        assert Entry.objects.filter(event="worker:message:given-up").count() == 1


def test_a_wrong_address_is_not_tried_again(message):
    wrong = Receipt(accepted=False, provider="test", reason="No such address.")

    assert not deliver(message, at=TUESDAY, send=lambda _: wrong)
    assert not deliver(message, at=TUESDAY)
    assert _memory.sent == []


def test_a_receipt_of_last_week_is_not_sent(message):
    assert not deliver(message, at=TUESDAY + timedelta(days=7))
    assert _memory.sent == []


def test_the_sweep_finds_what_its_job_left(message):
    assert delivery.waiting(at=TUESDAY + timedelta(minutes=1)) == []
    assert delivery.waiting(at=TUESDAY + timedelta(minutes=3)) == [message]
    deliver(message, at=TUESDAY)
    assert delivery.waiting(at=TUESDAY + timedelta(minutes=3)) == []


def test_a_message_is_enqueued_with_the_transaction_that_queued_it(message, django_assert_num_queries):
    from procrastinate.contrib.django.models import ProcrastinateJob

    job = ProcrastinateJob.objects.get(task_name="mash:deliver_message")
    assert job.args == {"number": message}


@pytest.fixture
def heard(monkeypatch):
    monkeypatch.setattr(consumers, "_consumers", {})
    found = []
    consumers.consume("sharing:request:sent")(found.extend)
    return found


def test_an_event_reaches_its_consumers_once(heard):
    with acting(Actor.public(), TUESDAY):
        number = outbox.publish("sharing:request:sent", at=TUESDAY, request="7K2QM-9XPRT")

    assert delivery.unhandled(at=TUESDAY) == [number]
    assert delivery.handle(number, at=TUESDAY)
    assert not delivery.handle(number, at=TUESDAY)
    assert heard == [consumers.Happened({"request": "7K2QM-9XPRT"}, TUESDAY)]


def test_a_consumer_that_fails_leaves_the_event_for_later(heard):
    def fails(_happened):
        raise ZeroDivisionError

    consumers.consume("sharing:request:sent")(fails)
    with acting(Actor.public(), TUESDAY):
        number = outbox.publish("sharing:request:sent", at=TUESDAY, request="7K2QM-9XPRT")

    with pytest.raises(ZeroDivisionError):
        delivery.handle(number, at=TUESDAY)
    assert delivery.unhandled(at=TUESDAY) == [number]


def test_one_of_several_that_fails_keeps_back_none_of_the_others(heard):
    consumers.consume("cases:decision:made")(lambda happened: 1 / 0)
    with acting(Actor.public(), TUESDAY):
        bad = outbox.publish("cases:decision:made", at=TUESDAY, matter="7K2QM-9XPRT")
        numbers = outbox.publish_all(
            "sharing:request:sent", at=TUESDAY, ids=[{"request": "7K2QM-9XPRT"}, {"request": "9XPRT-7K2QM"}]
        )

    with pytest.raises(ZeroDivisionError):
        delivery.handle_all([bad, *numbers], at=TUESDAY)
    assert [one.ids["request"] for one in heard] == ["7K2QM-9XPRT", "9XPRT-7K2QM"]
    assert delivery.unhandled(at=TUESDAY) == [bad]


def test_what_nobody_consumes_is_marked_at_once(heard):
    with acting(Actor.public(), TUESDAY):
        outbox.publish("cases:decision:made", at=TUESDAY, matter="7K2QM-9XPRT")

    assert delivery.unhandled(at=TUESDAY) == []
    with acting(WORKER, TUESDAY):
        assert not Event.objects.filter(handled_at__isnull=True).exists()
