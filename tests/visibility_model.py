"""Who sees which rows, once more and otherwise: in plain Python, from the facts alone, with no eye on the policies.

It reads whole tables as dicts (as the superuser finds them) without the columns that triggers project, and works out for
one actor whether a row is theirs to see. Slow and simple on purpose.
"""

from __future__ import annotations

import re
import string
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Row = dict[str, Any]
PROJECTED = frozenset(
    {
        "visible_to", "also_visible_to", "timed_grants", "hidden_from", "cleared_to", "rows_to", "withheld", "link",
        "link_until",
        "other_visible_to", "other_timed_grants", "other_hidden_from",
    }
)  # fmt: skip
AT_A_HUB = frozenset({"screener", "decider", "chair", "minutes", "manager"})
REFERENCE = frozenset({
    "agencies_agency", "agencies_hub", "agencies_hub_agencies", "agencies_desk", "accounts_seat", "accounts_clearance",
    "accounts_apitoken", "clocks_calendar", "clocks_openinghours", "clocks_closure", "clocks_registerversion",
    "standards_codelist", "standards_code", "mailbox_senderdomain", "directory_term", "directory_checkperiod",
})  # fmt: skip
# Tables whose rows are seen with their matter, and the services that see them all besides.
WITH_MATTER = {
    "matters_subject": {"intake"},
    "matters_furtherrecord": {"intake"},
    "intake_contact": {"intake", "feedback"},
    "intake_classification": set(),
    "intake_referrer": {"intake", "feedback"},
    "intake_feedback": {"feedback"},
    "families_expectation": {"intake", "attention"},
    "families_outcome": {"attention"},
    "families_considered": set(),
    "joining_mark": {"intake"},
    "joining_statement": set(),
    "national_question": {"national"},
    "mailbox_further": {"intake"},
    "sharing_openness": set(),
    "sharing_request": {"clocks"},
    "sharing_requestsubject": set(),
    "sharing_answer": set(),
    "sharing_item": set(),
    "sharing_share": set(),
    "sharing_sharereview": set(),
    "disagreements_disagreement": {"disagreements"},
    "disagreements_step": {"disagreements"},
    "disagreements_view": {"disagreements"},
    "allocation_giving": set(),
    "allocation_wish": set(),
    "allocation_offer": {"attention"},
    "updates_update": {"updates"},
    "updates_receipt": {"updates"},
    "updates_newconcern": set(),
    "updates_notice": set(),
    "pathways_pathway": {"clocks", "attention"},
    "pathways_step": set(),
    "pathways_clock": {"clocks", "attention"},
    "pathways_considered": set(),
    "roundtables_meeting": {"roundtables"},
    "roundtables_action": {"roundtables"},
    "roundtables_person": set(),
    "roundtables_invitation": set(),
    "roundtables_shown": set(),
    "roundtables_step": set(),
    "roundtables_entry": set(),
    "roundtables_former": set(),
    "roundtables_hypothesis": set(),
    "roundtables_view": set(),
    "roundtables_outcome": set(),
    "roundtables_minutes": set(),
    "roundtables_copy": set(),
    "roundtables_correction": set(),
    "cases_case": {"intake", "attention", "clearing", "clocks"},
    "cases_clock": {"intake", "clearing", "clocks", "attention"},
    "cases_rating": set(),
    "cases_historyview": set(),
    "cases_decision": set(),
    "cases_deviation": set(),
    "cases_presence": {"worker"},
    "cases_note": {"intake", "attention"},
    "cases_routing": set(),
    "cases_closing": {"clearing"},
    "handover_handover": {"attention", "clocks"},
    "disclosure_package": {"disclosure"},
    "disclosure_passage": {"disclosure"},
    "disclosure_redaction": set(),
    "disclosure_check": set(),
    "disclosure_basis": set(),
    "disclosure_recall": set(),
    "disclosure_consent": set(),
    "disclosure_delivery": {"disclosure"},
    "disclosure_content": set(),
    "disclosure_correction": {"disclosure"},
    "encompass_notice": {"intake"},
    "encompass_message": set(),
    "rights_beside": {"rights"},
    "rights_restricted": {"rights"},
    "demand_misdirected": set(),
    "retention_due": {"retention"},
    "retention_hold": {"retention"},
    "retention_disposal": {"retention"},
}
SEALED = {
    "sharing_sealedanswer": set(),
    "sharing_sealeditem": set(),
    "cases_sealedannex": set(),
    "cases_sealedreliance": set(),
    "cases_sealedinstruction": set(),
    "cases_hiddenmatch": {"attention", "clearing"},
    "retention_sealedhold": {"retention"},
}
# What belongs to a request under somebody's rights, and the services that see it besides the leads of its hub.
WITH_REQUEST = {
    "rights_waiting": set(),
    "rights_passage": set(),
    "rights_mark": set(),
    "rights_opinion": set(),
    "rights_assessment": set(),
    "rights_check": set(),
    "rights_package": set(),
    "rights_sight": {"rights"},
}
# Seen by the leads of the matter's hub besides, who see nothing else of it.
LED = frozenset(
    {"sharing_share", "sharing_sharereview", "retention_due", "retention_hold", "retention_disposal"}
)
OF_THE_LOG = frozenset({"ledger_leaf", "ledger_tile", "ledger_logkey", "ledger_checkpoint", "ledger_cosignature",
                        "ledger_finding"})  # fmt: skip


@dataclass(frozen=True)
class Asker:
    """`kind` is seat, token, draft, link, service, public or "" for nobody; `key` what follows the colon."""

    kind: str
    key: str = ""
    user: int | None = None
    role: str = ""
    hub: int | None = None
    agency: int | None = None
    cleared: bool = False
    desk: int | None = None

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.key}" if self.key else self.kind

    def serves(self, *names: str) -> bool:
        return self.kind == "service" and self.key in names

    @property
    def works(self) -> bool:
        return self.role in AT_A_HUB

    def leads(self, hub: int | None = None) -> bool:
        return self.role == "governance" and hub in {None, self.hub}

    def searches(self, agency: int) -> bool:
        return self.role == "researcher" and self.agency == agency


def of_seat(seat: Row, *, cleared: bool, token: str = "") -> Asker:
    kind, key = ("token", token) if token else ("seat", str(seat["id"]))
    return Asker(
        kind,
        key,
        seat["user_id"],
        seat["role"],
        seat["hub_id"],
        seat["agency_id"],
        cleared and not token,
        seat["desk_id"],
    )


@dataclass
class Model:
    """`tables` maps each table to its rows; `at` is the time at which is asked."""

    tables: dict[str, list[Row]]
    at: datetime
    _by: dict[tuple[str, str], dict[Any, list[Row]]] = field(default_factory=dict)
    _close: dict[str, dict[Any, set[int]]] = field(default_factory=dict)

    # Facts

    def by(self, table: str, column: str, value: Any) -> list[Row]:
        key = (table, column)
        if key not in self._by:
            found: dict[Any, list[Row]] = defaultdict(list)
            for row in self.tables[table]:
                found[row[column]].append(row)
            self._by[key] = found
        return self._by[key].get(value, [])

    def one(self, table: str, number: Any) -> Row:
        (row,) = self.by(table, "id", number)
        return row

    def everyone_who_is(self, people: set[int]) -> set[int]:
        stand = {row["person_id"]: row["into_id"] for row in self.tables["people_merge"]}
        now = {stand.get(one, one) for one in people}
        return now | {one for one, into in stand.items() if into in now}

    def people_in(self, matter: int) -> set[int]:
        return {row["person_id"] for row in self.by("matters_subject", "matter_id", matter)} - {None}

    def records_in(self, matter: int) -> set[int]:
        subjects = self.by("matters_subject", "matter_id", matter)
        return {
            row["record_id"] for row in (*subjects, *self.by("matters_furtherrecord", "matter_id", matter))
        }

    def matter_of_record(self, record: int) -> Row | None:
        rows = [
            *self.by("matters_subject", "record_id", record),
            *self.by("matters_furtherrecord", "record_id", record),
        ]
        return self.one("matters_matter", rows[0]["matter_id"]) if rows else None

    # Closeness

    def close_to_matter(self, matter: int) -> set[int]:
        """The users who are, or are close to, somebody in it."""
        known = self._close.setdefault("matter", {})
        if matter not in known:
            people = self.everyone_who_is(self.people_in(matter))
            keys = {_key_of_record(self.one("people_record", one)) for one in self.records_in(matter)}
            keys |= {_key_of_person(self.one("people_person", one)) for one in people}
            known[matter] = {
                row["user_id"]
                for row in self._declared()
                if row["matter_id"] == matter
                or row["person_id"] in people
                or _key_declared(row) in keys - {""}
            }
        return known[matter]

    def close_to_person(self, person: int) -> set[int]:
        people = self.everyone_who_is({person})
        keys = {_key_of_person(self.one("people_person", one)) for one in people} - {""}
        found = {
            r["user_id"] for r in self._declared() if r["person_id"] in people or _key_declared(r) in keys
        }
        matters = {row["matter_id"] for one in people for row in self.by("matters_subject", "person_id", one)}
        return found | (set.intersection(*map(self.close_to_matter, matters)) if matters else set())

    def _declared(self) -> list[Row]:
        return [row for row in self.tables["access_closeness"] if row["ended_at"] is None]

    # Matters and persons

    def for_good(self, who: Asker, matter: Row) -> bool:
        """Whether they have the matter by their hub, or by a grant without an end."""
        if matter["restriction"] == "open" and who.works and who.hub == matter["hub_id"]:
            return True
        return any(
            g["until_at"] is None and self._holds(who, g)
            for g in self.by("matters_grant", "matter_id", matter["id"])
        )

    def for_a_time(self, who: Asker, matter: Row) -> bool:
        return any(
            g["until_at"] is not None and g["from_at"] <= self.at < g["until_at"] and self._holds(who, g)
            for g in self.by("matters_grant", "matter_id", matter["id"])
        )

    @staticmethod
    def _holds(who: Asker, grant: Row) -> bool:
        held = (
            who.user if grant["holder_kind"] == "user" else who.agency if who.role == "researcher" else None
        )
        return held is not None and held == grant["holder_id"]

    def has(self, who: Asker, matter: Row) -> bool:
        return self.for_good(who, matter) or self.for_a_time(who, matter)

    def is_close(self, who: Asker, matter: int) -> bool:
        return who.user is not None and who.user in self.close_to_matter(matter)

    def matter(self, who: Asker, row: Row) -> bool:
        if who.serves("intake", "attention", "glass", "clearing"):
            return True
        if who.serves("rights"):
            return row["restriction"] == "open"
        return self.has(who, row) and not self.is_close(who, row["id"])

    def person(self, who: Asker, row: Row) -> bool:
        if who.serves("intake", "matching"):
            return True
        if who.user is not None and who.user in self.close_to_person(row["id"]):
            return False
        matters = [
            self.one("matters_matter", s["matter_id"])
            for s in self.by("matters_subject", "person_id", row["id"])
        ]
        hidden = bool(matters) and all(one["restriction"] != "open" for one in matters)
        if who.works and row["restriction"] == "open" and not hidden:
            return True
        return any(self.for_good(who, one) for one in matters)

    def record(self, who: Asker, row: Row) -> bool:
        if who.serves("intake", "matching") or (who.serves("feeds") and row["key"] != ""):
            return True
        matter = self.matter_of_record(row["id"])
        if matter is not None:
            return self.has(who, matter) and not self.is_close(who, matter["id"])
        agencies = self.by("agencies_agency", "key", row["agency"])
        return row["key"] != "" and (
            (bool(agencies) and who.searches(agencies[0]["id"])) or self.lent(who, row["id"])
        )

    def lent(self, who: Asker, record: int) -> bool:
        """Whether a feed's record is of somebody whose request they work on."""
        people = {
            row["person_id"]
            for row in self.by("people_identification", "record_id", record)
            if row["undone_at"] is None
        }
        known = {self.one("people_person", one)["public_id"] for one in self.everyone_who_is(people)}
        return any(
            sight["user_id"] == who.user
            and sight["person"] in known
            and sight["from_at"] <= self.at < sight["until_at"]
            for sight in self.by("rights_sight", "grant_id", None)
        )

    def saying(self, who: Asker, row: Row) -> bool:
        """What a record says of a person: with the person, and with a restricted matter besides."""
        matter = self.matter_of_record(row["record_id"])
        if not self.person(who, self.one("people_person", row["person_id"])):
            return False
        if "other_id" in row and not self.person(who, self.one("people_person", row["other_id"])):
            return False
        if matter is not None and self.is_close(who, matter["id"]):
            return False
        if matter is None or matter["restriction"] == "open" or who.serves("intake", "matching"):
            return True
        return self.has(who, matter)

    # Tables

    def sees(self, table: str, row: Row, who: Asker) -> bool:
        """Raises KeyError for a table that the model does not know."""
        if table in REFERENCE:
            return True
        if table in WITH_MATTER:
            return self.with_matter(table, row, who)
        if table in SEALED:
            return self.sealed(table, row, who)
        if table in WITH_REQUEST:
            return who.serves(*WITH_REQUEST[table]) or who.leads(self.request_of(row)["hub_id"])
        if table in OF_THE_LOG:
            return who.serves("sequencer") or (who.leads() and who.kind != "")
        return RULES[table](self, row, who)

    def with_matter(self, table: str, row: Row, who: Asker) -> bool:
        if who.serves(*WITH_MATTER[table]):
            return True
        matter = self.one("matters_matter", row["matter_id"])
        if self.is_close(who, matter["id"]):
            return False
        if table == "joining_statement":  # of two contacts, for whoever sees both
            other = self.one("matters_matter", row["other_matter_id"])
            return self.has(who, matter) and self.has(who, other) and not self.is_close(who, other["id"])
        if table.startswith("disagreements_") and self.disagrees(table, row, who, matter):
            return True
        if table in {"updates_update", "updates_receipt"} and not self.sees_contact(table, row, who):
            return False
        return self.has(who, matter) or self._also(table, row, who, matter)

    def sees_contact(self, table: str, row: Row, who: Asker) -> bool:
        """An update shows a contact of another matter: whoever sees it sees that too."""
        update = row if table == "updates_update" else self.one("updates_update", row["update_id"])
        return self.with_matter("intake_contact", self.one("intake_contact", update["contact_id"]), who)

    def disagrees(self, table: str, row: Row, who: Asker, matter: Row) -> bool:
        """A disagreement is its agency's and the lead's too; of one disposed of the lead keeps the bare figure."""
        itself = table == "disagreements_disagreement"
        found = row if itself else self.one("disagreements_disagreement", row["disagreement_id"])
        if matter["restriction"] == "disposed":
            return itself and who.leads(matter["hub_id"])
        return who.leads(matter["hub_id"]) or who.searches(found["agency_id"])

    def _also(self, table: str, row: Row, who: Asker, matter: Row) -> bool:
        if table in LED:
            return who.leads(matter["hub_id"]) or (
                table == "sharing_share" and self.decided_by(row, who, matter)
            )
        if matter["restriction"] == "disposed":
            return False
        if table in {"sharing_request", "disclosure_consent", "handover_handover"}:
            # A field team and another authority have no agency here.
            return row["agency_id"] is not None and who.searches(row["agency_id"])
        if table in {
            "sharing_requestsubject",
            "sharing_answer",
            "sharing_item",
            "sharing_sealedanswer",
            "sharing_sealeditem",
        }:
            return who.searches(self.one("sharing_request", row["request_id"])["agency_id"])
        if table == "encompass_message":
            return row["withdrawn_at"] is None and who.searches(row["agency_id"])
        return self.came(table, row, who)

    # Round tables

    def invited(self, row: Row, who: Asker) -> bool:
        return row["withdrawn_at"] is None and row["agency_id"] is not None and who.searches(row["agency_id"])

    def sits(self, table: str, row: Row, who: Asker) -> bool:
        """An invited agency sees the meeting, and its own of what hangs on it: never the minutes in the making."""
        if table == "roundtables_invitation":
            return self.invited(row, who)
        if table in {"roundtables_shown", "roundtables_view", "roundtables_copy"}:
            return self.invited(self.one("roundtables_invitation", row["invitation_id"]), who)
        meeting = row["id"] if table == "roundtables_meeting" else row["meeting_id"]
        mine = [
            one for one in self.by("roundtables_invitation", "meeting_id", meeting) if self.invited(one, who)
        ]
        if table == "roundtables_meeting":
            return bool(mine)
        if table == "roundtables_action":
            return bool(mine) and row["agency_id"] is not None and who.searches(row["agency_id"])
        if table == "roundtables_correction":
            # Whoever had a copy when it was made, and for whom it is.
            return any(
                one["sent_at"] <= row["at"]
                and who.searches(one["agency_id"])
                and self.corrected_for(row, one["invitation_id"])
                and row["agency_id"] in {None, who.agency}
                for one in self.by("roundtables_copy", "meeting_id", meeting)
            )
        return False

    def corrected_for(self, row: Row, invitation: int) -> bool:
        """The hub's correction is for everybody or named invitations, and of one person for who is told of them."""
        if row["agency_id"] is not None:
            return True
        told = {one["person_id"] for one in self.by("roundtables_shown", "invitation_id", invitation)}
        if row["person_id"] is not None and row["person_id"] not in told:
            return False
        return row["audience"] == "everyone" or (row["audience"] == "named" and invitation in row["named"])

    # Packages, and requests under somebody's rights

    def decided_by(self, row: Row, who: Asker, matter: Row) -> bool:
        """A decision to share is its agency's too where it answers a request that it was asked in this matter."""
        requests = [] if row["request_id"] is None else self.by("sharing_request", "id", row["request_id"])
        return any(
            one["matter_id"] == matter["id"]
            and self.one("agencies_agency", one["agency_id"])["key"] == row["source"]
            and who.searches(one["agency_id"])
            for one in requests
        )

    @staticmethod
    def brought(delivery: Row, who: Asker) -> bool:
        """Whether a package came to them by this delivery: on their agency's page, or by the link that they hold."""
        if delivery["channel"] == "page":
            return delivery["agency_id"] is not None and who.searches(delivery["agency_id"])
        return delivery["channel"] == "link" and who.kind == "link" and who.key == delivery["public_id"]

    def came(self, table: str, row: Row, who: Asker) -> bool:
        """What of a package is its recipient's, and of a round table whose it is that was invited."""
        if table.startswith("roundtables_"):
            return self.sits(table, row, who)
        if table == "disclosure_delivery":
            return self.brought(row, who)
        return table in {"disclosure_content", "disclosure_correction"} and self.received(table, row, who)

    def received(self, table: str, row: Row, who: Asker) -> bool:
        """What was sent is its recipient's until a recall; a link shows it once, and until it runs out."""
        recalled = [one["at"] for one in self.by("disclosure_recall", "package_id", row["package_id"])]
        if table == "disclosure_correction":
            # What was told before the recall stays told; no link is told anything.
            if any(one <= row["at"] for one in recalled):
                return False
        elif recalled:
            return False
        return any(
            self.brought(one, who)
            and (
                one["channel"] == "page"
                or (
                    table == "disclosure_content" and one["opened_at"] is None and self.at < one["expires_at"]
                )
            )
            for one in self.by("disclosure_delivery", "package_id", row["package_id"])
        )

    # Calls

    def call(self, row: Row, who: Asker) -> bool:
        """A call is its hub's, or seen as what came of it; its officer's until it ends; never of those too close."""
        if who.serves("calls"):
            return True
        taking = row["state"] != "ended" and who.user is not None and who.user == row["officer_id"]
        if taking:
            return True
        if who.user is not None and who.user in self.close_to_said(
            [one["said"] for one in row["people"] if "said" in one]
        ):
            return False
        if row["matter_id"] is not None:
            matter = self.one("matters_matter", row["matter_id"])
            return self.has(who, matter) and not self.is_close(who, matter["id"])
        if row["advice_id"] is not None:
            return self.advice(self.one("consultations_consultation", row["advice_id"]), who)
        return who.works and who.hub == row["hub_id"]

    # Tasks

    def todo(self, row: Row, who: Asker) -> bool:
        """A task is seen with its case; on none it is its owner's and its maker's."""
        if who.serves("tasks"):
            return True
        if row["matter_id"] is None:
            return who.user is not None and who.user in {row["owner_id"], row["made_by_id"]}
        matter = self.one("matters_matter", row["matter_id"])
        return self.has(who, matter) and not self.is_close(who, matter["id"])

    # Advice

    def advice(self, row: Row, who: Asker) -> bool:
        """Advice is its hub's, or its contact's matter's; never of those who are close to whom it names."""
        if who.serves("consultations"):
            return True
        if who.user is not None and who.user in self.close_to_advice(row["id"]):
            return False
        if row["matter_id"] is None:
            return who.works and who.hub == row["hub_id"]
        matter = self.one("matters_matter", row["matter_id"])
        return self.has(who, matter) and not self.is_close(who, matter["id"])

    def close_to_advice(self, number: int) -> set[int]:
        return self.close_to_said(
            [one["said"] for one in self.by("consultations_personasked", "consultation_id", number)]
        )

    def close_to_said(self, said: list[Any]) -> set[int]:
        """Those who are close to somebody who is described so, in advice or in a call."""
        keys = {_key_of_record({"said": one}) for one in said} - {""}
        people = self.everyone_who_is(
            {one["id"] for one in self.tables["people_person"] if _key_of_person(one) in keys}
        )
        return {
            row["user_id"]
            for row in self._declared()
            if _key_declared(row) in keys or (keys and row["person_id"] in people)
        }

    def of_advice(self, row: Row, who: Asker) -> bool:
        return self.advice(self.one("consultations_consultation", row["consultation_id"]), who)

    def request_of(self, row: Row) -> Row:
        return self.one("rights_rightsrequest", row["request_id"])

    def consulted(self, consultation: Row, who: Asker) -> bool:
        """An agency's question is its own and the leads'."""
        return who.searches(consultation["agency_id"]) or who.leads(self.request_of(consultation)["hub_id"])

    def sealed(self, table: str, row: Row, who: Asker) -> bool:
        if who.serves(*SEALED[table]):
            return True
        matter = self.one("matters_matter", row["matter_id"])
        if self.is_close(who, matter["id"]):
            return False
        if table == "cases_hiddenmatch":
            (hidden,) = self.by("matters_matter", "ref", row["hidden"])
            if self.is_close(who, hidden["id"]):
                return False
        return (who.cleared and who.hub == matter["hub_id"] and self.has(who, matter)) or self._also(
            table, row, who, matter
        )

    def underway(self, row: Row, who: Asker) -> bool:
        request = self.one("sharing_request", row["request_id"])
        return who.searches(request["agency_id"]) and not self.is_close(who, row["matter_id"])

    def pair(self, row: Row, who: Asker, one: str, other: str) -> bool:
        if who.serves("matching"):
            return True
        people = [row[one], *([row[other]] if row[other] is not None else [])]
        return all(self.person(who, self.one("people_person", each)) for each in people)

    def change(self, row: Row, who: Asker) -> bool:
        """A step in a person's history: not where it only moved records of a matter that is hidden."""
        if who.serves("matching"):
            return True
        return self.pair(row, who, "person_id", "other_id") and (
            not row["records"] or any(self.findable(who, one) for one in row["records"])
        )

    def findable(self, who: Asker, record: int) -> bool:
        rows = [
            *self.by("matters_subject", "record_id", record),
            *self.by("matters_furtherrecord", "record_id", record),
        ]
        matters = [self.one("matters_matter", row["matter_id"]) for row in rows]
        return not any(
            self.is_close(who, one["id"]) or (one["restriction"] != "open" and not self.has(who, one))
            for one in matters
        )

    def protected_address(self, row: Row, who: Asker) -> bool:
        if who.serves("intake"):
            return True
        matter = self.matter_of_record(row["record_id"])
        return matter is not None and self.for_good(who, matter) and not self.is_close(who, matter["id"])

    def file(self, row: Row, who: Asker) -> bool:
        if who.serves("worker", "intake", "drafts") or (
            (row["held_for_kind"] == "feed" and who.serves("feeds"))
            or (row["held_for_kind"] == "upload" and who.serves("notifications"))
        ):
            return True
        if row["held_for_kind"] == "draft":
            return who.kind == "draft" and who.key == row["held_for_id"]
        contacts = (
            self.by("intake_contact", "ref", row["held_for_id"]) if row["held_for_kind"] == "contact" else []
        )
        return any(
            self.has(who, self.one("matters_matter", c["matter_id"]))
            and not self.is_close(who, c["matter_id"])
            for c in contacts
        )

    def closeness(self, row: Row, who: Asker) -> bool:
        if who.serves("glass"):
            return True
        if who.user is None:
            return False
        if who.user == row["user_id"]:
            return row["declared_by_user"] == who.user
        return row["declared_by_user"] == who.user or (
            who.leads() and who.hub in self.hubs_of_user(row["user_id"])
        )

    def hubs_of_user(self, user: int) -> set[int]:
        """Where a user sits; of whoever works for an agency, the hubs that it is part of."""
        found = set()
        for seat in self.by("accounts_seat", "user_id", user):
            if seat["hub_id"] is not None:
                found.add(seat["hub_id"])
            else:
                found |= {
                    h["hub_id"] for h in self.by("agencies_hub_agencies", "agency_id", seat["agency_id"])
                }
        return found

    def glass(self, row: Row, who: Asker) -> bool:
        if who.serves("glass"):
            return True
        return (who.user == row["user_id"] or who.leads(row["hub_id"])) and not self.is_close(
            who, row["matter_id"]
        )

    def attempt(self, row: Row, who: Asker) -> bool:
        if who.serves("glass"):
            return True
        hubs = {s["hub_id"] for s in self.by("accounts_seat", "user_id", row["user_id"])}
        hubs |= {m["hub_id"] for m in self.by("matters_matter", "ref", row["typed"])}
        return who.leads() and who.hub in hubs and who.user != row["user_id"]

    # The ledger

    def entry(self, row: Row, who: Asker) -> bool:
        return (
            who.serves("sequencer") or (who.name == row["actor"] and who.kind != "") or self.reads(row, who)
        )

    def reads(self, entry: Row, who: Asker) -> bool:
        """Whether an entry is read as a lead's, or what is sealed in it as somebody's who is cleared."""
        named = self.by("ledger_mention", "entry_id", entry["id"])
        sealed = [one["ref"] for one in named if one["kind"] == "sealed"]
        if sealed:
            hubs = {
                row["hub_id"] if "hub_id" in row else self.one("matters_matter", row["matter_id"])["hub_id"]
                for table in (
                    "sharing_sealedanswer",
                    "sharing_sealeditem",
                    "cases_sealedannex",
                    "cases_hiddenmatch",
                    "rights_custody",
                    "retention_sealedhold",
                    "retention_sealeddisposal",
                )
                for one in sealed
                for row in self.by(table, "public_id", one)
            }
            return who.cleared and who.hub in hubs
        hubs = {
            m["hub_id"]
            for one in named
            if one["kind"] == "matter"
            for m in self.by("matters_matter", "ref", one["ref"])
        }
        if entry["actor"].startswith("seat:"):
            hubs.add(self.one("accounts_seat", int(entry["actor"][5:]))["hub_id"])
        hubs |= {
            row["hub_id"]
            for one in named
            if one["kind"] == "consultation"
            for row in self.by("consultations_consultation", "ref", one["ref"])
        }
        hubs |= {
            row["hub_id"]
            for one in named
            if one["kind"] == "call"
            for row in self.by("calls_call", "ref", one["ref"])
        }
        hubs |= self.hubs_of_erased(entry)
        return who.leads() and who.hub in hubs - {None}

    def hubs_of_erased(self, entry: Row) -> set[int]:
        """An entry that went with its matter, and the erasure that says so, are read where the matter was."""
        erased = self.by("ledger_erasure", "entry_id", entry["id"]) or self.by(
            "ledger_erasure", "because_id", entry["id"]
        )
        times = {self.one("ledger_entry", one["because_id"])["at"] for one in erased}
        return {row["hub_id"] for row in self.tables["retention_disposal"] if row["ended_at"] in times}

    def term(self, row: Row, who: Asker) -> bool:
        """A word that entries are found by: once the log took an entry with it that they read and that stands."""
        return who.serves("sequencer") or any(
            _says(entry, row)
            and not self.by("ledger_waiting", "entry_id", entry["id"])
            and not self.by("ledger_erasure", "entry_id", entry["id"])
            and self.reads(entry, who)
            for entry in self.tables["ledger_entry"]
        )

    def erasure(self, row: Row, who: Asker) -> bool:
        """That something was erased is learned by the lead who saw it."""
        return who.serves("sequencer") or (
            who.leads() and self.entry(self.one("ledger_entry", row["entry_id"]), who)
        )

    def part_of_entry(self, row: Row, who: Asker) -> bool:
        return who.serves("sequencer") or self.reads(self.one("ledger_entry", row["entry_id"]), who)

    def version(self, row: Row, who: Asker) -> bool:
        return who.kind != "" and (row["digest"] != "" or who.serves("setup") or who.leads())

    def standard(self, row: Row, who: Asker) -> bool:
        """In force for all; laid open for whoever acts; a draft for the managers of its hub, a common one for all managers."""
        hub = next((one["id"] for one in self.tables["agencies_hub"] if one["key"] == row["hub"]), None)
        return (
            row["state"] == "in_force"
            or (row["digest"] != "" and who.kind != "")
            or who.serves("setup")
            or (who.role == "manager" and (row["hub"] == "" or who.hub == hub))
        )

    def recount(self, row: Row, who: Asker) -> bool:
        """Set-up, the worker, administrators, and the managers of the hub whose desk's calendar it is."""
        calendar = self.one("clocks_calendar", row["calendar_id"])
        hubs = {one["hub_id"] for one in self.tables["agencies_desk"] if one["key"] == calendar["key"]}
        served = who.serves("setup") or who.serves("worker")
        return served or who.role == "administrator" or (who.role == "manager" and who.hub in hubs)

    def of_standard(self, row: Row, who: Asker) -> bool:
        return self.standard(self.one("standards_practicestandard", row["standard_id"]), who)

    def screens_for(self, desk: int, who: Asker) -> bool:
        """Whether a person in a seat settles what came to the desk's mailbox."""
        hub = self.one("agencies_desk", desk)["hub_id"]
        return who.kind == "seat" and (
            (who.role == "screener" and who.desk == desk) or (who.role == "manager" and who.hub == hub)
        )

    def notified(self, row: Row, who: Asker, *, rows: bool = False) -> bool:
        """A batch or a row is read by the hub, its lead and the force."""
        source = self.one("notifications_source", row["source_id"])
        hub = self.one("agencies_desk", source["desk_id"])["hub_id"]
        return who.serves("notifications") or (
            (who.works and who.hub == hub)
            or (not rows and (who.leads(hub) or who.searches(source["agency_id"])))
        )

    def marked(self, row: Row, who: Asker) -> bool:
        """A mark is seen as the thing is that it is set on, by people: what a service sees of a thing it does not see of it."""
        if who.kind == "service":
            return False
        if row["call_id"] is not None:
            return self.call(self.one("calls_call", row["call_id"]), who)
        thing = self.one("intake_contact", row["contact_id"]) if row["contact_id"] is not None else None
        thing = thing or self.one("mailbox_further", row["further_id"])
        matter = self.one("matters_matter", thing["matter_id"])
        return self.has(who, matter) and not self.is_close(who, matter["id"])

    def cells(self, row: Row, who: Asker) -> bool:
        """What a row says is the hub's, and goes with the matter once there is one."""
        if who.serves("notifications"):
            return True
        if row["matter_id"] is None:
            return self.notified(self.one("notifications_row", row["row_id"]), who, rows=True)
        matter = self.one("matters_matter", row["matter_id"])
        return not self.is_close(who, matter["id"]) and self.has(who, matter)

    def run(self, row: Row, who: Asker, *, rows: bool = False) -> bool:
        agency = self.one("feeds_feed", row["feed_id"])["agency_id"]
        hubs = {h["hub_id"] for h in self.by("agencies_hub_agencies", "agency_id", agency)}
        return (
            who.serves("feeds")
            or who.searches(agency)
            or (who.works and who.hub in hubs)
            or (not rows and who.leads() and who.hub in hubs)
        )


def service(*names: str) -> Callable[[Model, Row, Asker], bool]:
    return lambda _model, _row, who: who.serves(*names)


def triage_and(*names: str) -> Callable[[Model, Row, Asker], bool]:
    return lambda _m, _r, who: who.serves(*names) or who.works or who.role == "administrator"


RULES: dict[str, Callable[[Model, Row, Asker], bool]] = {
    "matters_matter": lambda m, r, who: m.matter(who, r),
    "matters_grant": lambda m, r, who: m.matter(who, m.one("matters_matter", r["matter_id"])),
    "people_person": lambda m, r, who: m.person(who, r),
    "people_record": lambda m, r, who: m.record(who, r),
    "people_withdrawal": lambda m, r, who: m.record(who, m.one("people_record", r["record_id"])),
    "people_identification": lambda m, r, who: m.person(who, m.one("people_person", r["person_id"])),
    "people_address": lambda m, r, who: m.saying(who, r),
    "people_relationship": lambda m, r, who: m.saying(who, r),
    "people_protectedaddress": lambda m, r, who: m.protected_address(r, who),
    "people_matchmodel": triage_and("matching"),
    "watch_look": triage_and("matching"),
    "people_link": service("matching"),
    "people_merge": lambda m, r, who: m.pair(r, who, "person_id", "into_id"),
    "people_personchange": lambda m, r, who: m.change(r, who),
    "people_statement": lambda m, r, who: m.pair(r, who, "person_id", "other_id"),
    "people_fact": lambda m, r, who: m.pair(r, who, "person_a_id", "person_b_id"),
    "review_reviewdecision": lambda m, r, who: m.pair(r, who, "person_a_id", "person_b_id"),
    "notifications_source": lambda _m, _r, who: who.serves("notifications") or who.user is not None,
    "notifications_sourcesecret": service("notifications"),
    "notifications_batch": lambda m, r, who: m.notified(r, who),
    "notifications_row": lambda m, r, who: m.notified(r, who),
    "notifications_terms": lambda m, r, who: m.notified(r, who),
    "notifications_mapping": lambda m, r, who: m.notified(r, who),
    "notifications_upload": lambda m, r, who: m.notified(r, who),
    "notifications_declaration": lambda m, r, who: m.notified(r, who),
    "notifications_signoff": lambda m, r, who: m.notified(r, who),
    "notifications_sent": lambda m, r, who: m.cells(r, who),
    "feeds_feed": lambda _m, _r, who: who.serves("feeds") or who.user is not None,
    "feeds_run": lambda m, r, who: m.run(r, who),
    "feeds_incoming": service("feeds"),
    "feeds_rowproblem": lambda m, r, who: m.run(m.one("feeds_run", r["run_id"]), who, rows=True),
    "files_storedfile": lambda m, r, who: m.file(r, who),
    "intake_draft": lambda _m, r, who: (
        who.serves("drafts")
        or (who.kind == "draft" and who.key == r["public_id"])
        or (who.user is not None and who.user == r["user_id"])
    ),
    "intake_onetimecode": service("drafts", "feedback"),
    "sharing_underway": lambda m, r, who: m.underway(r, who),
    "access_closeness": lambda m, r, who: m.closeness(r, who),
    "access_breakglass": lambda m, r, who: m.glass(r, who),
    "access_attempt": lambda m, r, who: m.attempt(r, who),
    "access_browsing": lambda _m, r, who: (
        who.serves("glass") or (who.leads(r["hub_id"]) and who.user != r["user_id"])
    ),
    "standards_practicestandard": lambda m, r, who: m.standard(r, who),
    "clocks_recount": lambda m, r, who: m.recount(r, who),
    "standards_timescale": lambda m, r, who: m.of_standard(r, who),
    "standards_minimumcontent": lambda m, r, who: m.of_standard(r, who),
    "standards_decisionrole": lambda m, r, who: m.of_standard(r, who),
    "standards_quorum": lambda m, r, who: m.of_standard(r, who),
    "standards_approval": lambda m, r, who: who.kind != "" and m.of_standard(r, who),
    "agreements_agreement": lambda _m, _r, who: who.kind != "",
    "agreements_version": lambda m, r, who: m.version(r, who),
    "agreements_clause": lambda m, r, who: m.version(m.one("agreements_version", r["version_id"]), who),
    "agreements_signatory": lambda m, r, who: m.version(m.one("agreements_version", r["version_id"]), who),
    **dict.fromkeys(
        ("directory_team", "directory_post", "directory_holding", "directory_way", "directory_check", "directory_wrong",
         "directory_standin"),
        lambda _m, _r, who: who.kind == "service" or (who.kind in {"seat", "token"} and who.role not in {"", "referrer"}),
    ),
    "team_competence": lambda _m, r, who: (
        (who.user is not None and who.user == r["user_id"]) or (who.role == "manager" and who.hub == r["hub_id"])
    ),
    "allocation_nearhome": lambda _m, r, who: who.user is not None and who.user == r["user_id"],
    "team_duty": lambda _m, r, who: (
        (who.works and who.hub == r["hub_id"]) or (who.user is not None and who.user == r["user_id"])
    ),
    "team_absence": lambda _m, r, who: (
        (who.works
        and who.hub == r["hub_id"])
        or (who.user is not None
        and who.user in {r["user_id"], r["cover_id"]})
    ),
    "calls_ring": lambda m, r, who: who.serves("calls") or (who.works and who.hub == r["hub_id"]),
    "calls_call": lambda m, r, who: m.call(r, who),
    "tasks_todo": lambda m, r, who: m.todo(r, who),
    "demand_hour": lambda _m, r, who: who.works and who.hub == r["hub_id"],
    "demand_mark": lambda m, r, who: m.marked(r, who),
    "calls_step": lambda m, r, who: m.call(m.one("calls_call", r["call_id"]), who),
    "consultations_consultation": lambda m, r, who: m.advice(r, who),
    "consultations_asker": lambda m, r, who: m.of_advice(r, who),
    "consultations_personasked": lambda m, r, who: m.of_advice(r, who),
    "consultations_advice": lambda m, r, who: m.of_advice(r, who),
    "consultations_step": lambda m, r, who: m.of_advice(r, who),
    "rights_rightsrequest": lambda _m, r, who: who.serves("rights") or who.leads(r["hub_id"]),
    "rights_consultation": lambda m, r, who: m.consulted(r, who),
    "rights_consulted": lambda m, r, who: m.consulted(m.one("rights_consultation", r["consultation_id"]), who),
    "rights_custody": lambda _m, r, who: who.serves("rights") or (who.cleared and who.hub == r["hub_id"]),
    "retention_sealeddisposal": lambda _m, r, who: who.cleared and who.hub == r["hub_id"],
    "mailbox_message": lambda m, r, who: (
        who.serves("mailbox") or (r["contact"] == "" and m.screens_for(r["desk_id"], who))
    ),
    "mailbox_watch": lambda m, r, who: (
        who.serves("mailbox") or who.role == "administrator" or m.screens_for(r["desk_id"], who)
    ),
    "outbox_message": service("worker"),
    "outbox_event": service("worker"),
    "ledger_entry": lambda m, r, who: m.entry(r, who),
    "ledger_mention": lambda m, r, who: m.part_of_entry(r, who),
    "ledger_erasure": lambda m, r, who: m.erasure(r, who),
    "ledger_seal": lambda m, r, who: m.part_of_entry(r, who),
    "ledger_waiting": service("sequencer"),
    "ledger_change": service("sequencer"),
    "ledger_term": lambda m, r, who: m.term(r, who),
}  # fmt: skip


def _says(entry: Row, term: Row) -> bool:
    """Whether an entry has this purpose, or its actor this name and role."""
    if term["kind"] == "purpose":
        return bool(term["value"] == entry["purpose"])
    return (term["value"], term["name"], term["role"]) == (
        entry["actor"],
        entry["actor_name"],
        entry["actor_role"],
    )


_SIGNS = re.compile(f"[{re.escape(string.punctuation)}\\s]")


def _identity(given: str, family: str, born: str) -> str:
    first, last = (_SIGNS.sub("", part).lower() for part in (given.strip().split(" ")[0], family))
    whole = re.fullmatch(r"\d{4}-\d{2}-\d{2}", born)
    return f"{first} {last} {born}" if first and last and whole else ""


def _key_of_person(row: Row) -> str:
    return _identity(row["given_name"], row["family_name"], str(row["date_of_birth"] or ""))


def _key_declared(row: Row) -> str:
    return _identity(row["given_name"], row["family_name"], str(row["born"] or ""))


def _key_of_record(row: Row) -> str:
    said = row["said"]
    born = said.get("born") or {}
    day = (
        f"{born.get('year', 0):04}-{born.get('month', 0):02}-{born.get('day', 0):02}"
        if len(born) == 3
        else ""
    )
    return _identity(said.get("given_name", ""), said.get("family_name", ""), day)
