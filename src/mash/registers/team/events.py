from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import code, day, moment, number

ASKED = declare(
    "team:competence:asked", "{actor} asked for a competence: {code}", code("code"), day("from"), day("until")
)
RECORDED = declare(
    "team:competence:recorded",
    "{actor} recorded a competence of user {user}: {code}",
    number("user"),
    code("code"),
    day("from"),
    day("until"),
)
DECIDED = declare(
    "team:competence:decided",
    "{actor} decided on a competence of user {user}: {state}",
    number("user"),
    code("code"),
    code("state"),
)
ENDED = declare(
    "team:competence:ended", "{actor} ended a competence of user {user}", number("user"), code("code")
)
DUTY_SET = declare(
    "team:duty:set",
    "{actor} wrote who is on duty: user {user}, {role}",
    number("user"),
    code("role"),
    code("desk"),
    moment("from"),
    moment("until"),
)
DUTY_WITHDRAWN = declare(
    "team:duty:withdrawn", "{actor} withdrew a duty of user {user}", number("user"), code("role")
)
ABSENCE_SET = declare(
    "team:absence:set",
    "{actor} wrote that user {user} is away",
    number("user"),
    number("cover"),
    day("from"),
    day("until"),
)
ABSENCE_WITHDRAWN = declare(
    "team:absence:withdrawn", "{actor} withdrew an absence of user {user}", number("user")
)
