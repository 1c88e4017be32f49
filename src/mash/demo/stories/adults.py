"""What worries people about adults who have care and support needs, by type of abuse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class AdultTheme:
    """`weight` is an assumption; `shapes` are the household shapes that it fits (empty: any)."""

    code: str
    weight: int
    danger: float
    severity: int
    shapes: tuple[str, ...]
    accounts: tuple[str, ...]


ADULT_THEMES: Final[tuple[AdultTheme, ...]] = (
    AdultTheme(
        "neglect",
        26,
        0.06,
        3,
        (),
        (
            "The morning call was missed on three days in a week, and {adult} was found still in {their} chair from the night before.",
            "{adult} has a pressure sore that was first noted a fortnight ago; the dressing chart has gaps.",
            "{adult}’s evening tablets were given twice on Saturday and not at all on Sunday.",
            "{adult} was discharged on Friday without the equipment that had been ordered, and had no way to get upstairs.",
            "{adult} has lost six kilograms in two months, and no one has weighed {them} since.",
        ),
    ),
    AdultTheme(
        "financial",
        18,
        0.03,
        2,
        (),
        (
            "{adult}’s bank rang about four cash withdrawals in a day. {They} does not know where {their} card is.",
            "A man who came about the roof has been back five times, and {adult} has now paid him eleven thousand pounds.",
            "{adult} was asked by {other} to sign something “for the house”, and did not like to ask what.",
            "{adult}’s fridge is empty by Tuesday each week, although {their} pension is paid on Monday.",
            "{adult} sends money each month to somebody whom {they} has met only on the telephone and whom {they} calls {their} fiancé.",
        ),
    ),
    AdultTheme(
        "psychological",
        12,
        0.03,
        2,
        (),
        (
            "{Other} answers every question put to {adult}, and sighs when {they} speaks.",
            "{adult} asked whether {they} might stay at the day centre a little longer, and looked at the door.",
            "{Other} has told {adult} that {they} will be “put away” if {they} complains.",
        ),
    ),
    AdultTheme(
        "physical",
        14,
        0.12,
        3,
        (),
        (
            "{adult} has finger-shaped bruising on {their} forearm. {They} said first that {they} fell and later that {they} would rather not say.",
            "Another resident struck {adult} in the lounge. It is the third incident between them, and the plan has not changed.",
            "{adult} was moved without the hoist and hurt {their} shoulder.",
        ),
    ),
    AdultTheme(
        "self-neglect",
        14,
        0.05,
        2,
        ("alone", "old-couple", "adult-child"),
        (
            "{adult} lives in one room of {their} house because the others are full to the ceiling. The fire service could not reach the back door.",
            "{adult} has refused the nurse for a month. {Their} legs are weeping, and {they} says that they are {their} own affair.",
            "{adult} has had no working heating since the spring, and sleeps in a coat.",
            "{adult} was found by the postman, confused and dehydrated. {They} was cross to be found.",
        ),
    ),
    AdultTheme(
        "domestic",
        9,
        0.15,
        3,
        ("partner-harm", "old-couple", "adult-child"),
        (
            "{adult} depends on {other} for lifting and for money, and is shouted at for both.",
            "{adult} rang from the landing and hung up. When a worker rang back, {other} said that it was a mistake.",
            "{adult} has told the nurse what goes on at night, and begged her not to write it down. She explained why she must.",
        ),
    ),
    AdultTheme(
        "organisational",
        6,
        0.04,
        3,
        ("care-home", "supported-living"),
        (
            "Everyone on the corridor, {adult} among them, is in bed by half past six because there are two staff for twenty people.",
            "Care plans on the unit have been signed for days on which the named worker was on leave. {adult}’s is one of them.",
        ),
    ),
    AdultTheme(
        "sexual",
        4,
        0.15,
        4,
        (),
        (
            "{adult} told a support worker that a man at the club asks {them} to do things that {they} does not want to.",
            "{adult} became distressed when one particular carer was on the rota, and said a few words which the manager wrote down exactly.",
        ),
    ),
    AdultTheme(
        "modern-slavery",
        2,
        0.15,
        4,
        ("alone", "supported-living"),
        (
            "{adult} works on a farm for {their} keep, has no papers of {their} own and asked the visiting dentist what day it was.",
            "{adult}’s flat has been taken over by people whom {they} is afraid to name. {They} now sleeps in the kitchen.",
        ),
    ),
    AdultTheme(
        "discriminatory",
        3,
        0.03,
        2,
        (),
        (
            "{adult} is called names on the way to the shop, and has stopped going. Last week something was put through {their} door.",
            "{adult} asked for help to pray and was laughed at. The family has kept a diary.",
        ),
    ),
)

NOTICED: Final[tuple[str, ...]] = (
    "I visited as usual and saw this for myself.",
    "The night staff passed it on at handover.",
    "{Their} sister rang us, upset.",
    "It came up at the annual review.",
    "I have asked the manager and was told that it is being looked into; I have heard nothing since.",
    "{adult} told me, in {their} own words and without prompting.",
    "It was found when the record was checked for another reason.",
    "A neighbour had noticed as well.",
    "This is the second time this year.",
)
LIFE: Final[tuple[str, ...]] = (
    "{adult} was a bus driver for thirty years and likes to be asked about it.",
    "{adult} manages {their} own affairs with a little help on Thursdays.",
    "{adult} is deaf in one ear and agrees politely with what {they} has not heard.",
    "{adult} is at {their} best in the mornings.",
    "{adult} lost {their} oldest friend two winters ago, and the house has been quiet since.",
    "{adult} has a wicked sense of humour and a budgerigar called Stanley.",
    "{adult} enjoys the garden, and says so to everyone.",
    "{adult} walks with a frame and does not like to be hurried.",
)
CARE_NEEDS: Final[tuple[str, ...]] = (
    "Help to wash, dress and move from bed to chair, twice a day.",
    "Memory and cognition: prompts for meals and tablets.",
    "Learning disability, lives with support, some sign and short sentences.",
    "Physical frailty; two falls this year; meals delivered.",
    "Mental ill-health, under the community team, with good and bad weeks.",
    "Sight loss; manages well in familiar rooms.",
    "Support needed with money and letters.",
)
WISHES: Final[tuple[str, ...]] = (
    "“I don’t want any bother made. I want it to stop.”",
    "“I want to stay in my own home, whatever you all decide.”",
    "“I’d like my card back and the locks changed.”",
    "“He’s my son. I’m not having the police.”",
    "“I want someone to believe me.”",
    "Not yet asked: {they} was too unwell when this was written.",
    "“I would like to see my friend again on Wednesdays.”",
)
CAPACITY: Final[tuple[str, ...]] = (
    "to decide about money and who handles it",
    "to decide where to live while this is looked into",
    "to agree to this concern being raised",
    "to refuse the nurse’s care, knowing what may follow",
)
WANTED: Final[tuple[str, ...]] = (
    "For {adult} to be asked, by someone with time, what {they} wants to happen.",
    "An enquiry, and for the provider’s records to be secured.",
    "A welfare visit this week.",
    "Advice on whether this ought to be an enquiry.",
)
