"""Roles as sentences that an information-governance lead could sign, and what each may do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GRAMMAR = re.compile(r"^[a-z]+:[a-z-]+:[a-z-]+$")
Where = Literal["nowhere", "hub", "desk", "agency"]


@dataclass(frozen=True, slots=True)
class Role:
    """`where` says which organisation a seat of this role needs."""

    key: str
    title: str | Promise
    sentence: str
    where: Where
    permissions: frozenset[str]


_HAS_TASKS = frozenset({"tasks:list:view"})
_GIVES_TASKS = _HAS_TASKS | {"tasks:task:work"}
_DECLARES = frozenset({"access:closeness:declare"})
_READS_STANDARDS = frozenset({"standards:standard:view", "standards:threshold:view"})
_READS_DIRECTORY = frozenset({"directory:entry:view", "directory:way:report"})
# Everybody in a hub's team says what they are able to do, when they are away and that another is to have a case.
_OF_THE_TEAM = frozenset({"team:competence:ask", "team:absence:record", "allocation:wish:record"})
_READS_CASES = frozenset(
    {
        "cases:worklist:view",
        "cases:case:view",
        "people:person:search",
        "cases:note:add",
        "cases:measure:view",
        "agreements:agreement:view",
        "updates:update:read",
        "updates:notice:view",
        "roundtables:meeting:view",
        "roundtables:invitation:answer",
        "team:team:view",
    }
    | _OF_THE_TEAM
    | _GIVES_TASKS
    | _DECLARES
    | _READS_STANDARDS
    | _READS_DIRECTORY
)
# Calls round tables, takes attendance and writes their minutes; who chairs one also approves them.
_SITS = frozenset({"roundtables:meeting:call", "roundtables:minutes:write"})
_CHAIRS = frozenset({"roundtables:minutes:approve"})
_BREAKS_GLASS = frozenset({"access:glass:break"})
_TRIAGES = frozenset(
    {
        "intake:contact:classify",
        "intake:contact:link",
        "people:record:identify",
        "people:person:relate",
        "people:person:join",
        "people:person:split",
        "people:pds:look-up",
        "people:pair:review",
        "cases:case:rate",
        "cases:case:claim",
        "allocation:offer:answer",
        "pathways:pathway:work",
        "pathways:pathway:view",
        "demand:mark:set",
        "sharing:openness:record",
        "sharing:request:send",
        "sharing:request:withdraw",
        "cases:protection:start",
        "intake:feedback:give",
        "cases:attention:clear",
        "disclosure:package:make",
        "handover:handover:offer",
        "handover:handover:view",
        "consultations:consultation:record",
        "consultations:consultation:view",
        "calls:call:take",
        "calls:call:view",
        "disagreements:disagreement:work",
        "disagreements:disagreement:view",
        "updates:update:recognise",
        "updates:notice:record",
        "encompass:notice:work",
        "directory:entry:keep",
    }
)
_RECONCILES = frozenset(
    {"notifications:batch:reconcile", "notifications:row:put-right", "notifications:day:sign"}
)
_SEES_DEMAND = frozenset({"demand:board:view", "clocks:calendar:view"})
_SENDS = frozenset({"disclosure:package:check", "disclosure:package:send"})

_ALL = (
    Role(
        "referrer",
        _("Referrer"),
        "Tells the hub what worries them and reads the answer to it.",
        "agency",
        frozenset({"intake:referral:make"}),
    ),
    Role(
        "screener",
        _("Screener"),
        "Takes the hub's telephone calls, sees every open contact of the hub, settles what the desk's mailbox set aside, finds out who is in a contact and whether it is an update of an open case, takes in what other areas and teams tell of people, compares records that may be of one person, rates it, takes the next case or one that they are offered, says what a better answer would have spared and what belongs elsewhere, "
        "asks agencies, disagrees with them and hears their disagreement, makes packages of what they disclosed, hands over whom the hub decided about and records who took them, follows each person’s pathways and records their steps, calls round tables and writes their minutes, tells schools of domestic abuse at a child's home, keeps how the hub's partners are reached, gives advice and chases what was advised, has and gives tasks, and closes what the standard lets a screener close. Takes no statutory decision. In need opens one case "
        "beyond their work by break-glass.",
        "desk",
        _READS_CASES
        | _TRIAGES
        | _RECONCILES
        | _BREAKS_GLASS
        | _SEES_DEMAND
        | _SITS
        | {"cases:decision:make", "mailbox:message:judge"},
    ),
    Role(
        "researcher",
        _("Agency researcher"),
        "Sees what the hub asks of their own agency and answers it, disagrees about it and says their agency's view, says what "
        "of it may be passed on or given to the person it is about, reads the packages that are sent to it, accepts or refuses whom the hub hands over to it, sits for it at the round tables to which it is invited, reads its copy of their minutes and does its actions, and supplies its "
        "lists of people and, where it is a force, its notifications, whose days they sign off, and, where it is a school, what the school is told of domestic abuse at a child's home. Keeps how their agency is reached, and sees in one list what waits for their agency. Sees no case.",
        "agency",
        frozenset(
            {
                "sharing:request:view",
                "sharing:request:answer",
                "disagreements:disagreement:work",
                "disagreements:disagreement:view",
                "roundtables:meeting:view",
                "roundtables:invitation:answer",
                "rights:consultation:answer",
                "disclosure:package:receive",
                "disclosure:consent:answer",
                "handover:handover:view",
                "handover:handover:answer",
                "agreements:agreement:view",
                "feeds:feed:view",
                "feeds:feed:import",
                "notifications:batch:send",
                "notifications:batch:reconcile",
                "notifications:day:sign",
                "encompass:message:read",
                "directory:entry:keep",
            }
        )
        | _HAS_TASKS
        | _DECLARES
        | _READS_DIRECTORY,
    ),
    Role(
        "decider",
        _("Decision maker"),
        "Sees the whole picture and decides for each subject, with how such worries were decided in counts, takes the next case or one that they are offered, begins their pathways and records their steps, hands people over to teams, has and gives tasks, calls and chairs round tables, checks, sends and recalls packages, keeps how the hub's partners are reached. Section 17 and 47 decisions need a registered "
        "social worker employed by the authority where the child is. In need opens one case beyond their work by break-glass.",
        "desk",
        _READS_CASES
        | _TRIAGES
        | _BREAKS_GLASS
        | _SEES_DEMAND
        | {
            "cases:decision:make",
            "cases:decision:confirm",
            "cases:threshold:count",
            "people:person:approve-split",
            "cases:sealed:rely",
        }
        | _SENDS
        | _SITS
        | _CHAIRS,
    ),
    Role(
        "chair",
        _("Round-table chair"),
        "Sees the hub's cases and its team, calls and chairs the round tables about them and approves their minutes, has and gives tasks. In need opens one case beyond their work by break-glass.",
        "desk",
        _READS_CASES | _BREAKS_GLASS | _SEES_DEMAND | _SITS | _CHAIRS | {"cases:decision:confirm"},
    ),
    Role(
        "minutes",
        _("Minute taker"),
        "Sees the hub's cases and its team, calls the round tables about them, takes their attendance and minutes and sends each agency its copy, has and gives tasks.",
        "desk",
        _READS_CASES | _SITS,
    ),
    Role(
        "practitioner",
        _("Field practitioner"),
        "Sees the cases that they are given, while they have them, says what they are able to do, when they are away and that another is to have a case, reads what comes in on them, sits at the round tables about them, and has and gives tasks.",
        "hub",
        frozenset(
            {
                "cases:worklist:view",
                "cases:case:view",
                "cases:note:add",
                "updates:update:read",
                "roundtables:meeting:view",
                "roundtables:invitation:answer",
            }
        )
        | _OF_THE_TEAM
        | _GIVES_TASKS
        | _DECLARES
        | _READS_STANDARDS
        | _READS_DIRECTORY,
    ),
    Role(
        "manager",
        _("Hub manager"),
        "Sees the hub's load and clocks and what comes at which hour, writes who is on duty, sets when the desks are open, sees what its mailboxes set aside, gives and offers cases and gives tasks to people by what they are able to do, approves that, writes who does which duty, records steps of pathways, reads what comes in on their cases and says who is too close to somebody, keeps how the hub's partners are reached and says how often that is checked, confirms decisions, hands people over to teams, calls and chairs round tables, records what the chair decides on a disagreement, checks, "
        "sends and recalls packages, and approves how records of people are compared. Puts cases on hold and is the second "
        "person of a disposal. Drafts the hub's practice standard, tries it on its cases, lays it open to the board and brings "
        "into force what the board approved, and sees how often decisions deviate from it and how worries of a kind were decided. In need opens one case beyond their work by break-glass.",
        "hub",
        _READS_CASES
        | _TRIAGES
        | _BREAKS_GLASS
        | {"people:person:approve-split", "people:model:approve"}
        | {"cases:decision:make", "cases:decision:confirm", "cases:case:assign", "cases:case:restrict"}
        | {"allocation:offer:make", "team:competence:approve", "team:rota:keep"}
        | {"access:closeness:record", "cases:sealed:rely"}
        | _SENDS
        | {"retention:hold:place", "retention:disposal:approve"}
        | {"feeds:feed:view", "feeds:feed:import"}
        | _RECONCILES
        | _SEES_DEMAND
        | {"demand:sheet:write", "directory:period:set", "clocks:calendar:keep"}
        | {"mailbox:message:judge", "notifications:batch:send"}
        | _SITS
        | _CHAIRS
        | {"disagreements:disagreement:decide", "disagreements:pattern:view"}
        | {"standards:standard:draft", "standards:deviation:view", "cases:threshold:count"},
    ),
    Role(
        "governance",
        _("Information-governance lead"),
        "Reads who saw and shared what in the hub, reviews each break-glass and what was shared without a clause, knows who "
        "is close to whom and says who is cleared for sealed material, reads disagreements with agencies, what they are about and how they end, "
        "records what the chair decides on one, drafts the agreements on sharing and records who signs "
        "them, and agrees which lists of people agencies supply. Answers people who ask what is held about them or object to "
        "it, or checks what another lead answers, and reads that person's cases meanwhile. Reads the practice standards. Puts cases on hold, and proposes or "
        "approves the disposal of what is due. Sees references and not cases.",
        "hub",
        frozenset(
            {
                "ledger:entry:view",
                "ledger:tree:view",
                "ledger:finding:own",
                "access:glass:review",
                "access:browsing:review",
                "access:closeness:declare",
                "access:closeness:record",
                "access:closeness:end",
                "feeds:feed:view",
                "feeds:feed:approve",
                "notifications:source:agree",
                "notifications:batch:reconcile",
                "agreements:agreement:view",
                "agreements:agreement:ask-what-if",
                "sharing:ground:review",
                "disagreements:disagreement:view",
                "disagreements:disagreement:decide",
                "disagreements:pattern:view",
                "agreements:agreement:draft",
                "agreements:agreement:sign",
                "accounts:clearance:give",
                "rights:request:work",
                "rights:package:check",
                "retention:hold:place",
                "retention:disposal:propose",
                "retention:disposal:approve",
                "standards:standard:view",
                "standards:threshold:view",
            }
        )
        | _READS_DIRECTORY,
    ),
    Role(
        "auditor",
        _("Quality auditor"),
        "Reads the practice standards, and will read the files that are sampled for audit.",
        "hub",
        frozenset({"quality:audit:view"}) | _READS_STANDARDS | _READS_DIRECTORY,
    ),
    Role(
        "learning",
        _("Learning lead"),
        "Reads the practice standards, and will keep lessons and what changed because of them.",
        "hub",
        frozenset({"quality:lesson:view"}) | _READS_STANDARDS | _READS_DIRECTORY,
    ),
    Role(
        "board",
        _("Board member"),
        "Sees measures and never names. Reads the practice standards, and approves or refuses one that they are named for.",
        "hub",
        frozenset({"measures:report:view", "standards:standard:approve"})
        | _READS_STANDARDS
        | _READS_DIRECTORY,
    ),
    Role(
        "commissioner",
        _("Commissioner"),
        "Sees measures and never names, and reads the practice standards.",
        "hub",
        frozenset({"measures:report:view"}) | _READS_STANDARDS | _READS_DIRECTORY,
    ),
    Role(
        "administrator",
        _("System administrator"),
        "Runs the system and sees no case.",
        "nowhere",
        frozenset({"system:status:view", "accounts:seat:give"}) | _READS_DIRECTORY,
    ),
)

ROLES: dict[str, Role] = {role.key: role for role in _ALL}


def permissions() -> frozenset[str]:
    """Every permission that some role has."""
    return frozenset().union(*(role.permissions for role in _ALL))
