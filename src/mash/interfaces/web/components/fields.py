"""Fields of GOV.UK forms. Every error is a sentence at its field, and what was typed is shown back."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, MaxLengthValidator, MinLengthValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from nhs_number.validate import is_valid as is_valid_nhs_number

from mash.interfaces.web.components.values import NOT_KNOWN, Answer, DateParts, NotKnown, PartialDate
from mash.interfaces.web.components.widgets import Boxes, DateInputs, ManyFiles, Typed, TypedLines

Choices = Iterable[tuple[Any, Any]]

YES_NO = (("yes", _("Yes")), ("no", _("No")))
YES_NO_NOT_KNOWN = (*YES_NO, ("not_known", _("Not known")))


def storable(text: str) -> None:
    """Refuse what PostgreSQL cannot hold as text: NUL, and halves of surrogate pairs. All else is kept."""
    if "\x00" in text:
        raise ValidationError(
            _(
                "The text contains an invisible character (NUL) that cannot be stored. We have taken it out: check the text and send it again."
            ),
            code="nul",
        )
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValidationError(
            _("The text contains half of a character that cannot be stored. Type it again."), code="surrogate"
        ) from None


class TextField(forms.CharField):
    """One line of text. `missing` is the error when empty; `not_known=True` puts a box "Not known" beside it.

    Cleans to str, or to `NOT_KNOWN`. `max_length` counts characters and never cuts what was typed.
    `gov` holds further parameters of the GOV.UK macro: width, autocomplete, inputmode, spellcheck, prefix...
    """

    widget = Typed
    gov: Mapping[str, Any] = {}

    def __init__(
        self,
        *,
        missing: Any = None,
        not_known: bool = False,
        gov: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("widget", type(self).widget(not_known=not_known))
        super().__init__(**kwargs)
        self.missing = missing
        self.not_known = not_known
        self.gov = {**type(self).gov, **(gov or {})}
        length = (MaxLengthValidator, MinLengthValidator)
        kept = [v for v in self.validators if isinstance(v, length) or v in self.default_validators]
        self.validators = [storable, *kept, *kwargs.get("validators", ())]
        for validator in kept:
            if isinstance(validator, MaxLengthValidator):
                validator.message = _(
                    "Use %(limit_value)d characters or fewer. You have entered %(show_value)d."
                )

    def to_python(self, value: Any) -> str:
        """Browsers send line ends as CR LF; kept as LF, so that limits count what the page counts."""
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value) or ""

    def clean(self, value: Any) -> Any:
        """str, or `NOT_KNOWN` when only the box is ticked."""
        if value is NOT_KNOWN:
            value = Answer("", not_known=True)
        if isinstance(value, Answer):
            if value.not_known and value.text.strip():
                raise ValidationError(_("Enter an answer or select “Not known”, not both."), code="both")
            if value.not_known:
                return NOT_KNOWN
            value = value.text
        return super().clean(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares texts; the box counts as a change."""
        if isinstance(data, Answer):
            if data.not_known or isinstance(initial, NotKnown):
                return data.not_known != isinstance(initial, NotKnown)
            data = data.text
        return super().has_changed(initial, data)


class TextAreaField(TextField):
    """Several lines of text; with `max_length` the page counts along."""

    widget = TypedLines
    gov = {"rows": 5}


class EmailField(TextField):
    """An e-mail address."""

    default_validators = [
        EmailValidator(_("Enter an email address in the correct format, like name@example.com."))
    ]
    gov = {"type": "email", "autocomplete": "email", "spellcheck": False}

    def __init__(self, **kwargs: Any) -> None:
        # RFC 3696, erratum 1690: the longest address is 254 octets.
        super().__init__(**{"max_length": 254, **kwargs})


class PhoneField(TextField):
    """A telephone number as people write it, with or without country code and extension; kept as typed."""

    gov = {"type": "tel", "autocomplete": "tel", "inputmode": "tel", "width": 20}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 40, **kwargs})
        self.validators.append(self._looks_right)

    @staticmethod
    def _looks_right(text: str) -> None:
        # Lenient on purpose: a number that we would not dial ourselves is better than none.
        allowed = re.fullmatch(r"\+?[\d\s().\-/]+((ext|x|#)\.?\s*\d+)?", text, re.IGNORECASE)
        if not allowed or len(re.findall(r"\d", text)) < 6:
            raise ValidationError(
                _("Enter a telephone number, like 01632 960 001 or +44 7700 900 982."), code="phone"
            )


class NHSNumberField(TextField):
    """An NHS number in any spacing; cleans to ten digits whose check digit is right."""

    gov = {"inputmode": "numeric", "spellcheck": False, "width": 10}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 20, **kwargs})

    def clean(self, value: Any) -> Any:
        """Ten digits, an empty string, or `NOT_KNOWN`."""
        text = super().clean(value)
        if not text or text is NOT_KNOWN:
            return text
        digits = re.sub(r"[\s-]", "", text)
        if not re.fullmatch(r"[0-9]{10}", digits):
            raise ValidationError(_("An NHS number has 10 digits, like 999 123 4560."), code="nhs_length")
        if not is_valid_nhs_number(digits):
            raise ValidationError(_("This is not a valid NHS number. Check the digits."), code="nhs_check")
        return digits


class PartialDateField(forms.Field):
    """A date as far as it is known; cleans to `PartialDate`, or None when left empty and not required.

    `not_known` shows the box; `whole` demands all three parts; `past` refuses what must lie in the future and
    `future` what must lie in the past, against `today` (set it per form; else today in the active time zone).
    """

    widget = DateInputs

    def __init__(
        self,
        *,
        missing: Any = None,
        not_known: bool = True,
        whole: bool = False,
        past: bool = False,
        future: bool = False,
        autocomplete: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.missing = missing
        self.not_known = not_known and not whole
        self.whole, self.past, self.future = whole, past, future
        self.today: date | None = None
        self.gov: Mapping[str, Any] = {"autocomplete": autocomplete}
        self.wrong: frozenset[str] = frozenset()

    def _refuse(self, message: Any, *parts: str) -> ValidationError:
        self.wrong = frozenset(parts or ("day", "month", "year"))
        return ValidationError(message, code="date")

    def clean(self, value: Any) -> Any:
        """Raises ValidationError with `wrong` naming the inputs that the error is about."""
        self.wrong = frozenset()
        if isinstance(value, PartialDate | date):
            value = DateInputs.parts(value)
        parts = value if isinstance(value, DateParts) else DateParts("", "", "", not_known=False)
        typed = bool(parts.day or parts.month or parts.year)
        if parts.not_known and typed:
            raise self._refuse(_("Enter a date or select “Not known”, not both."))
        if parts.not_known and self.not_known:
            return PartialDate()
        if not typed:
            if self.required:
                self.wrong = frozenset({"day", "month", "year"})
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        return self._check(self._read(parts))

    def _read(self, parts: DateParts) -> PartialDate:
        day = self._number(parts.day, 31, _("The day must be a number from 1 to 31."), "day")
        month = _month(parts.month)
        if parts.month and month is None:
            raise self._refuse(_("The month must be a number from 1 to 12, or its name."), "month")
        if parts.year and not re.fullmatch(r"[0-9]{4}", parts.year, re.ASCII):
            raise self._refuse(_("The year must have 4 numbers, like 2015."), "year")
        year = int(parts.year) if parts.year else None
        missing = [name for name, part in (("day", day), ("month", month), ("year", year)) if part is None]
        if self.whole and missing:
            raise self._refuse(_("Enter the whole date: day, month and year."), *missing)
        if day is not None and month is None:
            raise self._refuse(_("Enter the month too, or leave the day empty."), "month")
        try:
            return PartialDate(day, month, year)
        except ValueError:
            raise self._refuse(_("There is no such date. Check the day, the month and the year.")) from None

    def _number(self, text: str, most: int, message: Any, part: str) -> int | None:
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,2}", text, re.ASCII) or not 1 <= int(text) <= most:
            raise self._refuse(message, part)
        return int(text)

    def _check(self, found: PartialDate) -> PartialDate:
        today = self.today or timezone.localdate()
        if found.year is not None and found.year < 1875:
            raise self._refuse(_("The year is too long ago. Check it."), "year")
        if self.past and found.earliest and found.earliest > today:
            raise self._refuse(_("The date must be today or in the past."))
        if self.future and found.latest and found.latest < today:
            raise self._refuse(_("The date must be today or in the future."))
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares what the inputs would show."""
        return DateInputs.parts(initial) != DateInputs.parts(data)


class DateField(PartialDateField):
    """A whole date; cleans to `datetime.date`, or None when left empty and not required."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(whole=True, **kwargs)

    def clean(self, value: Any) -> date | None:
        """The day."""
        found = super().clean(value)
        return found.exact if found else None


# The first three letters tell the months apart in English; in Welsh it takes the names.
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WELSH = (
    "ionawr", "chwefror", "mawrth", "ebrill", "mai", "mehefin",
    "gorffennaf", "awst", "medi", "hydref", "tachwedd", "rhagfyr",
)  # fmt: skip


def _month(text: str) -> int | None:
    """A month from `6`, `06`, `Jun`, `June` or `Mehefin`; None if it is none of these."""
    said = text.lower().rstrip(".")
    if re.fullmatch(r"[0-9]{1,2}", said, re.ASCII):
        return int(said) if 1 <= int(said) <= 12 else None
    if said in _WELSH:
        return _WELSH.index(said) + 1
    return _ENGLISH.index(said[:3]) + 1 if said[:3] in _ENGLISH and said.isalpha() else None


class TimeField(TextField):
    """A time of day as `2:30pm`, `2pm`, `14:30` or `midday`; cleans to `datetime.time` or None."""

    gov = {"width": 5, "spellcheck": False}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 20, **kwargs})

    def clean(self, value: Any) -> Any:
        """A time without a zone, None, or `NOT_KNOWN`."""
        text = super().clean(value)
        if text is NOT_KNOWN:
            return text
        if not text:
            return None
        said = {"midday": "12pm", "noon": "12pm", "midnight": "12am"}.get(text.lower(), text.lower())
        found = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap])?\.?m?\.?", said, re.ASCII)
        if found and (found[2] or found[3]):
            hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
            fits = 1 <= hour <= 12 if half else hour <= 23
            if fits and minute <= 59:
                return time(hour % 12 + (12 if half == "p" else 0) if half else hour, minute)
        raise ValidationError(_("Enter a time, like 2:30pm or 14:30."), code="time")


class RadiosField(forms.ChoiceField):
    """One of a few. `hints` maps a value to its hint; `divider_before` puts "or" before that value."""

    widget: type[forms.Widget] = forms.RadioSelect

    def __init__(
        self,
        *,
        missing: Any = None,
        hints: Mapping[str, Any] | None = None,
        divider_before: str = "",
        gov: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.missing = missing
        self.hints = hints or {}
        self.divider_before = divider_before
        self.gov = gov or {}
        self.error_messages["invalid_choice"] = _("Choose one of the answers in the list.")


class SelectField(RadiosField):
    """One of many; an empty first choice, so that nothing is chosen by accident."""

    widget = forms.Select

    def __init__(self, *, choices: Choices = (), empty: Any = None, **kwargs: Any) -> None:
        super().__init__(choices=[("", empty or _("Choose")), *choices], **kwargs)


class CheckboxesField(forms.MultipleChoiceField):
    """Any of a few; cleans to a list of values. `none` (value, label) excludes all others."""

    widget = Boxes

    def __init__(
        self,
        *,
        choices: Choices = (),
        none: tuple[str, Any] | None = None,
        missing: Any = None,
        hints: Mapping[str, Any] | None = None,
        gov: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(choices=[*choices, *([none] if none else [])], **kwargs)
        self.missing = missing
        self.hints = hints or {}
        self.none = none
        self.gov = gov or {}
        self.error_messages["invalid_choice"] = _("Choose answers from the list.")

    def clean(self, value: Any) -> list[str]:
        """The values; `none` stands alone."""
        chosen: list[str] = super().clean(value)
        if self.none and self.none[0] in chosen and len(chosen) > 1:
            raise ValidationError(
                _("Select answers, or select “%(none)s”, not both."),
                params={"none": self.none[1]},
                code="none",
            )
        return chosen


class ConfirmField(forms.BooleanField):
    """One box to tick; cleans to bool. Its label is the sentence beside the box."""

    def __init__(self, *, missing: Any = None, gov: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.missing = missing
        self.gov = gov or {}


class FilesField(forms.FileField):
    """Several files; cleans to a list of UploadedFile. `max_bytes` and `max_files` refuse at the field.

    What the files contain is for `foundation.files` to judge.
    """

    widget = ManyFiles

    def __init__(
        self,
        *,
        missing: Any = None,
        max_files: int = 20,
        max_bytes: int = 20 * 1024 * 1024,
        accept: str = "",
        gov: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.missing = missing
        self.max_files, self.max_bytes = max_files, max_bytes
        self.gov = {"accept": accept, **(gov or {})}

    def clean(self, data: Any, initial: Any = None) -> Any:
        """All files, each judged by name and size; errors name the file."""
        given = data if isinstance(data, list) else [data] if data else []
        if not given:
            if self.required and not initial:
                raise ValidationError(self.error_messages["required"], code="required")
            return []
        if len(given) > self.max_files:
            raise ValidationError(
                _("Choose %(most)d files or fewer at a time."), params={"most": self.max_files}
            )
        errors: list[ValidationError] = []
        for upload in given:
            try:
                super().clean(upload)
            except ValidationError as error:
                errors += [ValidationError(f"{upload.name}: {line}") for line in error.messages]
            if upload.size and upload.size > self.max_bytes:
                said = {"name": upload.name, "most": self.max_bytes // (1024 * 1024)}
                errors.append(ValidationError(_("%(name)s is larger than %(most)d MB."), params=said))
        if errors:
            raise ValidationError(errors)
        return given
