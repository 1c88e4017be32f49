from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import answer, code, moment, number

USER_INVITED = declare("accounts:user:invited", "{actor} invited a user", number("user"))
SEAT_GIVEN = declare(
    "accounts:seat:given",
    "{actor} gave user {user} the role {role}",
    number("user"),
    number("seat"),
    code("role"),
)
SEAT_ENDED = declare(
    "accounts:seat:ended", "{actor} ended a seat of user {user}", number("user"), number("seat")
)
SIGNED_IN = declare("accounts:user:signed-in", "{actor} signed in", number("user"), answer("factor"))
SEAT_CHOSEN = declare("accounts:seat:chosen", "{actor} now acts from another seat", number("seat"))
CLEARED = declare(
    "accounts:clearance:given",
    "{actor} cleared user {user} for sealed material",
    number("user"),
    number("seat"),
    moment("until"),
)
CLEARANCE_ENDED = declare(
    "accounts:clearance:ended",
    "{actor} ended the clearance of user {user}",
    number("user"),
    number("seat"),
)
TOKEN_MADE = declare("accounts:token:made", "{actor} made an API token", number("token"), number("seat"))
TOKEN_REVOKED = declare("accounts:token:revoked", "{actor} revoked an API token", number("token"))
