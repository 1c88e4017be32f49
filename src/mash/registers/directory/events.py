from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import code, codes, day, number

TEAM_ADDED = declare(
    "directory:team:added", "{actor} added a team to the directory", code("agency"), code("hub")
)
TEAM_ENDED = declare("directory:team:ended", "{actor} took a team out of the directory", day("until"))
POST_ADDED = declare("directory:post:added", "{actor} added a post to the directory")
POST_ENDED = declare("directory:post:ended", "{actor} took a post out of the directory", day("until"))
HOLDER_SET = declare("directory:holder:set", "{actor} wrote down who fills a post", day("from"))
WAY_ADDED = declare(
    "directory:way:added", "{actor} added a way to reach a post", code("kind"), codes("purposes"), day("from")
)
WAY_CORRECTED = declare(
    "directory:way:corrected",
    "{actor} put a way to reach a post right",
    code("kind"),
    codes("purposes"),
    code("corrects"),
    number("reports"),
)
WAY_ENDED = declare(
    "directory:way:ended", "{actor} took out a way to reach a post", day("until"), number("reports")
)
WAY_CHECKED = declare(
    "directory:way:checked", "{actor} checked a way to reach a post: it is right", number("reports")
)
REPORTED = declare("directory:way:reported", "{actor} reported a way to reach a post as wrong", code("heard"))
STAND_IN_SET = declare(
    "directory:stand-in:set",
    "{actor} wrote down who stands in for a post",
    code("other"),
    day("from"),
    day("until"),
)
STAND_IN_ENDED = declare("directory:stand-in:ended", "{actor} ended who stands in for a post", day("until"))
EXPORTED = declare(
    "directory:sheet:printed", "{actor} took out the directory's wall sheet", code("hub"), number("rows")
)
WORDS_INSTALLED = declare(
    "directory:words:installed", "{actor} installed the directory's words", number("added")
)
PERIOD_SET = declare(
    "directory:period:set",
    "{actor} set after how long entries are checked again",
    code("hub"),
    number("days"),
    day("from"),
)
