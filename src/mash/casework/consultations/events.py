from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import answer, code, number

RECORDED = declare(
    "consultations:consultation:recorded",
    "{actor} recorded a question to the desk",
    code("source"),
    answer("named"),
    number("people"),
    code("danger"),
)
ADVISED = declare(
    "consultations:advice:given",
    "{actor} gave advice",
    number("level"),
    answer("refer"),
    answer("first"),
)
MADE = declare(
    "consultations:contact:made", "{actor} made advice into a contact", code("contact"), answer("second")
)
JOINED = declare(
    "consultations:contact:joined", "{actor} said that a contact came of advice", code("contact")
)
PARTED = declare(
    "consultations:contact:parted", "{actor} said that a contact did not come of advice", code("contact")
)
# Of logs from before contacts were joined with a reason: see joining.
UNLINKED = declare(
    "consultations:contact:unlinked", "{actor} took a contact out of its incident", code("incident")
)
CHASED = declare(
    "consultations:referral:chased",
    "A referral that was advised had not arrived",
    number("times"),
    answer("told"),
)
TOLD = declare(
    "consultations:outcome:told", "{actor} recorded what came of a referral that was advised", code("outcome")
)
LOOKED = declare(
    "consultations:outcome:looked",
    "{actor} looked again at a referral that was advised and not made",
    answer("agreed"),
)
VIEWED = declare("consultations:consultation:viewed", "{actor} read advice")
LISTED = declare(
    "consultations:consultation:listed", "{actor} saw a list of advice", code("queue"), number("shown")
)
EXPORTED = declare("consultations:pattern:exported", "{actor} took out what is asked", number("rows"))
FORGOTTEN = declare("consultations:consultation:emptied", "Advice went whose time was over", number("count"))
