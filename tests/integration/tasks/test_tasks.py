"""What waits for somebody is in one list, as they may see it; a task is given once, done once and told of once."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.integration.agency.asking import ask, client
from tests.integration.cases_web.steps import text
from tests.integration.disagreements.disagreeing import as_, disagreed
from tests.world import TUESDAY

from mash.casework.matters.models import Matter
from mash.casework.matters.tasks import tasks_of
from mash.casework.tasks import actions
from mash.casework.tasks.models import Todo
from mash.foundation.kernel import Actor, Refused, public_id
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting
from mash.interfaces.worker.tasks import tell_of_tasks

DAY = timedelta(days=1)


def give(world, who, owner, matter=None, *, what="Ring the school.", at=TUESDAY, days=1, once=""):
    with as_(world, who, at) as common:
        found = Matter.objects.select_related("hub").get(ref=matter) if matter else None
        due = at.date() + days * DAY
        return actions.give(
            **common, once=once or public_id(), owner=world.users[owner], what=what, due_on=due, matter=found
        )


def matter_of(world, request):
    with as_(world, "screener"):
        return Matter.objects.get(requests__ref=request).ref


def test_a_task_is_its_case_s_and_is_done_and_told_of_once(world):
    matter = matter_of(world, ask(world))
    made = give(world, "screener", "decider", matter, once="FORM")
    assert give(world, "screener", "decider", matter, once="FORM").pk == made.pk
    for owner, why in {"police": "owner", "practitioner": "hidden"}.items():
        assert give(world, "screener", owner, matter).code == f"tasks:task:{why}"
    assert give(world, "screener", "decider", matter, days=-1).code == "tasks:task:due"
    own = give(world, "screener", "manager", what="Order paper.")
    seen = {}
    for who in ("screener", "decider", "manager", "unregistered", "city-screener", "practitioner", "police"):
        with as_(world, who):
            seen[who] = set(Todo.objects.values_list("pk", flat=True))
    assert seen == {
        "screener": {made.pk, own.pk}, "decider": {made.pk}, "manager": {made.pk, own.pk}, "unregistered": {made.pk},
        "city-screener": set(), "practitioner": set(), "police": set(),
    }  # fmt: skip
    assert tell_of_tasks(at=TUESDAY + DAY) == 0
    assert tell_of_tasks(at=TUESDAY + 2 * DAY) == 2
    assert tell_of_tasks(at=TUESDAY + 2 * DAY) == 0
    with acting(Actor.service("worker"), TUESDAY):
        told = [(one.to, one.reference) for one in Message.objects.filter(template="task_waits")]
    assert told.count(("decider@example.org", made.ref)) == 2  # given, and overdue
    with as_(world, "unregistered") as common:
        assert (
            actions.finish(**common, todo=Todo.objects.get(pk=made.pk), text="Rang.").code
            == "tasks:task:not-yours"
        )
    with as_(world, "decider") as common:
        for _twice in range(2):
            done = actions.finish(**common, todo=made, text="Rang: she is in school.")
            assert not isinstance(done, Refused)
        assert actions.finish(**common, todo=made, text="Otherwise.").code == "tasks:task:done-already"


def test_the_list_has_what_waits_in_every_room_and_each_line_opens(world):
    at = now()
    request = ask(world, at=at - 20 * DAY)
    matter = matter_of(world, request)
    disagreement = disagreed(world, "screener", at=at - DAY, request=request)
    made = give(world, "decider", "screener", matter, at=at - DAY, days=3)
    waits = {
        "police": {"Answer a request", "Say your agency’s view in a disagreement"},
        "screener": {"Ring the school.", "Your case: Decide"},
        "health": set(),
        "city-screener": set(),
    }
    for who, expected in waits.items():
        browser = client(world, who)
        with as_(world, who, at) as common:
            found = tasks_of(common["by"], common["at"])
        assert {one.what for one in found} == expected, who
        page = browser.get("/tasks/")
        assert page.status_code == 200
        for one in found:
            assert one.link in page.content.decode()
            assert browser.get(one.link).status_code == 200, one.link
    assert disagreement in text(client(world, "police").get("/tasks/"))
    assert matter not in text(client(world, "police").get("/tasks/"))
    with as_(world, "governance", at):
        entry = Entry.objects.filter(event="tasks:list:viewed", mentions__ref=made.ref).first()
        assert entry is not None
        assert {one.kind for one in entry.mentions.all()} == {"task", "matter"}
    for who, status in {"teacher": 403, "administrator": 403, "governance": 403}.items():
        assert client(world, who).get("/tasks/").status_code == status
    for who, status in {"city-screener": 404, "police": 403}.items():
        assert client(world, who).get(f"/tasks/{made.ref}").status_code == status


def test_the_forms_keep_what_was_typed(world):
    at = now()
    matter = matter_of(world, ask(world, at=at))
    hub = client(world, "screener")
    form = {
        "once": "A1",
        "what": "Ring the school.",
        "owner": str(world.users["decider"].pk),
        "due_on-day": "",
    }
    address = f"/tasks/new/{matter}"
    assert address in hub.get(f"/cases/{matter}/").content.decode()
    page = text(hub.post(address, form))
    assert "Enter the day" in page
    assert "Ring the school." in page
    due = (at + 2 * DAY).date()
    whole = {**form, "due_on-day": due.day, "due_on-month": due.month, "due_on-year": due.year}
    assert {hub.post(address, whole).status_code for _twice in range(2)} == {302}
    with as_(world, "screener", at):
        made = Todo.objects.get()
    assert "Ring the school." in text(client(world, "decider").get(f"/cases/{matter}/"))
    decider = client(world, "decider")
    assert "Say what was done" in text(decider.post(f"/tasks/{made.ref}", {"text": ""}))
    assert decider.post(f"/tasks/{made.ref}", {"text": "Rang."}).status_code == 302
    page = text(hub.get("/tasks/"))
    assert "Done lately" in page


def test_the_list_takes_as_many_statements_however_much_waits(world):
    counts = []
    for _time in range(2):
        for _each in range(2):
            ask(world, at=now() - 20 * DAY)
            give(world, "screener", "screener", at=now())
        for who in ("screener", "police"):
            browser = client(world, who)
            browser.get("/tasks/")
            with CaptureQueriesContext(connection) as found:
                assert browser.get("/tasks/").status_code == 200
            counts.append(len(found))
    assert counts[:2] == counts[2:]
