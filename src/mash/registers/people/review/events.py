from mash.foundation.ledger import declare

SHOWN = declare(
    "people:pair:shown",
    "{actor} was shown records to say whether they are of one person",
    "pairs",
    "supplied",
)
REVIEWED = declare(
    "people:pair:reviewed", "{actor} said whether two records are of one person", "answer", "look"
)
