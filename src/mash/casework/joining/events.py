from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import code, codes

JOINED = declare(
    "joining:contact:joined",
    "{actor} said that contacts are about one incident",
    code("act"),
    code("ground"),
    codes("evidence"),
)
PARTED = declare(
    "joining:contact:parted", "{actor} said that a contact is not about that incident after all", code("act")
)
DISMISSED = declare(
    "joining:suggestion:dismissed",
    "{actor} said that two contacts are not about one incident, as had been suggested",
    code("act"),
    codes("evidence"),
)
