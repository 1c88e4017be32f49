"""To whom a message goes for a purpose now: the posts that stand for it, or all who receive for the agency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from mash.registers.agencies.models import Agency
from mash.registers.directory import rules
from mash.registers.directory.models import Team
from mash.registers.directory.queries.entries import as_post, posts_of
from mash.registers.directory.queries.terms import inboxes_of


@dataclass(frozen=True, slots=True)
class Addressees:
    """`team` is whom the first of them belongs to, None where nobody stands for the purpose now. `addresses` is each once."""

    addresses: tuple[str, ...]
    team: Team | None = None


def addressees(agency: Agency, *, what: str, at: datetime) -> Addressees | None:
    """Who is told, or None where the directory has no entry of this agency.

    Of each post that is reached for the purpose now (whoever stands in, and the team for out of hours, included): the
    account of whoever fills it, else the post's own open secure email. Where none has either, everybody who receives for
    the agency, as without a directory. A way that was reported wrong is not written to, nor is a post that somebody stands
    in for and cannot be reached: whoever fills it is away.
    """
    rows = {one.public_id: one for one in posts_of(Q(team__agency=agency), at=at)}
    if not rows:
        return None
    known = rules.Entries(agency=agency.name, posts=tuple(as_post(one, at=at) for one in rows.values()))
    day = rules.local_day(at)
    found = [
        one
        for one in rules.reach(known, what=what, at=at)
        if one.post is not None
        and one.wrong_at is None
        and rules.standing_for(known, one.post, day)[0] is one.post
    ]
    written: list[str] = []
    for one in found:
        if one.post is not None:
            mailbox = one.value if one.kind == "email" else ""
            written += filter(None, [one.post.inbox or mailbox])
    first = found[0].post if found else None
    addresses = dict.fromkeys(written or inboxes_of(agency, at=at))
    return Addressees(tuple(addresses), rows[first.ref].team if first else None)
