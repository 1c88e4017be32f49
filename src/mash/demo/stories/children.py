"""What worries people about children, by assessment factor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Theme:
    """`column` is the published factor whose share the theme follows; `youngest` the least age it fits.

    `danger` is the chance (0 to 1) that somebody is in danger now; `severity` its usual level of need.
    """

    code: str
    column: str
    youngest: int
    danger: float
    severity: int
    accounts: tuple[str, ...]


THEMES: Final[tuple[Theme, ...]] = (
    Theme(
        "3B",
        "Domestic_Abuse_parent",
        0,
        0.12,
        3,
        (
            "{child} said there was shouting again on Sunday night and that {they} took the little ones upstairs and put the television on loud.",
            "{Carer} came in with {ctheir} sleeve pulled down and said that {cthey} had walked into a cupboard. It is the third such account since the summer.",
            "Neighbours rang twice this week about shouting and something thrown. {child} was seen at the window both times.",
            "{Carer} told us that {other} checks {ctheir} telephone, holds the bank card and rings the workplace to see whether {cthey} is there.",
            "{child} will not go home on Fridays without asking first who is there.",
            "{Carer} has ended the relationship, and since then {other} has waited outside the house on four evenings.",
            "Officers attended a report of a disturbance. {child} had rung {their} grandmother from the bathroom with the door locked.",
            "{Carer} said quietly at the end of the appointment that {cthey} is frightened of what happens when the tenancy comes to be in {ctheir} name alone.",
        ),
    ),
    Theme(
        "3A",
        "Domestic_Abuse_child",
        0,
        0.15,
        3,
        (
            "{child} tried to stand between the adults during an argument and was pushed aside.",
            "{child} has started to repeat what {other} says to {carer}, in the same voice, to the other children.",
            "{child}’s boyfriend collects {them} from the gate each day, answers {their} telephone and decides who {they} may sit with.",
            "{child} keeps a packed bag under the bed, and told a friend what it was for.",
            "{child} was asked by {other} to say where {carer} had moved to.",
        ),
    ),
    Theme(
        "4B",
        "Mental_Health_parent",
        0,
        0.06,
        2,
        (
            "{Carer} has not opened the door to the health visitor for three visits; the curtains were drawn at midday each time.",
            "{Carer} said that {cthey} is managing “hour by hour” and that {child} has been getting {them}self up for school.",
            "{Carer} stopped taking {ctheir} medication in the spring and now believes that the neighbours listen through the wall. {child} has been told not to speak indoors.",
            "{Carer} rang the practice in tears and said that {child} deserves better than this. {CThey} agreed to be seen the same day.",
            "{child} stayed at home all week because, {they} said, {carer} should not be left by {cthem}self.",
            "{Carer} was taken to hospital by ambulance at the weekend, and nobody seems sure who has {child}.",
            "{Carer} is not sleeping, and told the health visitor that {cthey} feels nothing at all at the moment.",
        ),
    ),
    Theme(
        "4A",
        "Mental_Health_child",
        6,
        0.05,
        2,
        (
            "{child} has not left {their} room for most of the half-term and has stopped answering friends.",
            "{child} told the learning mentor that there would be no point in planning for next year.",
            "{child} has panic attacks on the way to school, and yesterday hid in the cloakroom until home time.",
            "{child} has been on the waiting list since February, and {carer} says that nobody has rung.",
            "{child}’s weight has fallen, {they} eats alone and wears {their} coat indoors.",
        ),
    ),
    Theme(
        "16A",
        "Neglect",
        0,
        0.05,
        3,
        (
            "{child} arrived for the fourth day in the same jumper, hungry, and asked whether there would be seconds.",
            "At the visit there was no food in the kitchen beyond bread, the cooker was not connected, and {child} slept on a sofa cushion without bedding.",
            "{child} has missed five dental and two hospital appointments, and {their} teeth are hurting.",
            "{child} was found in the street at half past nine at night, in socks, looking for {carer}.",
            "Attendance has fallen to 61 per cent. {child} says that nobody wakes {them} up.",
            "The flat was cold and the meter empty; {child} was doing homework by the light of a telephone.",
            "{child} still has the same head lice treatment untouched in {their} bag that the school nurse gave {them} in September.",
            "{child} was left in the care of an eleven-year-old for most of Saturday. {Carer} said that {cthey} had “only popped out”.",
        ),
    ),
    Theme(
        "17A",
        "Emotional_Abuse",
        0,
        0.03,
        3,
        (
            "{child} is spoken of as “the bad one” in front of {them}, and the others are given treats that {they} has to watch.",
            "{Carer} told {child} at the gate, in front of everyone, that {they} had ruined {their} family.",
            "{child} asked a teaching assistant whether {they} could come and live at school.",
            "{child} is made to stand in the hall for hours; {they} told a friend that {they} counts the tiles.",
            "Each parent tells {child} what the other has done, and each asks {them} to choose. {They} now has stomach aches on every handover day.",
            "{child} flinched when a cup was dropped and said sorry eleven times.",
        ),
    ),
    Theme(
        "2B",
        "Drug_Misuse_parent",
        0,
        0.08,
        3,
        (
            "{Carer} was unsteady at collection and could not say what day it was. A grandmother was rung and took {child} home.",
            "People come and go at all hours, and {child} says that {they} sleeps with a chair against the door.",
            "{Carer} told {ctheir} worker that {cthey} has begun using again since the funeral. {CThey} asked for help {cthem}self.",
            "{child} brought in a small bag that {they} had found on the stairs and asked what it was.",
            "The house was searched under warrant at six in the morning. {child} was in the next room and had to be taken to {their} aunt’s.",
            "{child} explained to the school nurse, accurately, how {other} prepares what he takes.",
        ),
    ),
    Theme(
        "1B",
        "Alcohol_Misuse_parent",
        0,
        0.06,
        3,
        (
            "{Carer} drove to school after drinking, and staff kept the keys. {child} said “it’s usually all right”.",
            "{child} pours the bottles away and is then blamed for it.",
            "{Carer} fell asleep on the bus with {child} beside {them}; the driver rang.",
            "{child} knows by the sound of the key which sort of evening it will be.",
            "{Carer} cancelled three meetings in the morning, and at the fourth smelt strongly of alcohol.",
        ),
    ),
    Theme(
        "5A",
        "Learning_Disability_child",
        2,
        0.02,
        2,
        (
            "{child} cannot tell us in words, but turns {their} face away and is sick on the mornings of transport.",
            "{Carer} has been refused respite for the third time and says that {cthey} is at the end of what {cthey} can do for {child}.",
            "{child} needs two adults for personal care, and {carer} has been managing it alone since the carer’s hours were cut.",
            "{child} came back from short break with a bruise that nobody has recorded.",
        ),
    ),
    Theme(
        "6A",
        "Physical_Disability_child",
        0,
        0.03,
        2,
        (
            "{child}’s feeding pump has not been cleaned between visits, and the community nurse has raised it twice.",
            "{child} has been without {their} wheelchair for five weeks because the repair was not collected.",
            "{child}’s insulin has been missed on several school mornings. {Carer} finds the chart hard to follow.",
            "{child} has been to the emergency department with asthma four times since September; the preventer was never collected.",
        ),
    ),
    Theme(
        "18C",
        "Physical_Abuse_adult_on_child",
        0,
        0.25,
        4,
        (
            "{child} has a mark on {their} upper arm and said, without being asked, that {other} had grabbed {them}.",
            "{child} said that {they} was hit with a slipper for spilling milk. There is a mark on {their} leg.",
            "{child} did not want to change for PE. The teacher saw bruising on {their} back; the two explanations given do not fit each other.",
            "A baby who cannot yet roll was brought in with a bruise to the cheek. {Carer} could not say how it came about.",
            "{child} told the bus escort that {other} “does the belt”. {They} asked that it should not be said at home.",
        ),
    ),
    Theme(
        "18B",
        "Physical_Abuse_child_on_child",
        6,
        0.05,
        2,
        (
            "{child} was set upon by three older pupils at the bus station; it was filmed and passed round.",
            "{child}’s older brother holds {them} down and will not stop when asked. {Carer} says that {cthey} can no longer part them.",
            "{child} and another pupil have fought for the fourth time this term, and this time a chair was thrown.",
        ),
    ),
    Theme(
        "19C",
        "Sexual_Abuse_adult_on_child",
        3,
        0.25,
        4,
        (
            "{child} said that an adult {they} knows has touched {them} in a way that {they} did not like. {They} was listened to and not questioned.",
            "{child} wrote a note to the school nurse about what happens when {other} puts {them} to bed. The note is kept as it was handed over.",
            "An adult in the family who has been told to have no contact with children has been seen at the house.",
            "{child} has been sent messages by an adult who asked for photographs. {Carer} has kept the telephone.",
        ),
    ),
    Theme(
        "19B",
        "Sexual_Abuse_child_on_child",
        4,
        0.08,
        3,
        (
            "{child} told {carer} about something that an older cousin made {them} do in the summer.",
            "A picture of {child} has been passed round the year group. {They} has not come in since.",
            "Staff parted two children in the toilets. What {child} described is not what children of {their} age usually know.",
        ),
    ),
    Theme(
        "11A",
        "Child_sexual_exploitation",
        11,
        0.15,
        4,
        (
            "{child} has a second telephone and new trainers, and is collected by an older man whom {they} calls a cousin.",
            "{child} was found in a hotel room forty miles away with two other young people. {They} would not say who had paid.",
            "{child} said that {they} “owes” someone, and cried when asked what.",
        ),
    ),
    Theme(
        "24A",
        "Child_criminal_exploitation",
        10,
        0.15,
        4,
        (
            "{child} was found with a large sum of money and a train ticket to the coast, and said that it was “for a mate”.",
            "{child} has been excluded for carrying a lock knife, which {they} says {they} needs to get home.",
            "{Carer} found wraps in {child}’s school bag, and the next day a window was broken.",
            "{child} was arrested in an address known for supply, in another county. It is the second time that {they} was the youngest in the room.",
        ),
    ),
    Theme(
        "13A",
        "Gangs",
        11,
        0.12,
        3,
        (
            "{child}’s name appears in a video with threats against named boys from Saggar Hill.",
            "{child} will no longer cross the canal and has changed schools in {their} own mind, if not on paper.",
            "{child} was followed from college by a car. {They} knew the driver and would not name him.",
        ),
    ),
    Theme(
        "10A",
        "Going_missing",
        9,
        0.12,
        3,
        (
            "{child} was reported missing for the sixth time since August and came back with wet shoes and no wish to talk.",
            "{child} did not come home after college. {Carer} waited until morning to ring, because last time “nobody came”.",
            "{child} goes missing from {their} placement each weekend and is found near the same parade of shops.",
        ),
    ),
    Theme(
        "14A",
        "Socially_unacceptable_behaviour",
        8,
        0.02,
        2,
        (
            "{child} lit a fire behind the bins with two younger children watching.",
            "{child} has thrown stones at buses, and {carer} says that {they} does not listen to {cthem} any more.",
            "{child} has been unkind to animals on two occasions that neighbours have seen.",
        ),
    ),
    Theme(
        "15A",
        "Self_harm",
        9,
        0.15,
        3,
        (
            "{child} showed a friend healed and newer marks on {their} arm. The friend, rightly, told us.",
            "{child} took more tablets than {they} should have, told {carer} within the hour and is being looked after on the ward.",
            "{child} has been looking up how to hurt {them}self on a school computer. {They} said it was “just reading”.",
        ),
    ),
    Theme(
        "7A",
        "Young_carer",
        6,
        0.01,
        2,
        (
            "{child} does the shopping, the washing and the younger ones’ bedtimes, and falls asleep in the second lesson.",
            "{child} gives {carer} {ctheir} tablets, and knows the doses by heart.",
            "{child} interprets for {carer} at the hospital, and heard the diagnosis before {cthey} did.",
        ),
    ),
    Theme(
        "12A",
        "Trafficking",
        8,
        0.2,
        4,
        (
            "{child} was found at work in a hand car wash during school hours, gave two different ages and keeps looking at the manager.",
            "{child} arrived with a woman who called herself an aunt and did not know {their} date of birth.",
        ),
    ),
    Theme(
        "9A",
        "Unaccompanied_asylum_seeker",
        12,
        0.05,
        3,
        (
            "{child} got out of a lorry at the services, alone, cold and courteous, and showed a telephone number written on {their} wrist.",
            "{child} has been placed in an adults’ hotel, and says that {they} is fifteen.",
        ),
    ),
    Theme(
        "8F",
        "Privately_fostered",
        1,
        0.02,
        2,
        (
            "{child} has lived with a friend’s family since June. Nobody told the council, and {carer} is abroad.",
            "{child} is staying with a coach during the season. No written arrangement was found.",
        ),
    ),
    Theme(
        "22A",
        "Female_Genital_Mutilation",
        0,
        0.2,
        4,
        (
            "A long journey in the summer is planned to see family, and an older sister has asked staff, in confidence, to keep {child} here.",
            "A relative told the midwife that the women of the family were cut as girls. {Carer} says that it will not happen to {child}, and that an uncle disagrees.",
        ),
    ),
    Theme(
        "23A",
        "Faith_linked_abuse",
        2,
        0.12,
        3,
        (
            "{child} has been told that there is something bad inside {them} which must be driven out, and that {they} may not eat until Sunday.",
            "{child} believes that {they} brought bad luck upon the family; the adults at home have not said otherwise.",
        ),
    ),
)
