"""The forms on a case. What is refused is refused by the actions; a form only says what is missing or misread."""

from mash.interfaces.web.cases.forms.access import GrantForm
from mash.interfaces.web.cases.forms.ask import GROUNDS, AskForm, NotAskedForm
from mash.interfaces.web.cases.forms.children import (
    BirthForm,
    ConsiderForm,
    CorrectBirthForm,
    NotBornForm,
    UnbornForm,
)
from mash.interfaces.web.cases.forms.close import FeedbackForm
from mash.interfaces.web.cases.forms.common import LONG, ReasonForm
from mash.interfaces.web.cases.forms.contacts import ClassifyForm, JoinForm
from mash.interfaces.web.cases.forms.decide import DecideForm, ProtectForm
from mash.interfaces.web.cases.forms.people import AddPersonForm, IdentifyForm, LookUpForm
from mash.interfaces.web.cases.forms.triage import NoteForm, RateForm

__all__ = [
    "GROUNDS",
    "LONG",
    "AddPersonForm",
    "AskForm",
    "BirthForm",
    "ClassifyForm",
    "ConsiderForm",
    "CorrectBirthForm",
    "DecideForm",
    "FeedbackForm",
    "GrantForm",
    "IdentifyForm",
    "JoinForm",
    "LookUpForm",
    "NotAskedForm",
    "NotBornForm",
    "NoteForm",
    "ProtectForm",
    "RateForm",
    "ReasonForm",
    "UnbornForm",
]
