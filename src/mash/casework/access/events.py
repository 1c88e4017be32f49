from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import code, moment, number

BROKEN = declare(
    "access:glass:broken",
    "{actor} opened the case by break-glass ({reason}) until {until}; {told} leads were told",
    code("reason"),
    moment("until"),
    moment("due"),
    number("told"),
)
GIVEN_BACK = declare("access:glass:given-back", "{actor} gave break-glass back early")
REVIEWED = declare("access:glass:reviewed", "{actor} reviewed break-glass: {verdict}", code("verdict"))
LISTED = declare(
    "access:glass:listed", "{actor} saw the list of break-glass with the cases named", number("shown")
)
VIEWED = declare("access:glass:viewed", "{actor} read what was done by break-glass")
DECLARED = declare(
    "access:closeness:declared",
    "{actor} said that user {user} is close to somebody ({relation})",
    number("user"),
    code("relation"),
)
CLOSENESS_ENDED = declare(
    "access:closeness:ended", "{actor} ended that user {user} is close to somebody", number("user")
)
CLOSENESS_LISTED = declare(
    "access:closeness:listed", "{actor} saw who is close to whom, by reference", number("shown")
)
RAISED = declare(
    "access:browsing:raised",
    "A pattern in what a user opened is to be looked at: {pattern}, {count} cases",
    code("pattern"),
    number("count"),
)
SETTLED = declare(
    "access:browsing:settled",
    "{actor} looked at the pattern {pattern}: {verdict}",
    code("pattern"),
    code("verdict"),
)
BROWSING_VIEWED = declare("access:browsing:viewed", "{actor} looked at a pattern, with the cases named")
BROWSING_LISTED = declare("access:browsing:listed", "{actor} saw the patterns", number("shown"))
USES_VIEWED = declare(
    "access:uses:viewed", "{actor} saw who used what their agency answered", code("agency"), number("shown")
)
