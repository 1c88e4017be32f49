from mash.foundation.ledger import declare

RECORD_RECEIVED = declare("people:record:received", "{actor} supplied a record of a person")
IDENTIFIED = declare("people:record:identified", "{actor} said who a record is of", "person", "new")
UNIDENTIFIED = declare("people:record:unidentified", "{actor} undid who a record is of", "person")
RELATED = declare("people:person:related", "{actor} recorded a relationship", "kind")
SEARCHED = declare("people:person:searched", "{actor} searched for a person and saw those named", "found")
BORN = declare("people:person:born", "{actor} recorded a birth")
VIEWED = declare("people:person:viewed", "{actor} saw the person and those near them")
