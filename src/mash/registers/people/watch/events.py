from mash.foundation.ledger import declare

LOOKED = declare(
    "people:model:looked", "The matching model was held against the records as they are", "version", "moved"
)
ANSWERED = declare(
    "people:model:answered", "{actor} said what they made of a model that no longer fits", "look"
)
