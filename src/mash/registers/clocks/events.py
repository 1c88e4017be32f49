from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import code, day

CALENDAR_SET = declare(
    "clocks:calendar:set", "{actor} set the opening hours of {calendar}", code("calendar"), day("from")
)
DAY_CLOSED = declare("clocks:day:closed", "{actor} closed {calendar} on {day}", code("calendar"), day("day"))
DAY_OPENED = declare("clocks:day:opened", "{actor} opened {calendar} on {day}", code("calendar"), day("day"))
DAY_RESTORED = declare(
    "clocks:day:restored",
    "{actor} gave {calendar} its usual hours back on {day}",
    code("calendar"),
    day("day"),
)
COUNTED_ANEW = declare(
    "clocks:calendar:counted", "{actor} counted what is due on {calendar} anew", code("calendar")
)
