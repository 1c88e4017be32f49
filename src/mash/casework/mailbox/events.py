from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import answer, code, number

TAKEN = declare(
    "mailbox:message:taken", "A message was taken from the mailbox {box}", code("box"), number("size")
)
SETTLED = declare(
    "mailbox:message:settled",
    "A message of the mailbox {box} was settled: {state} {reason}",
    code("box"),
    code("state"),
    code("reason"),
    answer("verified"),
)
JUDGED = declare(
    "mailbox:message:judged",
    "{actor} settled a message that was set aside: {state} {reason}",
    code("state"),
    code("reason"),
)
VIEWED = declare("mailbox:message:viewed", "{actor} read a message that was set aside")
LISTED = declare(
    "mailbox:message:listed", "{actor} saw the list of {shown} messages of the mailbox", number("shown")
)
DOMAIN_SET = declare(
    "mailbox:domain:set", "{actor} said that mail from a domain is that of {agency}", code("agency")
)
PURGED = declare(
    "mailbox:message:purged", "The text of {count} messages that were not for us was purged", number("count")
)
