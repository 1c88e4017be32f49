"""What is told about children beside the worry: their days and words, what was noticed, what goes well and is wanted."""

from __future__ import annotations

from typing import Final

UNBORN: Final[tuple[str, ...]] = (
    "The booking appointment was at 24 weeks. An older half-sibling lives elsewhere.",
    "{Carer} told the midwife that {cthey} has nowhere to take the baby home to.",
    "Antenatal appointments have been missed three times, and the telephone number is no longer in use.",
    "Both parents say that they want this time to be different, and have asked who can help.",
)
NOTICED: Final[tuple[str, ...]] = (
    "This has been building since {month}.",
    "We have known the family for two years and this is new.",
    "It came out during an ordinary conversation about the weekend.",
    "A member of staff noticed it at the start of the day and told me within the hour.",
    "Two colleagues have written down the same thing separately.",
    "I saw this myself and am writing it down the same afternoon.",
    "It was said to a friend first, and the friend told us.",
    "I have spoken with {carer} about it twice before.",
    "There have been smaller signs which on their own did not seem much.",
    "I am writing because the pattern worries me more than any one day.",
    "The younger children have begun to say similar things.",
    "It was reported to us by a relative who does not wish to be named to the family.",
)
NOTICED_BY_THE_PUBLIC: Final[tuple[str, ...]] = (
    "I am not one to interfere, but I could not leave it.",
    "I hear it through the wall.",
    "I have seen it with my own eyes more than once.",
    "Somebody ought to have rung before me.",
    "The family used to be so different.",
    "Please do not tell them that it was me.",
    "I may be wrong, and hope that I am.",
    "It has been like this since {month}.",
)
DAILY_LIFE: Final[tuple[tuple[int, tuple[str, ...]], ...]] = (
    (
        3,
        (
            "{child} is a watchful baby who settles quickly when held.",
            "{child} is putting on weight more slowly than {they} should.",
            "{child} has few words yet and uses them carefully.",
            "{child} spends much of the day in a pushchair in front of the television.",
            "The cot is in the living room, and there are usually several adults about.",
            "{child} reaches for whoever comes in.",
        ),
    ),
    (
        5,
        (
            "{child} is funny, loves diggers and likes to be given a job.",
            "{child} has begun to play with others and hates it when it is time to go.",
            "{child} clings at drop-off, and is then the last to be collected.",
            "{child} lines up the animals and puts the small ones at the back, “so they’re safe”.",
            "{child} is not yet dry and is ashamed of it.",
        ),
    ),
    (
        11,
        (
            "{child} is funny, loves dinosaurs and likes to be given a job.",
            "{child} is often the first in and the last to leave.",
            "{child} looks after {their} younger cousin at break without being asked.",
            "{child} has stopped talking about home in circle time.",
            "{child} draws the same house again and again, and tells long stories about the dog in it.",
            "{child} reads well above {their} age and hides it.",
            "{child} sings when {they} thinks that nobody hears.",
        ),
    ),
    (
        14,
        (
            "{child} is bright and guarded, and turns up for football whatever else happens.",
            "{child} says that everything is fine before being asked.",
            "{child} has two close friends, and both are worried too.",
            "{child} has moved to the back of every room this year.",
            "{child} stays for every club there is.",
        ),
    ),
    (
        19,
        (
            "{child} wants to be an electrician and has a place lined up.",
            "{child} says that everything is fine before being asked.",
            "{child} is kind to the younger pupils and hard on {them}self.",
            "{child} has two close friends, and both are worried too.",
            "{child} works three evenings in a takeaway and is tired.",
            "{child} has a job and an exam on the same days, and tells nobody.",
        ),
    ),
)
WORDS: Final[tuple[tuple[int, tuple[str, ...]], ...]] = (
    (3, ("",)),
    (
        7,
        (
            "“I don’t like it when it’s loud.”",
            "“I hide with Bear.”",
            "“Don’t tell, it’s a secret.”",
            "“I put my baby to sleep by myself.”",
            "“Nobody was there so I had crisps.”",
        ),
    ),
    (
        12,
        (
            "“It’s always worse on a Friday.”",
            "“I just want it to be like it was at Nan’s.”",
            "“If I say, will he have to go to prison?”",
            "“I’m not hungry, I’m just used to it.”",
            "“She says sorry after. She always says sorry.”",
            "“Can somebody just check on my mum?”",
        ),
    ),
    (
        19,
        (
            "“You’ll only make it worse.”",
            "“I can handle it. I’m telling you because of my sister.”",
            "“I don’t want to be moved again.”",
            "“It’s not what you think. It’s just how he is.”",
            "“Nobody asked me before.”",
            "“I’d talk to Miss, not to somebody new.”",
        ),
    ),
)
WORKING_WELL: Final[tuple[str, ...]] = (
    "{Carer} came to every meeting last term and is open about how hard it is.",
    "A grandmother lives two streets away and is trusted by everyone.",
    "School is a safe place for {child}, with one adult to whom {they} talks.",
    "The home has always been warm and clean before now.",
    "{Carer} asked for help {cthem}self, which took courage.",
    "There is an older cousin who keeps an eye out.",
    "The health visitor is let in and listened to.",
    "Immunisations and checks are up to date.",
    "",
)
WANTED: Final[tuple[str, ...]] = (
    "I would like somebody to see {child} on {their} own.",
    "An assessment, with the history of both households looked at together.",
    "Support at home before this becomes something worse.",
    "I am not sure, and should like advice on what we ought to do next.",
    "A strategy discussion today.",
    "Help with housing and money as much as anything.",
    "To know whether others are worried as well.",
)
