from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import code, codes

LOOKED = declare(
    "people:model:looked",
    "The matching model was held against the records as they are",
    code("version"),
    codes("moved"),
)
ANSWERED = declare(
    "people:model:answered", "{actor} said what they made of a model that no longer fits", code("look")
)
