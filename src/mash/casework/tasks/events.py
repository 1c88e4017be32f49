"""What the ledger may say of tasks: never their words."""

from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import answer, day, number

GIVEN = declare("tasks:task:given", "{actor} gave a task", day("due"), answer("own"))
DONE = declare("tasks:task:done", "{actor} said that a task is done", answer("late"))
VIEWED = declare("tasks:task:viewed", "{actor} read a task")
LISTED = declare("tasks:list:viewed", "{actor} saw what waits for them", number("shown"))
TOLD = declare("tasks:task:told", "The owner of an overdue task was told")
