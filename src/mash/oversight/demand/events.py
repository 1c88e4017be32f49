from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import answer, code, codes, day, number

MARKED = declare(
    "demand:mark:set",
    "{actor} recorded that a better answer earlier would have spared this ({kind})",
    code("kind"),
    code("thing"),
)
UNMARKED = declare(
    "demand:mark:ended",
    "{actor} took back that a better answer earlier would have spared this ({kind})",
    code("kind"),
    code("thing"),
)
SENT_ELSEWHERE = declare(
    "demand:contact:sent-elsewhere",
    "{actor} recorded that a contact belongs elsewhere ({elsewhere})",
    code("elsewhere"),
    answer("passed_on"),
    answer("told"),
)
BACK_AGAIN = declare("demand:contact:back", "{actor} took back that a contact belongs elsewhere")
# `hours` holds what each hour says from then on, as hour:people:offered:answered, with nothing where nobody said it.
SHEET_SAVED = declare(
    "demand:sheet:saved", "{actor} wrote who is on duty on {day}", code("desk"), day("day"), codes("hours")
)
LISTED = declare(
    "demand:mark:listed",
    "{actor} saw a list of what a better answer would have spared ({kind})",
    code("kind"),
    number("shown"),
)
EXPORTED = declare(
    "demand:figures:exported", "{actor} took out figures of demand ({page})", code("page"), number("rows")
)
ASKED_OF = declare(
    "demand:sender:shown",
    "{actor} took out what is to be asked of a sender, in figures",
    code("sender"),
    number("days"),
    answer("file"),
)
