"""A package from the first choice to the recall: what leaves, who sees it, and what is refused."""

import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import timedelta

import pypdf
import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from tests.integration.agency.asking import client
from tests.integration.casework.sealing import SECRET, item, supply
from tests.integration.disclosure.making import (
    ASKED,
    GROUND,
    NEVER,
    PAGE,
    SOON,
    TWO,
    act,
    begun,
    delivery_of,
    done,
    keys_of,
    messages,
    passage_of,
    sent,
    token_in,
    told,
)
from tests.world import SETUP

from mash.casework.disclosure import actions
from mash.casework.disclosure.actions.send import How
from mash.casework.disclosure.models import Consent, Content, Correction, Delivery, Package, Passage, Recall
from mash.casework.disclosure.offers import offers
from mash.casework.disclosure.queries import get_package, whole
from mash.casework.intake.models import Contact
from mash.casework.sharing import ports
from mash.casework.sharing.models import Share
from mash.foundation.files.actions import receive as receive_file
from mash.foundation.files.actions import scan
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting
from mash.registers.accounts.actions import give_seat, invite

pytestmark = pytest.mark.django_db
TABLES = [
    f"disclosure_{one}"
    for one in (
        "package",
        "passage",
        "redaction",
        "consent",
        "check",
        "basis",
        "delivery",
        "content",
        "recall",
        "correction",
    )
]


@pytest.fixture
def world(world):
    made = world
    with acting(SETUP, SOON):
        for who, agency in (("social", "county-childrens"), ("teaching", "school")):
            user = invite(
                by=SETUP, at=SOON, email=f"{who}@example.org", name=f"{who.title()} Person", password=None
            )
            made.users[who] = user
            made.seats[who] = give_seat(
                by=SETUP, at=SOON, user=user, role="researcher", desk=None, agency=made.agencies[agency]
            )
    return made


def counts(world, who, at=SOON):
    found = {}
    with acting(world.actor(who), at), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            if number := cursor.fetchone()[0]:
                found[table.removeprefix("disclosure_")] = number
    return found


def open_page(world, package, who="social", at=SOON):
    by = world.actor(who)
    with acting(by, at):
        return actions.open_page(by=by, at=at, ref=package.ref)


def entries(event):
    with connection.cursor() as cursor:
        del cursor
    with acting(Actor.service("sequencer"), SOON):
        return list(Entry.objects.filter(event=event).order_by("pk"))


def test_what_is_sent_is_burned_fixed_and_seen_by_its_agency_alone(world):
    matter, _request = told(world)
    package = sent(world, matter)
    found = open_page(world, package)
    assert not isinstance(found, Refused)
    delivery, content = found
    # What is withheld is in nothing that left, and its reason stands in its place.
    pdf = bytes(content.pdf)
    assert content.sha256 == hashlib.sha256(pdf).hexdigest()
    words = " ".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())
    for text in (str(content.data), words):
        assert "Two calls to the house in March." in text
        assert "Xanthippe" not in text
        assert "It would show who told us" in text
        assert "Children Act 2004, section 11" in text
        assert "Not to be passed on" in text
    # The database shows a recipient the delivery and its content, and nothing that it was made of.
    assert counts(world, "social") == {"delivery": 1, "content": 1}
    for who in ("teaching", "police", "health", "city-decider", "governance", "administrator"):
        assert counts(world, who) == {}, who
    assert counts(world, "adult-screener").keys() >= {"package", "passage"}  # the same hub
    assert delivery.opened_at == SOON
    # It rests on a clause, kept with the decision to share.
    with acting(world.actor("decider"), SOON):
        share = Share.objects.get(request=None)
        assert (share.outcome, share.recipient, share.clauses) == ("clause", "county-childrens", ["17"])
        assert get_package(package.ref).bases.get().share == share
    # Acknowledged once.
    by = world.actor("social")
    with acting(by, SOON):
        assert actions.acknowledge(by=by, at=SOON, ref=package.ref)
        assert actions.acknowledge(by=by, at=SOON + timedelta(hours=1), ref=package.ref)
    assert delivery_of(world, package).acknowledged_at == SOON
    assert [one.to for one in messages("package")] == ["social@example.org"]
    # The ledger names the case for its lead and says no word of what was in it.
    with acting(world.actor("governance"), SOON):
        said = {one.event: one for one in Entry.objects.filter(event__startswith="disclosure:")}
        assert set(said) >= {
            "disclosure:package:sent",
            "disclosure:package:opened",
            "disclosure:package:acknowledged",
        }
        assert said["disclosure:package:sent"].payload["sha256"] == content.sha256
        assert "calls" not in str([(one.payload, one.purpose) for one in said.values()])


def test_nothing_that_was_sent_changes_by_any_statement(world, owner_connection):
    matter, _request = told(world)
    package = sent(world, matter)
    with acting(world.actor("decider"), SOON):
        for statement in (
            "UPDATE disclosure_package SET recipient = 'x'",
            "UPDATE disclosure_package SET state = 'draft'",
            "DELETE FROM disclosure_redaction",
            "DELETE FROM disclosure_passage",
            "UPDATE disclosure_delivery SET sent_at = now()",
            "UPDATE disclosure_content SET sha256 = 'x'",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
    open_page(world, package)
    with acting(world.actor("social"), SOON), pytest.raises(DatabaseError), transaction.atomic():
        Delivery.objects.update(opened_at=SOON + timedelta(days=1))


def test_a_second_press_sends_once_and_a_stale_page_not_at_all(world):
    matter, _request = told(world)
    package = begun(world, matter)
    done(act(world, "choose", package, keys=keys_of(world, package, TWO)))
    by = world.actor("decider")
    with acting(by, SOON):
        now = get_package(package.ref)
        stale = actions.send(by=by, at=SOON, package=now, version=now.version - 1, how=PAGE)
        assert isinstance(stale, Refused)
        assert stale.code == "disclosure:package:stale"
        first = done(actions.send(by=by, at=SOON, package=now, version=now.version, how=PAGE))
        again = done(actions.send(by=by, at=SOON, package=now, version=now.version, how=PAGE))
        assert first.pk == again.pk
        assert Delivery.objects.count() == Content.objects.count() == 1
    assert len(entries("disclosure:package:sent")) == 1
    # Who makes packages does not send them.
    other = begun(world, matter)
    done(act(world, "choose", other, keys=keys_of(world, other, TWO)))
    assert act(world, "send", other, how=PAGE).code == "accounts:role:lacks"


def test_an_originator_is_asked_and_what_is_sealed_is_not_there(world):
    matter, _request = told(world)
    package = begun(world, matter)
    with acting(world.actor("decider"), SOON):
        texts = {one.text for one in offers(get_package(package.ref).matter, at=SOON, addresses=True)}
    assert SECRET not in texts
    assert {TWO, ASKED, NEVER} <= texts
    done(act(world, "choose", package, keys=keys_of(world, package, TWO, ASKED)))
    assert act(world, "send", package, who="decider", how=PAGE).code == "disclosure:consent:missing"
    asked = passage_of(world, package, ASKED)
    assert act(world, "ask_consent", package, passage=asked, why=" ").code == "disclosure:consent:no-why"
    consent = done(
        act(world, "ask_consent", package, passage=asked, why="The social worker visits tomorrow.")
    )
    assert done(act(world, "ask_consent", package, passage=asked, why="Again.")).pk == consent.pk
    assert [one.to for one in messages("consent_asked")] == ["police@example.org"]
    # The police see the question and nothing else of the package; nobody else sees the question.
    assert counts(world, "police") == {"consent": 1}
    assert counts(world, "health") == counts(world, "social") == {}
    by = world.actor("police")
    with acting(by, SOON):
        mine = Consent.objects.select_related("agency", "item").get()
        assert (
            actions.answer_consent(by=by, at=SOON, consent=mine, answer="no").code
            == "disclosure:consent:no-reason"
        )
        done(
            actions.answer_consent(
                by=by, at=SOON, consent=mine, answer="no", reason="It would show a source."
            )
        )
        done(
            actions.answer_consent(
                by=by, at=SOON, consent=mine, answer="no", reason="It would show a source."
            )
        )
        later = actions.answer_consent(by=by, at=SOON, consent=mine, answer="yes")
        assert later.code == "disclosure:consent:answered"
    # Refused stays refused, with its reason, and the item does not go.
    refusal = act(world, "send", package, who="decider", how=PAGE)
    assert "refused" in refusal.sentence
    with acting(world.actor("decider"), SOON):
        assert whole(get_package(package.ref)).consents[asked.item_id].reason == "It would show a source."
    done(act(world, "choose", package, keys=keys_of(world, package, TWO)))
    done(act(world, "send", package, who="decider", how=PAGE))


def test_a_family_gets_what_it_may_know_after_a_second_person_looked(world):
    matter, _request = told(world)
    package = begun(world, matter, agency=None, who="decider", language="cy", message="We meet tomorrow.")
    assert act(world, "choose", package, who="decider", keys=keys_of(world, package, NEVER)).code == (
        "disclosure:item:not-for-family"
    )
    done(act(world, "choose", package, who="decider", keys=keys_of(world, package, TWO)))
    place = (passage_of(world, package, TWO).pk, 1)
    done(act(world, "redact", package, who="decider", withheld={place: "third-party"}))
    pdf = How(frozenset({"pdf"}))
    assert (
        act(world, "send", package, who="decider", how=pdf, ground=GROUND).code
        == "disclosure:package:unchecked"
    )
    done(act(world, "submit", package, who="decider"))
    assert act(world, "redact", package, who="decider", withheld={}).code == "workflow:no-such-step"
    assert act(world, "check", package, who="decider", verdict="right").code == "disclosure:check:own"
    assert act(world, "check", package, who="manager", verdict="back").code == "disclosure:check:no-comment"
    done(act(world, "check", package, who="manager", verdict="back", comment="Say why."))
    done(act(world, "submit", package, who="decider"))
    done(act(world, "check", package, who="manager", verdict="right"))
    # No clause names a family: it goes on a recorded ground, and the lead looks at it.
    refusal = act(world, "send", package, who="decider", how=pdf)
    assert refusal.code == "sharing:clause:no-clause"
    done(act(world, "send", package, who="decider", how=pdf, ground=GROUND))
    with acting(world.actor("governance"), SOON):
        share = Share.objects.get(recipient="family")
        assert (share.outcome, share.power) == ("ground", "open-with-family")
        assert share.review_by is not None
    content = done(act(world, "hand_over", package, who="decider"))
    assert content.data["title"] == "Gwybodaeth a rannwn â chi"
    assert "Mae’n ymwneud â rhywun arall" in str(content.data)
    assert content.data["sections"][0]["paragraphs"][0]["text"] == "We meet tomorrow."
    assert counts(world, "police") == {}


def test_no_clause_no_sharing_unless_a_duty_is_recorded(world):
    matter, _request = told(world)
    package = begun(world, matter, agency="school")
    done(act(world, "choose", package, keys=keys_of(world, package, TWO)))
    refusal = act(world, "send", package, who="decider", how=PAGE)
    assert refusal.code.startswith("sharing:clause:")
    wrong = act(world, "send", package, who="decider", how=PAGE, ground=GROUND)
    assert wrong.code == "sharing:ground:power"
    duty = GROUND.__class__(
        **{name: getattr(GROUND, name) for name in GROUND.__slots__} | {"power": "ca1989-s47"}
    )
    done(act(world, "send", package, who="decider", how=PAGE, ground=duty))
    assert not isinstance(open_page(world, package, "teaching"), Refused)


def test_restricted_information_goes_on_a_duty_alone_and_says_so_on_the_page(world, monkeypatch):
    matter, _request = told(world)
    package = begun(world, matter, purpose="help-child")
    done(act(world, "choose", package, keys=keys_of(world, package, TWO)))
    monkeypatch.setattr(ports, "restricted_processing", [lambda people: True])
    assert act(world, "send", package, who="decider", how=PAGE).code == "sharing:clause:restricted"
    page = client(world, "decider").get(f"/cases/{matter}/packages/{package.ref}/send").content.decode()
    assert "use of this person’s information is restricted" in page
    assert 'name="without_clause"' in page
    duty = replace(GROUND, power="ca1989-s47")
    done(act(world, "send", package, who="decider", how=PAGE, ground=duty))
    with acting(world.actor("decider"), SOON):
        assert Share.objects.filter(recipient="county-childrens").get().power == "ca1989-s47"
        assert "Children Act 1989, section 47" in str(Content.objects.get().shown["gateway"])


def test_a_recall_ends_it_at_once_and_tells_the_recipient(world):
    matter, _request = told(world)
    package = sent(world, matter)
    open_page(world, package)
    assert act(world, "recall", package, who="decider", reason="").code == "disclosure:recall:no-reason"
    made = done(act(world, "recall", package, who="decider", reason="The wrong child."))
    assert made.opened == 1
    assert done(act(world, "recall", package, who="manager", reason="Again.")).pk == made.pk
    assert open_page(world, package).code == "disclosure:package:recalled"
    assert counts(world, "social") == {"delivery": 1}
    assert delivery_of(world, package).recalled_at == SOON
    with acting(world.actor("decider"), SOON):
        assert Recall.objects.get().reason == "The wrong child."
        assert Content.objects.count() == 1
    assert [one.to for one in messages("package_recalled")] == ["social@example.org"]
    assert act(world, "hand_over", package, who="decider").code == "disclosure:package:not-sent"


def test_a_link_opens_once_for_its_holder_and_says_so_after_a_recall(world):
    matter, _request = told(world)
    link = How(frozenset({"link"}), to="nurse@example.org", days=3)
    package = sent(world, matter, how=link)
    [message] = messages("package_link")
    token = token_in(message)
    assert message.to == "nurse@example.org"
    assert len(token) >= 43
    assert token not in delivery_of(world, package, "link").token_digest
    assert counts(world, "social") == {}

    def opened(at=SOON, token=token):
        with acting(Actor.public(), at):
            found = actions.open_link(at=at, token=token)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            return found

    assert opened(at=SOON + timedelta(days=4)) is None
    assert opened(token="x" * 43) is None
    with acting(Actor.public(), SOON):
        assert actions.acknowledge_link(at=SOON, token=token) is None
    found = opened()
    assert isinstance(found, tuple)
    assert found[1].data["reference"] == package.ref
    assert opened() is None
    with acting(Actor.link(found[0].public_id), SOON):
        assert Content.objects.count() == 0  # burned
        assert Delivery.objects.count() == 1
    with acting(Actor.public(), SOON):
        assert actions.acknowledge_link(at=SOON, token=token) is not None
    done(act(world, "recall", package, who="decider", reason="The wrong address."))
    after = opened()
    assert isinstance(after, Delivery)
    assert [one.to for one in messages("package_recalled")] == ["nurse@example.org"]
    why = [one.payload["why"] for one in entries("disclosure:link:refused")]
    assert why == ["expired", "opened", "recalled"]
    # One that was recalled before it was opened looks like any other that opens nothing.
    second = sent(world, matter, how=link)
    token = token_in(messages("package_link")[-1])
    done(act(world, "recall", second, who="decider", reason="Too early."))
    assert opened(token=token) is None


def test_a_corrected_item_tells_whom_it_went_to(world):
    matter, request = told(world)
    package = sent(world, matter)
    draft = begun(world, matter)
    done(act(world, "choose", draft, keys=keys_of(world, draft, TWO)))
    # The same items again, and another corrected, correct nothing of what was sent.
    same = (
        item(TWO, category="incidents", family_may_know="yes"),
        item("No marker.", category="incidents", family_may_know="ask"),
    )
    done(supply(world, request, *same, at=SOON))
    assert messages("package_corrected") == []
    done(supply(world, request, item("One call to the house.", category="incidents"), at=SOON))
    [message] = messages("package_corrected")
    assert (message.to, message.reference) == ("social@example.org", package.ref)
    for who in ("social", "decider"):
        with acting(world.actor(who), SOON):
            [found] = Correction.objects.all()
            assert found.ref == package.ref
    assert "correction" not in counts(world, "police")
    refusal = act(world, "send", draft, who="decider", how=PAGE)
    assert refusal.code == "disclosure:item:corrected"
    assert entries("disclosure:package:corrected")[0].actor == str(world.actor("police"))


def a_file(world, contact):
    """A Word file that came with a contact: two paragraphs, and a comment and an author that nobody sends on."""
    by = world.actor("screener")
    with acting(by, SOON):
        stored = receive_file(
            by=by,
            at=SOON,
            name="Amelia Quillfeather.docx",
            chunks=[word_file("He shouts at night.", "The neighbour at number 6 heard it.")],
            held_for=Ref("contact", contact),
        )
    assert not isinstance(stored, Refused), stored
    with acting(Actor.service("worker"), SOON):
        scan(stored.public_id, by=Actor.service("worker"), at=SOON)
    return stored


def word_file(*paragraphs):
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in paragraphs)
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName='
        '"/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.'
        'document.main+xml"/></Types>'
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>'
        )
        archive.writestr("word/comments.xml", f'<w:comments xmlns:w="{word}">SECRET COMMENT</w:comments>')
        archive.writestr("docProps/core.xml", "<a>SECRET AUTHOR</a>")
    return made.getvalue()


def test_of_a_file_its_words_go_on_and_nothing_else(world):
    matter, _request = told(world)
    with acting(world.actor("screener"), SOON):
        contact = Contact.objects.get(matter__ref=matter).ref
    stored = a_file(world, contact)
    package = begun(world, matter)
    done(act(world, "choose", package, keys=[f"file:{stored.public_id}"]))
    with acting(world.actor("screener"), SOON):
        passage = Passage.objects.get()
    assert passage.text == "He shouts at night.\n\nThe neighbour at number 6 heard it."
    done(act(world, "redact", package, withheld={(passage.pk, 1): "source"}))
    done(act(world, "send", package, who="decider", how=PAGE))
    _delivery, content = open_page(world, package)
    everything = str(content.data) + repr(pypdf.PdfReader(io.BytesIO(bytes(content.pdf))).metadata)
    assert "He shouts at night." in everything
    for secret in ("number 6", "SECRET", "Quillfeather"):
        assert secret not in everything


def test_a_protected_address_is_chosen_twice_or_withheld(world):
    from tests.integration.casework.test_main_job import arrive
    from tests.world import a_worry

    first, second = a_worry().people
    safe = {"lines": "12 Larch Close, Ostermarch", "postcode": "ZZ9 9ZZ"}
    people = (replace(first, protected_address=safe), second)
    contact = arrive(people=people, worry="She is hidden at 12 Larch Close.\n\nShe is afraid.")
    matter = contact.matter.ref
    package = begun(world, matter)
    with acting(world.actor("screener"), SOON):
        plain = offers(get_package(package.ref).matter, at=SOON)
        every = offers(get_package(package.ref).matter, at=SOON, addresses=True)
    [address] = [one for one in every if one.kind == "address"]
    assert "Larch" in address.text
    assert [one for one in plain if one.kind == "address"] == []
    worry = next(one.key for one in plain if one.kind == "contact")
    done(act(world, "choose", package, keys=[worry, address.key]))
    with acting(world.actor("screener"), SOON):
        assert [one.kind for one in Passage.objects.all()] == ["contact"]
    assert act(world, "send", package, who="decider", how=PAGE).code == "disclosure:package:address"
    place = (passage_of(world, package, contact.worry).pk, 0)
    done(act(world, "redact", package, withheld={place: "address"}))
    own = {"terms": [], "list_withheld": True}
    done(act(world, "change", package, message="Call her at ZZ99ZZ.", **own))
    refusal = act(world, "send", package, who="decider", how=PAGE)
    assert (refusal.code, "your own words" in refusal.sentence) == ("disclosure:package:address", True)
    done(act(world, "change", package, message="", **own))
    done(act(world, "redact", package, withheld={}))
    unsure = act(world, "choose_addresses", package, keys=[address.key], sure=False)
    assert unsure.code == "disclosure:address:not-sure"
    done(act(world, "choose_addresses", package, keys=[address.key], sure=True))
    assert act(world, "send", package, who="decider", how=PAGE).code == "disclosure:package:unchecked"
    done(act(world, "submit", package))
    done(act(world, "check", package, who="manager", verdict="right"))
    assert act(world, "send", package, who="decider", how=PAGE).code == "disclosure:address:once"
    again = How(frozenset({"page"}), addresses_again=True)
    done(act(world, "send", package, who="decider", how=again))
    with acting(world.actor("decider"), SOON):
        assert Package.objects.get().state == "sent"
