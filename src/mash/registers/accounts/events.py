from mash.foundation.ledger import declare

USER_INVITED = declare("accounts:user:invited", "{actor} invited a user", "user")
SEAT_GIVEN = declare(
    "accounts:seat:given", "{actor} gave user {user} the role {role}", "user", "seat", "role"
)
SEAT_ENDED = declare("accounts:seat:ended", "{actor} ended a seat of user {user}", "user", "seat")
SIGNED_IN = declare("accounts:user:signed-in", "{actor} signed in", "user", "factor")
SEAT_CHOSEN = declare("accounts:seat:chosen", "{actor} now acts from another seat", "seat")
TOKEN_MADE = declare("accounts:token:made", "{actor} made an API token", "token", "seat")
TOKEN_REVOKED = declare("accounts:token:revoked", "{actor} revoked an API token", "token")
