"""The worker's jobs and how they are enqueued: thin, each calls one function as a named service."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.db import close_old_connections
from procrastinate import App, Blueprint, RetryStrategy

from mash.foundation.kernel.time import now
from mash.foundation.outbox.actions import deliver_with
from mash.interfaces.worker import (
    access,
    advice,
    allocation,
    calls,
    consumers,
    delivery,
    feeds,
    housekeeping,
    ladders,
    log_checks,
    mailbox,
    matching,
    national,
    notifications,
    recounting,
    retention,
    roundtables,
    tasks,
    updates,
)
from mash.registers.people.finding.links import IndexAwayError

jobs = Blueprint()

# 4 s, 16 s, 1 min, 4 min, 17 min: what fails longer is taken up by the sweep.
_LATER = RetryStrategy(max_attempts=5, exponential_wait=4, retry_exceptions=[delivery.TryAgainError])


def _fresh[**P, R](work: Callable[P, R]) -> Callable[P, R]:
    """A job runs in a thread of its own: a connection that died meanwhile must not be met, nor one left open."""

    @wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        close_old_connections()
        try:
            return work(*args, **kwargs)
        finally:
            close_old_connections()

    return run


@jobs.task(name="deliver_message", queue="messages", retry=_LATER)
@_fresh
def deliver_message(number: int) -> None:
    delivery.deliver(number, at=now())


@jobs.task(name="handle_events", queue="events", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
@_fresh
def handle_events(numbers: list[int]) -> None:
    delivery.handle_all(numbers, at=now())


@jobs.periodic(cron="* * * * *")
@jobs.task(name="sweep_messages", queue="messages", queueing_lock="sweep_messages")
@_fresh
def sweep_messages(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    for number in delivery.waiting(at=now()):
        try:
            delivery.deliver(number, at=now())
        except delivery.TryAgainError:
            continue  # noted on the message; the next sweep comes


@jobs.periodic(cron="* * * * *")
@jobs.task(name="sweep_events", queue="events", queueing_lock="sweep_events")
@_fresh
def sweep_events(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    for number in delivery.unhandled(at=now()):
        try:
            delivery.handle(number, at=now())
        except IndexAwayError:
            continue  # the next sweep comes; what needs no index goes on


@jobs.periodic(cron="* * * * * */10")
@jobs.task(name="scan_files", queue="files", queueing_lock="scan_files", lock="scan_files")
@_fresh
def scan_files(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    housekeeping.scan_quarantined(at=now())


@jobs.periodic(cron="*/10 * * * *")
@jobs.task(name="tidy", queue="tidy", queueing_lock="tidy")
@_fresh
def tidy(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    at = now()
    housekeeping.purge_old_drafts(at=at)
    housekeeping.forget_presence(at=at)
    national.forget_answers(at=at)


@jobs.periodic(cron="* * * * *")
@jobs.task(name="tell_of_times", queue="messages", queueing_lock="tell_of_times", lock="tell_of_times")
@_fresh
def tell_of_times(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    housekeeping.tell_of_times(at=now())


@jobs.periodic(cron="* * * * * */5")
@jobs.task(name="count_due_times", queue="tidy", queueing_lock="count_due_times", lock="count_due_times")
@_fresh
def count_due_times(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    recounting.count_due_times(at=now())


@jobs.periodic(cron="* * * * *")
@jobs.task(name="close_cases", queue="tidy", queueing_lock="close_cases", lock="close_cases")
@_fresh
def close_cases(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    housekeeping.close_cases(at=now())


@jobs.periodic(cron="* * * * * */5")
@jobs.task(name="ask_registers", queue="national", queueing_lock="ask_registers", lock="ask_registers")
@_fresh
def ask_registers(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    for question in national.waiting(at=now()):
        national.ask_register(question, at=now())


@jobs.periodic(cron="* * * * * */10")
@jobs.task(name="work_on_feeds", queue="feeds", queueing_lock="work_on_feeds", lock="work_on_feeds")
@_fresh
def work_on_feeds(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    feeds.work_on_runs(at=now())


@jobs.periodic(cron="* * * * * */5")
@jobs.task(
    name="take_notifications",
    queue="notifications",
    queueing_lock="take_notifications",
    lock="take_notifications",
)
@_fresh
def take_notifications(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    at = now()
    # What forces sent by their systems first: no file holds it up.
    notifications.take_waiting(at=at)
    notifications.take_uploads(at=at)


@jobs.periodic(cron="* * * * * */10")
@jobs.task(name="place_people", queue="people", queueing_lock="place_people", lock="place_people")
@_fresh
def place_people(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    matching.place_feeds(at=now())


@jobs.periodic(cron="7 4 * * 1")
@jobs.task(name="watch_model", queue="people", queueing_lock="watch_model", lock="watch_model")
@_fresh
def watch_model(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    matching.watch_model(at=now())


@jobs.periodic(cron="43 2 * * *")
@jobs.task(name="purge_feeds", queue="feeds", queueing_lock="purge_feeds", lock="work_on_feeds")
@_fresh
def purge_feeds(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    feeds.purge_unused(at=now())


@jobs.periodic(cron="* * * * * */30")
@jobs.task(name="collect_mail", queue="mail", queueing_lock="collect_mail", lock="collect_mail")
@_fresh
def collect_mail(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    mailbox.collect_mail(at=now())


@jobs.periodic(cron="53 2 * * *")
@jobs.task(name="purge_mail", queue="tidy", queueing_lock="purge_mail")
@_fresh
def purge_mail(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    mailbox.purge_mail(at=now())


@jobs.periodic(cron="37 3 * * *")
@jobs.task(name="review_retention", queue="tidy", queueing_lock="review_retention", lock="retention")
@_fresh
def review_retention(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    retention.carry_out_due(at=now())
    retention.review(at=now())


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(name="chase_referrals", queue="tidy", queueing_lock="chase_referrals", lock="chase_referrals")
@_fresh
def chase_referrals(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    advice.chase_referrals(at=now())


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(name="look_after_calls", queue="tidy", queueing_lock="look_after_calls", lock="look_after_calls")
@_fresh
def look_after_calls(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    calls.look_after_calls(at=now())


@jobs.periodic(cron="47 3 * * *")
@jobs.task(name="forget_calls", queue="tidy", queueing_lock="forget_calls")
@_fresh
def forget_calls(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    calls.forget_calls(at=now())


@jobs.periodic(cron="23 7 * * *")
@jobs.task(name="tell_of_tasks", queue="messages", queueing_lock="tell_of_tasks", lock="tell_of_tasks")
@_fresh
def tell_of_tasks(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    tasks.tell_of_tasks(at=now())


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(name="climb_ladders", queue="tidy", queueing_lock="climb_ladders", lock="climb_ladders")
@_fresh
def climb_ladders(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    ladders.climb_ladders(at=now())


@jobs.periodic(cron="15 7 * * *")
@jobs.task(name="chase_actions", queue="tidy", queueing_lock="chase_actions", lock="chase_actions")
@_fresh
def chase_actions(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    roundtables.chase_actions(at=now())


@jobs.periodic(cron="* * * * *")
@jobs.task(name="send_back_unread", queue="tidy", queueing_lock="send_back_unread", lock="send_back_unread")
@_fresh
def send_back_unread(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    updates.send_back_unread(at=now())


@jobs.periodic(cron="* * * * *")
@jobs.task(name="lapse_offers", queue="tidy", queueing_lock="lapse_offers", lock="lapse_offers")
@_fresh
def lapse_offers(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    allocation.lapse_offers(at=now())


@jobs.periodic(cron="57 3 * * *")
@jobs.task(name="forget_advice", queue="tidy", queueing_lock="forget_advice")
@_fresh
def forget_advice(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    advice.forget_advice(at=now())


@jobs.periodic(cron="17 3 * * *")
@jobs.task(name="clear_sessions", queue="tidy", queueing_lock="clear_sessions")
@_fresh
def clear_sessions(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    housekeeping.clear_sessions()


@jobs.periodic(cron="27 3 * * *")
@jobs.task(name="sweep_nightly", queue="tidy", queueing_lock="sweep_nightly")
@_fresh
def sweep_nightly(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    at = now()
    housekeeping.forget_counters(at=at)
    housekeeping.sweep_bytes(at=at)


@jobs.periodic(cron="33 5 * * *")
@jobs.task(name="look_for_births", queue="tidy", queueing_lock="look_for_births")
@_fresh
def look_for_births(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    housekeeping.look_for_births(at=now())


@jobs.periodic(cron="13 5 * * *")
@jobs.task(name="look_for_patterns", queue="tidy", queueing_lock="look_for_patterns")
@_fresh
def look_for_patterns(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    access.look_for_patterns(at=now())


@jobs.periodic(cron="47 1 * * *")
@jobs.task(name="reconcile_log", queue="tidy", queueing_lock="reconcile_log")
@_fresh
def reconcile_log(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    log_checks.reconcile_log(at=now())


@jobs.periodic(cron="7 2 * * *")
@jobs.task(name="verify_log", queue="tidy", queueing_lock="verify_log")
@_fresh
def verify_log(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the time of the schedule
    log_checks.verify_log(at=now())


def on_ready(app: App) -> None:
    """Called by procrastinate once Django is ready: know the jobs, and enqueue in the causing transaction."""
    app.add_tasks_from(jobs, namespace="mash")
    deliver_with("message", lambda numbers: [deliver_message.defer(number=one) for one in numbers])
    if consumers.any_consumer():
        deliver_with("event", lambda numbers: handle_events.defer(numbers=list(numbers)))
