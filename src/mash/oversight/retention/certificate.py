"""The certificate of a disposal, and the list of disposals: references, codes, dates and counts, and no name of a case's people."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from mash.foundation.documents.render import Template, render
from mash.foundation.kernel import Actor, Ref
from mash.foundation.kernel.time import LONDON
from mash.foundation.ledger import append
from mash.oversight.retention import events
from mash.oversight.retention.models import Disposal

TABLES = {
    "ledger_entry": "Entries of the log (what they said)",
    "people_record": "What was said of people",
    "people_person": "People known by nothing else",
    "people_identification": "Why somebody was taken for somebody",
    "people_address": "Addresses",
    "people_protectedaddress": "Protected addresses",
    "people_relationship": "Relationships",
    "people_link": "Comparisons of records",
    "people_statement": "What people said of persons (their reasons)",
    "matters_subject": "Who was in the case",
    "matters_grant": "Grants to see the case",
    "intake_contact": "Contacts",
    "intake_classification": "Classifications (their reasons)",
    "intake_referrer": "Referrers",
    "intake_feedback": "Answers to referrers",
    "intake_draft": "Forms as they were sent",
    "joining_mark": "By what contacts were found to be alike",
    "joining_statement": "Which contacts were joined (the reasons)",
    "families_expectation": "What was known of unborn children",
    "families_outcome": "How pregnancies ended",
    "families_considered": "Children near the case who were considered",
    "national_question": "Questions to national registers",
    "sharing_openness": "What a family was told",
    "sharing_request": "Requests to agencies",
    "sharing_requestsubject": "People asked about",
    "sharing_answer": "Answers of agencies",
    "sharing_item": "Items of information",
    "sharing_underway": "Answers that were never sent",
    "sharing_share": "Decisions to share (their reasons)",
    "sharing_sharereview": "Reviews of what was shared (their words)",
    "cases_case": "The case’s title and worker",
    "cases_rating": "Ratings (their reasons)",
    "cases_decision": "Decisions (their reasons)",
    "cases_deviation": "What decisions deviated from in the standard (the reasons)",
    "cases_note": "Notes",
    "cases_historyview": "Who had the history on the screen",
    "cases_presence": "Who had the case open",
    "cases_closing": "Who asked to close it",
    "access_breakglass": "Break-glass (its reasons)",
    "access_closeness": "Who was too close to it",
    "files_storedfile": "Files",
    "outbox_message": "Messages (to whom)",
    "retention_due": "Its place on the list of what is due",
    "retention_hold": "Holds (their reasons)",
}
"""In words what the rows of a table are; another table is named by its own name."""


def certificate(disposal: Disposal, *, by: Actor, at: datetime) -> bytes | None:
    """The PDF, with an entry that says who took it; None for what is not disposed of."""
    if disposal.state != "done" or disposal.decided_at is None or disposal.ended_at is None:
        return None
    data = {
        "service": disposal.hub.name,
        "title": _("Certificate of disposal"),
        "reference": disposal.ref,
        "phone": disposal.hub.phone,
        "received_at": _moment(disposal.ended_at),
        "next_steps": [],
        "facts": [
            {"label": _("Certificate"), "value": disposal.ref},
            {"label": _("Case"), "value": disposal.reference},
            {"label": _("Class and authority"), "value": disposal.authority},
            {"label": _("Kept until"), "value": f"{disposal.keep_until:%-d %B %Y}"},
            {
                "label": _("Proposed by"),
                "value": f"{disposal.proposed_by_name}, {_moment(disposal.proposed_at)}",
            },
            {
                "label": _("Approved by"),
                "value": f"{disposal.decided_by_name}, {_moment(disposal.decided_at)}",
            },
            {"label": _("Carried out"), "value": _moment(disposal.ended_at)},
            {"label": _("Entry in the log"), "value": str(disposal.entry or "")},
            {"label": _("SHA-256 of the list"), "value": disposal.digest},
            *(
                [{"label": _("Again after a restore"), "value": _moment(disposal.again_at)}]
                if disposal.again_at
                else []
            ),
        ],
        "rows": [{"what": what, "count": str(count)} for what, count in counts_in_words(disposal)],
        "note": _(
            "What was said is erased. A bare row is left for each thing that later returns count: its reference, dates and "
            "codes. The log keeps its leaves, so that every proof of it still holds."
        ),
    }
    made = render(
        Template.DISPOSAL_CERTIFICATE, data, language="en", at=disposal.ended_at.replace(microsecond=0)
    )
    about = [Ref("matter", disposal.reference)]
    append(events.CERTIFICATE, by=by, at=at, about=about, payload={"disposal": disposal.ref})
    return made


def counts_in_words(disposal: Disposal) -> list[tuple[str, int]]:
    """What went, the most first; what is called alike is named by its table."""
    named = [
        (_(TABLES[table]) if table in TABLES else table, many) for table, many in disposal.counts.items()
    ]
    return sorted((one for one in named if one[1]), key=lambda one: (-one[1], one[0]))


def _moment(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%-d %B %Y, %H:%M}"


HEADINGS = (
    "certificate", "case", "hub", "class", "kept until", "proposed", "approved", "carried out", "rows", "sha-256", "entry",
)  # fmt: skip


def as_csv(disposals: Iterable[Disposal]) -> str:
    """The list of disposals: references, codes, days and counts, in which nobody is named."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for one in disposals:
        writer.writerow(
            (
                one.ref,
                one.reference,
                one.hub.key,
                one.klass,
                one.keep_until.isoformat(),
                one.proposed_at.isoformat(),
                one.decided_at.isoformat() if one.decided_at else "",
                one.ended_at.isoformat() if one.ended_at else "",
                sum(one.counts.values()),
                one.digest,
                one.entry or "",
            )
        )
    return out.getvalue()
