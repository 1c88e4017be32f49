from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import code, codes, moment, number

PROPOSED = declare(
    "encompass:notice:proposed",
    "{actor} proposed to tell a child's school",
    code("notice"),
    code("school"),
    moment("due"),
)
SENT = declare(
    "encompass:notice:sent",
    "{actor} told {agency} that there was domestic abuse at a child's home",
    code("notice"),
    code("agency"),
    codes("helps"),
    shares="agency",
)
NOT_SENT = declare(
    "encompass:notice:not-sent",
    "{actor} decided that a school is not told ({reason})",
    code("notice"),
    code("reason"),
)
WITHDRAWN = declare(
    "encompass:notice:withdrawn", "{actor} withdrew what {school} was told", code("notice"), code("school")
)
CALLED = declare(
    "encompass:notice:called",
    "{actor} telephoned {school} ({call})",
    code("notice"),
    code("school"),
    code("call"),
)
READ = declare("encompass:message:read", "{actor} read a notice to {school}", code("message"), code("school"))
VIEWED = declare("encompass:notice:viewed", "{actor} read a notice to a school", code("notice"))
LISTED = declare(
    "encompass:notice:listed", "{actor} read a list of {notices} notices to schools", number("notices")
)
