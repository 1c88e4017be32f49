"""Every address of the project: who may open it, how, and an example of it for each kind of seat."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import F, Q, QuerySet
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from ninja.operation import PathView

from mash.casework.access.models import BreakGlass, Browsing, Closeness
from mash.casework.calls.models import Call
from mash.casework.cases.models import Case
from mash.casework.cases.queries.picture import picture_of
from mash.casework.consultations.models import Consultation as Advice
from mash.casework.disagreements.models import Disagreement
from mash.casework.disclosure.models import Consent, Delivery, Package
from mash.casework.encompass.models import Message as SchoolMessage
from mash.casework.encompass.models import Notice as SchoolNotice
from mash.casework.families.models import Outcome
from mash.casework.families.rules import OVER
from mash.casework.handover.models import Handover
from mash.casework.intake.models import Contact
from mash.casework.mailbox.models import Message
from mash.casework.matters.models import Matter, Subject
from mash.casework.notifications.models import Batch, Sent, Terms, Upload
from mash.casework.notifications.queries import day_of
from mash.casework.pathways import queries as pathways
from mash.casework.pathways.models import Pathway
from mash.casework.pathways.workflow import KINDS as KINDS_OF_PATHWAYS
from mash.casework.roundtables.models import Copy, Hypothesis, Meeting, Minutes
from mash.casework.roundtables.models import Entry as MinuteEntry
from mash.casework.sharing.models import Request, Share
from mash.casework.tasks.models import Todo
from mash.casework.updates.models import Notice, Update
from mash.foundation.files.models import StoredFile
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry, Finding
from mash.foundation.visibility import acting
from mash.interfaces.web import converters
from mash.interfaces.web.access import Access
from mash.oversight.demand.queries.marks import sender_of
from mash.oversight.retention.models import Disposal, Due, Hold
from mash.oversight.rights.models import Consultation, Custody, Passage, RightsRequest
from mash.oversight.rights.models import Package as AnswerPackage
from mash.oversight.rights.queries.draft import draft_of
from mash.registers.accounts.clearances import with_clearance
from mash.registers.accounts.models import ApiToken, Seat
from mash.registers.accounts.queries import actor_of
from mash.registers.accounts.rules import may
from mash.registers.agreements.models import Version
from mash.registers.directory.models import Way
from mash.registers.people.feeds.models import Feed, Run
from mash.registers.people.models import MatchModel, Person, ProtectedAddress, Statement
from mash.registers.standards.models import PracticeStandard

KINDS: Final = {made: name for name, made in converters.CONVERTERS.items()}
_NOUNS: Final = {
    "referrals/": "contact",
    "contacts/": "contact",
    "cases/": "matter",
    "requests/": "request",
    "packages/": "package",
}
_OF_A_SOURCE: Final = (
    "notifications:source",
    "notifications:change",
    "notifications:secret",
    "notifications:upload",
)
TOKEN: Final = "token"  # noqa: S105 - a word for a kind of access
ANYONE: Final = "anyone"


@dataclass(frozen=True, slots=True)
class Route:
    """One URL pattern. `arguments` are the names in it with the kind of what stands there, in their order.

    `access` is `public`, `holder`, `signed-in`, `permission` or, for the API, `token`.
    """

    name: str
    pattern: str
    methods: tuple[str, ...]
    access: str
    permission: str
    cleared: bool = False
    arguments: dict[str, str] = field(default_factory=dict)

    def path(self, found: dict[str, str]) -> str:
        """The pattern with these values in it."""
        text = self.pattern
        for name, kind in self.arguments.items():
            text = text.replace(f"<{kind}:{name}>", found[name]).replace(f"<{name}>", found[name])
        return f"/{text}"


def routes() -> list[Route]:
    """Every pattern of the project, in the order in which they are tried."""
    return list(_walk(get_resolver(), "", "", {}))


def _walk(resolver: URLResolver, prefix: str, space: str, above: dict[str, str]) -> Iterator[Route]:
    for one in resolver.url_patterns:
        pattern = prefix + str(one.pattern)
        arguments = above | _arguments(one)
        if isinstance(one, URLResolver):
            inside = f"{space}{one.namespace}:" if one.namespace else space
            yield from _walk(one, pattern, inside, arguments)
        else:
            yield _route(one, pattern, space, arguments)


def _arguments(one: URLPattern | URLResolver) -> dict[str, str]:
    if not isinstance(one.pattern, RoutePattern):
        return dict.fromkeys(one.pattern.regex.groupindex, "text")
    return {name: _kind(made) for name, made in one.pattern.converters.items()}


def _kind(converter: Any) -> str:
    known = KINDS.get(type(converter))
    return known or {"IntConverter": "int", "SlugConverter": "slug"}.get(type(converter).__name__, "str")


def _route(one: URLPattern, pattern: str, space: str, arguments: dict[str, str]) -> Route:
    access = getattr(one.callback, "access", None)
    name = space + (one.name or "")
    if isinstance(access, Access):
        return Route(name, pattern, access.methods, access.kind, access.permission, access.cleared, arguments)
    nouns = {key: _noun(key, kind, pattern) for key, kind in arguments.items()}
    return Route(name, pattern, _api_methods(one.callback), TOKEN, "", arguments=nouns)


def _noun(name: str, kind: str, pattern: str) -> str:
    """What a plain `<ref>` of the API stands for: the noun that its address names."""
    if kind != "str":
        return kind
    if name in converters.CONVERTERS:
        return name
    return next((found for word, found in _NOUNS.items() if word in pattern), kind)


def _api_methods(callback: Any) -> tuple[str, ...]:
    """The methods of an API's address: its view closes over the operations behind it."""
    for cell in getattr(callback, "__closure__", None) or ():
        if isinstance(cell.cell_contents, PathView):
            methods = {method for one in cell.cell_contents.operations for method in one.methods}
            return tuple(sorted(methods))
    return ("GET",)


class Examples:
    """Values for the names in a pattern, taken from the first rows that one actor sees."""

    def __init__(self, actor: Actor, at: datetime) -> None:
        self.actor, self.at = actor, at
        self._anchors: dict[str, dict[str, str] | None] = {}
        # Where the number in an address is of one kind of thing only.
        self._places: dict[str, Callable[[], dict[str, str] | None]] = {
            "governance:entry": self._entry,
            "governance:finding": self._finding,
            "accounts:user": self._user,
            "governance:glass": self._glass,
            "glass:give-back": self._glass,
            "glass:end": self._closeness,
            "governance:browsing": self._browsing,
            "cases:birth": self._identified,
            "cases:unborn": self._unborn,
            "cases:ended": self._unborn,
            "cases:twin": self._born_here,
            "cases:correct-birth": self._born_here,
            "cases:consider": self._near,
            "cases:address": self._protected,
            "cases:not-same": self._two_contacts,
            "people:compare": self._two_persons,
            "people:agree": lambda: self._statement(verdict=""),
            "people:undo": lambda: self._statement(verdict="made", undone_at__isnull=True),
            "people:model": self._model,
            "standards:version": self._standard,
            "standards:compare": self._standard,
            "standards:try": self._standard,
            "standards:head": self._draft_standard,
            "standards:approvers": self._draft_standard,
            "standards:new": self._draft_standard,
            "standards:line": self._draft_standard,
            "agreements:version": self._agreement,
            "agreements:changes": self._agreement,
            "agreements:effects": self._agreement,
            "agreements:head": lambda: self._agreement(state=Version.State.DRAFT),
            "agreements:new_clause": lambda: self._agreement(state=Version.State.DRAFT),
            "agreements:clause": lambda: self._agreement(state=Version.State.DRAFT, clauses__isnull=False),
            "agreements:signature": lambda: self._agreement(state=Version.State.AGREED),
            "agreements:ground": self._ground,
            "rights:request": self._rights,
            "rights:found": self._rights,
            "rights:check": self._rights,
            "rights:step": self._rights,
            "rights:passage": self._rights_passage,
            "rights:pdf": self._rights_package,
            "rights:consultation": self._consultation,
            "rights:custody": self._custody,
            "consultations:one": self._advice,
            "calls:call": self._call,
            "calls:read": self._open_call,
            "calls:known": self._open_call,
            "calls:autosave": self._open_call,
            "calls:advice": self._open_call,
            "demand:list": lambda: {"kind": "all"},
            "demand:sender": self._sender,
            "demand:sender_csv": self._sender,
            "tasks:one": self._todo,
            "disagreements:one": self._disagreement,
            "handover:one": self._handover,
            **dict.fromkeys(("pathways:one", "pathways:step", "pathways:take-back"), self._pathway),
            "pathways:consider": self._beside_pathway,
            **dict.fromkeys(("roundtables:one", "roundtables:minutes"), self._meeting),
            "roundtables:entry": self._minute,
            "roundtables:autosave": self._minute,
            "roundtables:hypothesis": self._hypothesis,
            "roundtables:pdf": self._approved,
            "team:person": self._colleague,
            "directory:team": lambda: self._way("team"),
            "directory:post": lambda: self._way("post"),
            "directory:add": lambda: self._way("post"),
            **dict.fromkeys(
                ("directory:way", "directory:correct", "directory:wrong"), lambda: self._way("entry")
            ),
            "updates:one": self._update,
            "updates:notice": self._notice,
            "retention:case": self._closed,
            "retention:disposal": self._disposal,
            "retention:certificate": lambda: self._disposal(state="done"),
            "mailbox:message": self._mail,
            "notifications:day": self._day_of_notifications,
            "notifications:row": self._notification,
            **dict.fromkeys(_OF_A_SOURCE, self._source),
            "encompass:notice": self._school_notice,
            "encompass:message": self._school_message,
            "notifications:file": self._upload,
            "notifications:columns": lambda: self._upload(state=Upload.State.MAPPING),
            "lists:feed": self._feed,
            "lists:run": self._run,
            "lists:csv": self._run,
            "lists:columns": lambda: self._run(state__in=[Run.State.MAPPING, Run.State.COMPARED]),
        }

    def of(self, route: Route) -> str | None:
        """An example of this route, or None where the actor sees nothing to put into it."""
        if not route.arguments:
            return route.path({})
        if route.name in self._places:
            held = self._places[route.name]()
            return route.path(held) if held else None
        kinds = set(route.arguments.values())
        anchor = next(
            (
                kind
                for kind in ("file", "request", "contact", "package", "consent", "matter", "person")
                if kind in kinds
            ),
            "",
        )
        if not anchor:
            return None
        if anchor not in self._anchors:
            self._anchors[anchor] = getattr(self, f"_{anchor}")()
        seen = self._anchors[anchor]
        if seen is None:
            return None
        values = {name: self._value(name, kind, seen) for name, kind in route.arguments.items()}
        if any(not value for value in values.values()):
            return None
        return route.path({name: value or "" for name, value in values.items()})

    def _value(self, name: str, kind: str, seen: dict[str, str]) -> str | None:
        # Numbers in an address are places in a list: a subject's in its matter, a person's in a request.
        return seen.get(kind) or seen.get(name)

    def _with_matter(self, matter: Matter | None, **more: str) -> dict[str, str] | None:
        if matter is None:
            return None
        subject = Subject.objects.filter(matter=matter, role="subject").order_by("place").first()
        return {"matter": matter.ref, **more} | ({"place": str(subject.place)} if subject else {})

    def _matter(self) -> dict[str, str] | None:
        mine = Q(desk__key=self.actor.desk) if self.actor.desk else Q()
        case = (
            Case.objects.filter(mine, closed_at__isnull=True)
            .exclude(state="new")
            .select_related("matter")
            .order_by("urgency", "due_at", "pk")
            .first()
        )
        return self._with_matter(case.matter if case else Matter.objects.order_by("-pk").first())

    def _contact(self) -> dict[str, str] | None:
        contact = Contact.objects.select_related("matter").order_by("-received_at", "-pk").first()
        return self._with_matter(contact.matter, contact=contact.ref) if contact else None

    def _colleague(self) -> dict[str, str] | None:
        found = next(
            (
                seat
                for seat in Seat.objects.filter(hub__key=self.actor.hub or "-", role="screener").order_by(
                    "pk"
                )
                if seat.user_id != self.actor.user
            ),
            None,
        )
        return {"pk": str(found.user_id)} if found else None

    def _way(self, kind: str) -> dict[str, str] | None:
        """A way of the actor's own agency, or of their hub's agencies."""
        mine = Q(post__team__agency__key=self.actor.agency) if self.actor.role == "researcher" else Q()
        if self.actor.hub:
            mine = Q(post__team__agency__hubs__key=self.actor.hub)
        found = (
            Way.objects.filter(mine, withdrawn_at__isnull=True)
            .select_related("post__team")
            .order_by("pk")
            .first()
        )
        if found is None:
            return None
        refs = {"team": found.post.team.public_id, "post": found.post.public_id, "entry": found.public_id}
        return {"ref": refs[kind]}

    def _sender(self) -> dict[str, str] | None:
        """Somebody who sent the hub something lately, at the desk that the page opens with."""
        mine = Q(matter__desk__key=self.actor.desk) if self.actor.desk else Q(pk__in=())
        contact = (
            Contact.objects.filter(
                mine,
                referrer__klass="professional",
                referrer__agency__gt="",
                received_at__gte=self.at - timedelta(days=21),
                received_at__lt=self.at,
            )
            .select_related("referrer")
            .order_by("-received_at", "-pk")
            .first()
        )
        if contact is None:
            return None
        return {"sender": sender_of(contact.referrer.klass, contact.referrer.agency).key}

    def _two_contacts(self) -> dict[str, str] | None:
        found = list(Contact.objects.select_related("matter").order_by("-received_at", "-pk")[:2])
        if len(found) < 2:
            return None
        return {"ref": found[0].matter.ref, "contact": found[0].ref, "other": found[1].ref}

    def _file(self) -> dict[str, str] | None:
        file = StoredFile.objects.filter(held_for_kind="contact").order_by("-uploaded_at", "-pk").first()
        if file is None:
            return None
        contact = Contact.objects.select_related("matter").filter(ref=file.held_for_id).first()
        if contact is None:
            return None
        return self._with_matter(contact.matter, contact=contact.ref, file=file.public_id)

    def _request(self) -> dict[str, str] | None:
        mine = Q(agency__key=self.actor.agency) if self.actor.role == "researcher" else Q()
        request = (
            Request.objects.filter(mine)
            .order_by(F("answered_at").asc(nulls_first=True), "-sent_at", "-pk")
            .first()
        )
        if request is None:
            return None
        matter = Matter.objects.filter(pk=request.matter_id).first()
        return (self._with_matter(matter) or {}) | {"request": request.ref, "number": "1"}

    def _package(self) -> dict[str, str] | None:
        if self.actor.role == "researcher":
            sent = Delivery.objects.filter(agency__key=self.actor.agency).order_by("-pk").first()
            return {"package": sent.ref} if sent else None
        mine = Q(matter__desk__key=self.actor.desk) if self.actor.desk else Q()
        found = Package.objects.select_related("matter").filter(mine).order_by("-pk").first()
        asked = found.passages.filter(kind="item").first() if found else None
        return (
            {
                "matter": found.matter.ref,
                "package": found.ref,
                "item": asked.source_ref if asked else "",
            }
            if found
            else None
        )

    def _consent(self) -> dict[str, str] | None:
        found = Consent.objects.filter(agency__key=self.actor.agency).order_by("-pk").first()
        return {"consent": found.ref} if found else None

    def _person(self) -> dict[str, str] | None:
        person = Person.objects.order_by("-pk").first()
        return {"person": person.public_id} if person else None

    def _two_persons(self) -> dict[str, str] | None:
        found = list(Person.objects.order_by("-pk").values_list("public_id", flat=True)[:2])
        return {"ref": found[0], "other": found[1]} if len(found) == 2 else None

    def _statement(self, **which: object) -> dict[str, str] | None:
        found = Statement.objects.filter(**which).order_by("-pk").first()
        return {"statement": found.public_id} if found else None

    def _model(self) -> dict[str, str] | None:
        found = MatchModel.objects.defer("body").order_by("-pk").first()
        return {"number": str(found.pk)} if found else None

    def _mail(self) -> dict[str, str] | None:
        found = Message.objects.order_by("state", "-pk").first()
        return {"mail": found.public_id} if found else None

    def _day_of_notifications(self) -> dict[str, str] | None:
        found = Batch.objects.select_related("source").order_by("-pk").first()
        return {"source": found.source.key, "day": day_of(found).isoformat()} if found else None

    def _notification(self) -> dict[str, str] | None:
        found = Sent.objects.select_related("row").order_by("row__state", "-pk").first()
        return {"notification": found.row.public_id} if found else None

    def _source(self) -> dict[str, str] | None:
        found = Terms.objects.select_related("source").order_by("-pk").first()
        return {"source": found.source.key} if found else None

    def _upload(self, **which: object) -> dict[str, str] | None:
        found = Upload.objects.filter(**which).order_by("-pk").first()
        return {"upload": found.public_id} if found else None

    def _school_notice(self) -> dict[str, str] | None:
        found = SchoolNotice.objects.order_by("-pk").first()
        return {"notice": found.ref} if found else None

    def _school_message(self) -> dict[str, str] | None:
        found = SchoolMessage.objects.filter(agency__key=self.actor.agency).order_by("-pk").first()
        return {"message": found.ref} if found else None

    def _feed(self) -> dict[str, str] | None:
        found = Feed.objects.order_by("-pk").first()
        return {"feed": found.public_id} if found else None

    def _run(self, **which: object) -> dict[str, str] | None:
        found = Run.objects.filter(**which).order_by("-pk").first()
        return {"run": found.public_id} if found else None

    def _standard(self, **which: object) -> dict[str, str] | None:
        found = PracticeStandard.objects.filter(**which).order_by("-pk").first()
        time = found.timescales.order_by("pk").first() if found else None
        if found is None or time is None:
            return None
        line = f"{time.step}.{time.rating or 'any'}"
        return {"key": found.key, "version": found.version, "part": "times", "line": line}

    def _draft_standard(self) -> dict[str, str] | None:
        return self._standard(state=PracticeStandard.State.DRAFT, hub=self.actor.hub)

    def _agreement(self, **which: object) -> dict[str, str] | None:
        found = Version.objects.select_related("agreement").filter(**which).order_by("-pk").first()
        if found is None:
            return None
        clause, party = found.clauses.first(), found.signatories.select_related("agency").first()
        return {
            "key": found.agreement.key,
            "number": str(found.number),
            "clause": clause.number if clause else "",
            "agency": party.agency.key if party else "",
        }

    def _advice(self) -> dict[str, str] | None:
        found = Advice.objects.order_by("-asked_at", "-pk").first()
        return {"ref": found.ref} if found else None

    def _call(self) -> dict[str, str] | None:
        found = Call.objects.order_by("-started_at", "-pk").first()
        return {"ref": found.ref} if found else None

    def _open_call(self) -> dict[str, str] | None:
        found = Call.objects.filter(state="live", contact=None).order_by("-started_at", "-pk").first()
        return {"ref": found.ref} if found else None

    def _todo(self) -> dict[str, str] | None:
        found = Todo.objects.order_by("-at", "-pk").first()
        return {"ref": found.ref} if found else None

    def _disagreement(self) -> dict[str, str] | None:
        found = Disagreement.objects.order_by("state", "-opened_at", "-pk").first()
        return {"ref": found.ref} if found else None

    def _handover(self) -> dict[str, str] | None:
        found = Handover.objects.order_by("state", "-offered_at", "-pk").first()
        return {"ref": found.ref} if found else None

    def _pathway(self) -> dict[str, str] | None:
        rows = Pathway.objects.select_related("matter")
        found = rows.filter(ended_at=None).order_by("pk").first() or rows.order_by("-pk").first()
        if found is None:
            return None
        verb = next(one.verb for one in KINDS_OF_PATHWAYS[found.kind].moves)
        return {"ref": found.matter.ref, "pathway": found.ref, "verb": verb}

    def _beside_pathway(self) -> dict[str, str] | None:
        """Somebody else of the household whom a pathway asks to think of."""
        for found in Pathway.objects.select_related("matter", "subject__person").order_by("pk")[:20]:
            case = Case.objects.filter(matter=found.matter_id).first()
            picture = picture_of(case, by=self.actor, at=self.at) if case else None
            others = pathways.others(found, picture, at=self.at) if picture else []
            if others:
                person = others[0].person.public_id
                return {"ref": found.matter.ref, "pathway": found.ref, "person": person}
        return None

    def _meeting(self) -> dict[str, str] | None:
        found = Meeting.objects.order_by("state", "-meets_at", "-pk").first()
        return {"ref": found.ref} if found else None

    def _minute(self) -> dict[str, str] | None:
        found = MinuteEntry.objects.select_related("meeting").order_by("-pk").first()
        return {"ref": found.meeting.ref, "place": "1"} if found else None

    def _hypothesis(self) -> dict[str, str] | None:
        found = Hypothesis.objects.select_related("meeting").order_by("-pk").first()
        return {"ref": found.meeting.ref, "place": "1"} if found else None

    def _approved(self) -> dict[str, str] | None:
        kept = Copy if self.actor.role == "researcher" else Minutes
        found = kept.objects.select_related("meeting").order_by("-pk").first()
        return {"ref": found.meeting.ref} if found else None

    def _update(self) -> dict[str, str] | None:
        found = Update.objects.order_by("state", "-at", "-pk").first()
        return {"ref": found.ref} if found else None

    def _notice(self) -> dict[str, str] | None:
        found = Notice.objects.order_by("-received_at", "-pk").first()
        return {"ref": found.ref} if found else None

    def _closed(self) -> dict[str, str] | None:
        found = Due.objects.order_by("-pk").first() or Hold.objects.order_by("-pk").first()
        return {"ref": found.reference} if found else None

    def _disposal(self, **which: object) -> dict[str, str] | None:
        found = Disposal.objects.filter(**which).order_by("-pk").first()
        return {"ref": found.ref} if found else None

    def _ground(self) -> dict[str, str] | None:
        found = Share.objects.filter(outcome="ground").order_by("-pk").first()
        return {"share": found.public_id} if found else None

    def _entry(self) -> dict[str, str] | None:
        entry = Entry.objects.order_by("-pk").first()
        return {"number": str(entry.pk)} if entry else None

    def _finding(self) -> dict[str, str] | None:
        found = Finding.objects.order_by("-pk").first()
        return {"number": str(found.pk)} if found else None

    def _glass(self) -> dict[str, str] | None:
        found = BreakGlass.objects.order_by("-pk").first()
        return {"ref": found.ref} if found else None

    def _closeness(self) -> dict[str, str] | None:
        found = Closeness.objects.filter(ended_at__isnull=True).exclude(user_id=self.actor.user or 0).first()
        return {"number": str(found.pk)} if found else None

    def _browsing(self) -> dict[str, str] | None:
        found = Browsing.objects.order_by("-pk").first()
        return {"ref": found.ref} if found else None

    def _user(self) -> dict[str, str] | None:
        return {"pk": str(self.actor.user)} if self.actor.user else None

    def _rights(self, **which: object) -> dict[str, str] | None:
        found = RightsRequest.objects.filter(**which).order_by("closed_at", "-pk").first()
        return {"ref": found.ref, "step": "withdraw"} if found else None

    def _rights_passage(self) -> dict[str, str] | None:
        # What was found is read only while the request is worked on.
        for piece in Passage.objects.filter(request__state="open").order_by("request_id", "pk")[:1]:
            shown = next(iter(draft_of(piece.request).pieces), None)
            if shown is not None:
                return {"ref": piece.request.ref, "passage": shown.row.public_id}
        return None

    def _rights_package(self) -> dict[str, str] | None:
        found = AnswerPackage.objects.select_related("request").order_by("-pk").first()
        return {"ref": found.request.ref, "package": found.public_id} if found else None

    def _consultation(self) -> dict[str, str] | None:
        found = Consultation.objects.filter(agency__key=self.actor.agency).order_by("-state", "-pk").first()
        return {"consultation": found.public_id} if found else None

    def _custody(self) -> dict[str, str] | None:
        found = Custody.objects.order_by("-pk").first()
        return {"custody": found.public_id} if found else None

    def _identified(self) -> dict[str, str] | None:
        return self._place(Subject.objects.filter(person__isnull=False, role="subject"))

    def _unborn(self) -> dict[str, str] | None:
        ended = Outcome.objects.filter(kind__in=OVER).values("subject")
        known = Subject.objects.filter(expectations__isnull=False).exclude(pk__in=ended)
        return self._place(known.exclude(person__date_of_birth__isnull=False))

    def _born_here(self) -> dict[str, str] | None:
        return self._place(Subject.objects.filter(outcomes__kind="born"))

    def _near(self) -> dict[str, str] | None:
        """A brother or sister of somebody in a case, whom the case is not about."""
        for subject in Subject.objects.filter(person__isnull=False, role="subject").select_related("matter")[
            :50
        ]:
            case = Case.objects.filter(matter=subject.matter_id).first()
            near = picture_of(case, by=self.actor, at=self.at).children_near if case else []
            if near:
                return {"ref": subject.matter.ref, "person": near[0][0].public_id}
        return None

    def _protected(self) -> dict[str, str] | None:
        return self._place(Subject.objects.filter(record__in=ProtectedAddress.objects.values("record")))

    def _place(self, subjects: QuerySet[Subject]) -> dict[str, str] | None:
        cases = Case.objects.filter(desk__key=self.actor.desk) if self.actor.desk else Case.objects.all()
        found = (
            subjects.filter(matter__in=cases.values("matter"))
            .select_related("matter")
            .order_by("-pk")
            .first()
        )
        return {"ref": found.matter.ref, "place": str(found.place)} if found else None


def _seats(at: datetime) -> dict[str, Actor]:
    """One live seat for each role at each place, by its user's address."""
    found: dict[tuple[str, str, str, str], tuple[str, Actor]] = {}
    live = with_clearance(Seat.objects.filter(until_at__isnull=True, user__is_active=True), at=at)
    for seat in live.select_related("user", "hub", "desk", "agency").order_by("pk"):
        actor = actor_of(seat)
        found.setdefault((actor.role, actor.hub, actor.desk, actor.agency), (seat.user.email, actor))
    return dict(found.values())


def _with_token(at: datetime) -> set[str]:
    """The seats (as actor keys) that hold a live API token."""
    live = ApiToken.objects.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at), revoked_at__isnull=True)
    return {str(seat) for seat in live.values_list("seat_id", flat=True)}


def _may_open(route: Route, actor: Actor, tokens: set[str]) -> bool:
    if route.access == TOKEN:
        return actor.key in tokens
    if route.cleared and not actor.cleared:
        return False
    return route.access == "signed-in" or (
        route.access == "permission" and bool(may(actor, route.permission))
    )


def listing(*, at: datetime | None = None) -> list[dict[str, Any]]:
    """Every route as a dict: name, pattern, methods, access, permission ("" for none), examples.

    `examples` gives a path by the address of each persona who may open the route and sees something to put into
    it; `anyone` stands for whoever has no seat. What a draft's holder opens has an example only where nothing of
    the draft stands in the address.
    """
    at = at or now()
    found = routes()
    examples: list[dict[str, str]] = [
        {ANYONE: route.path({})} if route.access in {"public", "holder"} and not route.arguments else {}
        for route in found
    ]
    with acting(Actor.public(), at):
        seats, tokens = _seats(at), _with_token(at)
    for email, actor in seats.items():
        with acting(actor, at):
            mine = Examples(actor, at)
            for route, known in zip(found, examples, strict=True):
                if _may_open(route, actor, tokens):
                    path = mine.of(route)
                    if path is not None:
                        known[email] = path
    return [
        {
            "name": route.name,
            "pattern": f"/{route.pattern}",
            "methods": list(route.methods),
            "access": route.access,
            "permission": route.permission,
            "examples": known,
        }
        for route, known in zip(found, examples, strict=True)
    ]
