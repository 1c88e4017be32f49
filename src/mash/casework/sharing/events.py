from mash.foundation.ledger import declare

OPENNESS_RECORDED = declare("sharing:openness:recorded", "{actor} recorded whether the family knows", "basis")
REQUESTED = declare(
    "sharing:request:sent",
    "{actor} asked {agency} for information",
    "agency",
    "ground",
    "basis",
    "due",
    "rating",
    shares="agency",
)
ACKNOWLEDGED = declare("sharing:request:acknowledged", "{actor} acknowledged the request", "agency")
VIEWED = declare(
    "sharing:request:viewed", "{actor} saw the request and the people in it", "agency", shares="agency"
)
ANSWERED = declare(
    "sharing:request:answered",
    "{actor} answered for {agency}",
    "agency",
    "held",
    "items",
    "withheld",
    "late",
    shares="hub",
)
WITHDRAWN = declare("sharing:request:withdrawn", "{actor} withdrew the request", "agency")
