from mash.foundation.ledger import declare

CALENDAR_SET = declare(
    "clocks:calendar:set", "{actor} set the opening hours of {calendar}", "calendar", "from"
)
DAY_CLOSED = declare("clocks:day:closed", "{actor} closed {calendar} on {day}", "calendar", "day")
DAY_OPENED = declare("clocks:day:opened", "{actor} opened {calendar} on {day}", "calendar", "day")
DAY_RESTORED = declare(
    "clocks:day:restored", "{actor} gave {calendar} its usual hours back on {day}", "calendar", "day"
)
