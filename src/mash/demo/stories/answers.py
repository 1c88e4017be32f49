"""What agencies hold and answer, and how hubs explain themselves: ratings, decisions, requests."""

from __future__ import annotations

from typing import Final

from mash.demo.county.worry import Form, Handling, Rating, Route

ItemText = tuple[Form, Handling, bool, str, str]
"""Form, handling, whether the family may know, the category by its code in the answer form, and the text."""

ITEMS: Final[dict[str, tuple[ItemText, ...]]] = {
    "childrens": (
        ("fact", "open", True, "involvement", "Assessment closed in {month}; family support offered and taken up for eight weeks."),
        ("fact", "open", True, "involvement", "Child in need plan two years ago, ended by agreement."),
        ("fact", "open", True, "early-help", "Early help record open since {month}; lead professional is the school’s family worker."),
        ("opinion", "open", True, "involvement", "The former worker thought that change lasted while somebody visited weekly, and not after."),
        ("fact", "hub-only", False, "linked-children", "An older half-sibling was cared for by the authority; the file is restricted."),
    ),
    "police": (
        ("fact", "open", True, "incidents", "Three domestic incidents at the address in twelve months, the latest in {month}; no charge."),
        ("fact", "open", True, "incidents", "Nothing recorded at the present address. One call to the former address in {month}."),
        ("fact", "open", True, "missing", "Reported missing twice, found both times within six hours; return interview offered."),
        ("intelligence", "originator-consent", False, "intelligence", "Information, not confirmed, that the address is used by others to supply drugs."),
        ("fact", "hub-only", False, "convictions", "{Other} was convicted of assault against a former partner; sentence completed."),
        ("opinion", "open", True, "other", "The attending officer found the children calm and the house in order."),
        ("intelligence", "hub-only", False, "intelligence", "A linked person is of interest to another inquiry. Ask before any visit."),
    ),
    "health": (
        ("fact", "open", True, "contacts", "Last seen by the health visitor in {month}; development as expected."),
        ("fact", "open", True, "missed-appointments", "Four appointments not attended since {month}; letters sent to the former address."),
        ("opinion", "open", True, "involvement", "Warm and responsive care seen at each visit, with some tiredness."),
        ("fact", "open", True, "contacts", "Seen at drop-in twice; sleep and worry were talked about."),
    ),
    "acute-hospital": (
        ("fact", "open", True, "attendances", "Two attendances at the emergency department in {month}; accounts consistent with what was found."),
        ("fact", "open", True, "attendances", "Attended in {month} with a minor injury and left before being seen."),
        ("fact", "open", True, "pregnancy", "Booked late; appointments kept since."),
        ("opinion", "open", True, "involvement", "The nurse on duty noted that the adult did all the talking."),
    ),
    "gp-federation": (
        ("fact", "open", True, "registration", "Registered since {month}; immunisations complete."),
        ("fact", "open", False, "parental-health", "A parent is treated for low mood, reviewed monthly and attends."),
        ("opinion", "open", True, "involvement", "No concern recorded by the practice; the family is seldom seen."),
        ("fact", "hub-only", False, "domestic-abuse", "An adult in the family spoke to the doctor about fear at home and asked that it be kept."),
    ),
    "mental-health": (
        ("fact", "open", True, "service", "Open to the community team since {month}; last contact kept."),
        ("fact", "originator-consent", False, "risk", "A crisis contact in {month}; a safety plan is in place and held by the team."),
        ("opinion", "open", True, "involvement", "The care coordinator sees steady progress and good insight."),
    ),
    "education-county": (
        ("fact", "open", True, "attendance", "Attendance this year 83 per cent, 9 per cent of it unauthorised."),
        ("fact", "open", True, "attendance", "Attendance 96 per cent; never late."),
        ("fact", "open", True, "exclusions", "Two suspensions, three days in all, since {month}."),
        ("opinion", "open", True, "involvement", "The class teacher describes a quieter child than last year."),
        ("fact", "open", True, "setting", "Third school in two years; records arrived in {month}."),
    ),
    "housing": (
        ("fact", "open", True, "tenancy", "Tenancy began in {month}; two months in arrears, plan agreed."),
        ("fact", "open", True, "antisocial-behaviour", "Four noise complaints since {month}; no one was named."),
        ("opinion", "open", True, "home-conditions", "The officer found the flat cold and tidy."),
    ),
    "probation": (
        ("fact", "hub-only", False, "supervision", "{Other} is under supervision until next {month}; a condition names this address."),
        ("opinion", "hub-only", False, "risk-of-harm", "Assessed as a medium risk of serious harm to a known adult."),
    ),
    "adults": (
        ("fact", "open", True, "care-and-support", "Care package reviewed in {month}: four calls a day, two workers."),
        ("fact", "open", True, "safeguarding-history", "One earlier concern, closed in {month} after advice to the provider."),
        ("opinion", "open", True, "involvement", "The social worker believes that the carer is exhausted rather than unkind."),
    ),
    "fire": (
        ("fact", "open", True, "home-safety", "Home safety visit in {month}; alarms fitted, access to the rear blocked."),
        ("opinion", "open", True, "hoarding", "High risk from stored goods and smoking."),
    ),
    "domestic-abuse-service": (
        ("fact", "hub-only", False, "support", "Known to the service since {month}; safe contact is through the advocate only."),
        ("opinion", "hub-only", False, "risk-change", "The advocate believes that risk has risen since separation."),
    ),
}  # fmt: skip
WITHHELD: Final[tuple[str, ...]] = (
    "Sharing would be more detrimental to the child than not sharing; the reason is kept by the originator.",
    "It would prejudice an operation. Please speak to the duty sergeant.",
    "Legal privilege.",
    "The information came from a person who would be put at risk by its use; a clearer gist is being sought.",
)
QUESTIONS: Final[tuple[str, ...]] = (
    "What is held about those named and the household in the last two years, and what is your view of the risk?",
    "Have those named been seen in the last three months, by whom, and what was noted?",
    "Who is known to live at or visit the address? Is there any risk to workers?",
    "Is anyone from your agency working with the family now, and since when?",
)
PURPOSES: Final[tuple[str, ...]] = (
    "To decide whether a child may be at risk of significant harm",
    "To decide which help the family needs, with their knowledge",
    "To decide whether the adult’s needs and risks call for an enquiry",
)
WITHOUT_TELLING: Final[tuple[str, ...]] = (
    "Telling the family first would put {name} at greater risk.",
    "It would be likely to prejudice a police inquiry.",
    "Nobody could be reached safely, and the delay would not be reasonable.",
)
RATINGS: Final[dict[Rating, tuple[str, ...]]] = {
    "red": (
        "Possible significant harm and the child is at the address now. Immediate research.",
        "Account and mark do not fit; the person named is at home tonight.",
        "Danger is said to be present, and nobody safe is there.",
    ),
    "amber": (
        "Serious and repeated, but there is a safe adult and no danger tonight.",
        "Pattern over several months; history must be looked at today.",
        "The level of worry has risen since the last contact.",
    ),
    "green": (
        "Needs are several; the family is engaged, and there is no sign of harm now.",
        "Support seems to be wanted rather than protection; agencies to confirm.",
        "A single event, well handled by those who saw it; history to be checked.",
    ),
    "blue": (
        "Universal services can meet this; nothing in the history points further.",
        "Advice was what was wanted; no role for the hub beyond it.",
        "Already known to the allocated worker, who has been told.",
    ),
}
RERATED: Final[tuple[str, ...]] = (
    "Raised: an agency’s answer showed earlier incidents at another address.",
    "Raised: the child was not in school today and could not be reached.",
    "Lowered: seen and well today; the person named does not live there.",
    "Lowered: the history belongs to somebody else with the same name.",
)
RATIONALES: Final[dict[Route, tuple[str, ...]]] = {
    "s47": (
        "Reasonable cause to suspect significant harm: the account, what was seen and the earlier history agree.",
        "What is known of the home does not account for what was seen or said. Strategy discussion today with police and health.",
        "Risk has gone up with each contact, and what was offered before did not hold. A joint enquiry is needed.",
        "An adult is alleged to have harmed {name} and still has contact. Protection cannot wait for an assessment.",
    ),
    "s17": (
        "{name} is unlikely to reach a reasonable standard of development without services; the carer accepts an assessment.",
        "Several needs which touch each other; no sign that harm is significant now, and that will be looked at again.",
        "Agencies agree on worry and on warmth. Assessment to hear {name} and to look at both homes.",
        "Earlier help ended well, and the same difficulties are back. A fuller look is right.",
    ),
    "early-help": (
        "Needs can be met by one plan around the school; the family has agreed to it.",
        "A family worker is known and trusted here already; the plan is to be reviewed in six weeks.",
    ),
    "universal": (
        "What lay behind it has been explained, and both sources now agree. No role for statutory services.",
        "Nothing that the agencies hold points to harm now, and the family is open. Universal services continue.",
        "What was described took place some years ago and was dealt with then; no present risk was found.",
        "The referrer’s worry is understood and does not meet the threshold; what to watch for has been agreed.",
    ),
    "s42": (
        "Care and support needs, present abuse, and unable to protect {them}self because of those needs: all three are met.",
        "{name} asked for it to stop, and cannot make it stop alone. An enquiry is to be made with {them}.",
        "The provider’s account leaves gaps which others could fall into as well.",
    ),
    "care-assessment": (
        "Needs have changed; no abuse was found. An assessment of care and support is offered and accepted.",
        "The carer needs help more than anyone needs an enquiry.",
    ),
    "none": (
        "Passed on; it does not belong to this desk.",
        "Passed to the worker who already knows the family; nothing new for the hub to decide.",
        "Answered, and recorded that it was answered.",
    ),
}
PROPORTIONALITY: Final[tuple[str, ...]] = (
    "The least intrusive step that answers the risk as known today.",
    "Two agencies’ records were enough; no more were asked.",
    "Only what bears on the present worry was shared; older health details were not.",
    "More than is usual, because earlier lighter steps did not hold.",
    "The adult’s own wishes were weighed and are followed in how it is done.",
)
TOLD: Final[tuple[str, ...]] = (
    "Parent told by telephone, same day.",
    "To be told by the social worker in person.",
    "Not told yet: it would raise the risk. To be looked at again tomorrow.",
    "The adult was told and agreed to the next step.",
    "Letter in the family’s language, after a call through an interpreter.",
)
FEEDBACK_WITHHELD: Final = "Telling this referrer would let the person named know where the family is."
