"""Fields of the portal's forms: each accepts what people write and says in a sentence what it cannot."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from moralprovince.core import files, thai, values

LONG_TEXT = 5000


class TypedField(forms.Field):
    """A one-line field whose text becomes a value by `read`."""

    keyboard = "text"
    widget = forms.TextInput

    def read(self, text: str) -> Any:
        """The value that was typed; may raise ValueProblem."""
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        """The value, None where nothing was typed."""
        if not isinstance(value, str):
            return value
        if not thai.tidy(value[:1000]):
            return None
        try:
            return self.read(value)
        except values.ValueProblem as problem:
            raise ValidationError(self.error_messages[problem.code], problem.code, self.about()) from None

    def about(self) -> dict[str, Any] | None:
        """What the sentences of the field speak of."""
        return None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The keyboard a telephone shows."""
        return {} if widget.is_hidden else {"inputmode": self.keyboard, "autocomplete": "off"}


class ThaiDayField(TypedField):
    """A day, typed and shown in the Buddhist era (24/11/2569)."""

    keyboard = "text"
    default_error_messages = {"required": _("Please fill in the date, for example 24/11/2569.")}

    def __init__(self, *, earliest: dt.date | None = None, latest: dt.date | None = None, **options: Any) -> None:
        options.setdefault("help_text", _("Day/month/year, for example 24/11/2569"))
        super().__init__(**options)
        self.earliest, self.latest = earliest, latest

    def to_python(self, value: Any) -> dt.date | None:
        """The day that was typed."""
        if isinstance(value, dt.datetime):
            return thai.bangkok_day(value)
        if not isinstance(value, str):
            return value
        if not thai.tidy(value[:200]):
            return None
        try:
            return thai.parse_day(value)
        except thai.DayError as error:
            raise ValidationError(error.sentence, code=error.code) from None

    def validate(self, value: dt.date | None) -> None:
        """Within its bounds."""
        super().validate(value)
        if value and self.earliest and value < self.earliest:
            raise ValidationError(_("This must be %(day)s or later.") % {"day": thai.day_short(self.earliest)}, "early")
        if value and self.latest and value > self.latest:
            raise ValidationError(_("This must be %(day)s or earlier.") % {"day": thai.day_short(self.latest)}, "late")

    def prepare_value(self, value: Any) -> Any:
        """A stored day as it is typed."""
        return thai.day_numeric(value) if isinstance(value, dt.date) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare days, not spellings."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class NumberField(TypedField):
    """A number between bounds."""

    def __init__(self, *, min_value: Any = 0, max_value: Any = None, **options: Any) -> None:
        super().__init__(**options)
        self.min_value, self.max_value = min_value, max_value
        if min_value is not None:
            self.validators.append(MinValueValidator(min_value, _("This must be %(limit_value)s or more.")))
        if max_value is not None:
            self.validators.append(MaxValueValidator(max_value, _("This must be %(limit_value)s or less.")))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare numbers, not spellings."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class WholeNumberField(NumberField):
    """A whole number, zero or more; Thai digits and thousands commas are fine."""

    keyboard = "numeric"
    default_error_messages = {
        "invalid": _("Please enter a whole number, zero or more, for example 120."),
        "digits": _("This number is too large."),
    }
    # The number that the sentence names as an example.
    EXAMPLE = 120

    def __init__(self, *, min_value: int = 0, max_value: int = values.LARGEST, **options: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **options)
        if not min_value <= self.EXAMPLE <= max_value:
            within = {"invalid": _("Please enter a whole number from %(least)s to %(most)s.")}
            self.error_messages |= within | (options.get("error_messages") or {})

    def about(self) -> dict[str, Any]:
        """Its bounds."""
        return {"least": self.min_value, "most": self.max_value}

    def read(self, text: str) -> int:
        """The number."""
        return values.head_count(text)


class AmountField(NumberField):
    """A decimal number or a sum of money: 1,234.50 or ๑,๒๓๔.๕๐."""

    keyboard = "decimal"
    default_error_messages = {
        "invalid": _("Please enter a number, for example 1,250.50."),
        "decimals": ngettext_lazy(
            "At most %(places)s digit after the point, please.", "At most %(places)s digits after the point, please.", "places"
        ),
        "digits": _("This number is too large."),
    }

    def __init__(self, *, max_digits: int = 14, decimal_places: int = 2, **options: Any) -> None:
        super().__init__(**options)
        self.max_digits, self.decimal_places = max_digits, decimal_places

    def prepare_value(self, value: Any) -> Any:
        """A stored number as it is typed: 12, not 12.00."""
        return f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, Decimal) and "." in f"{value:f}" else value

    def read(self, text: str) -> Decimal:
        """The number."""
        return values.amount(text)

    def validate(self, value: Decimal | None) -> None:
        """It fits its column."""
        super().validate(value)
        if value is None:
            return
        value = Decimal(value)
        # Its size first: a number of hundreds of digits cannot even be rounded.
        if abs(value) >= Decimal(10) ** (self.max_digits - self.decimal_places):
            raise ValidationError(self.error_messages["digits"], code="digits")
        if value != round(value, self.decimal_places):
            message = self.error_messages["decimals"] % {"places": self.decimal_places}
            raise ValidationError(message, code="decimals")


def too_long(limit: int) -> MaxLengthValidator:
    """The sentence for a text over its limit."""
    sentence = _("Please shorten this: it has %(show_value)s characters, and at most %(limit_value)s fit.")
    return MaxLengthValidator(limit, sentence)


class TextField(forms.CharField):
    """One line of text: single spaces, nothing unseen, one way to write each syllable."""

    tidy: Callable[[str], str] = staticmethod(thai.tidy)

    def __init__(self, *, max_length: int | None = 200, **options: Any) -> None:
        super().__init__(max_length=max_length, strip=True, **options)
        if max_length is not None:
            # Django's own validator counts as well, but says it in other words.
            self.validators = [v for v in self.validators if not isinstance(v, MaxLengthValidator)] + [too_long(max_length)]

    def to_python(self, value: Any) -> Any:
        """The text as it was meant."""
        text = super().to_python(value)
        return self.tidy(text) if isinstance(text, str) else text


class NumberTextField(TextField):
    """A number with words or strokes in it (3/2569, อย 0031/ว 12): one way to write it, so that two of them compare."""

    tidy = staticmethod(thai.canonical)


def tidy_lines(text: str) -> str:
    """Tidy text of several lines: at most one empty line in a row, none at the ends."""
    lines = [thai.tidy(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return "\n".join(kept).strip()


class LongTextField(TextField):
    """Text of several lines."""

    widget = forms.Textarea
    tidy = staticmethod(tidy_lines)

    def __init__(self, *, max_length: int | None = LONG_TEXT, rows: int = 4, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **options)


class EmptyTextField(TypedField):
    """Nothing typed is an empty text, never None: the column is text."""

    def clean(self, value: Any) -> str:
        """The text."""
        return super().clean(value) or ""


class PhoneField(EmptyTextField):
    """One or more telephone numbers, extensions included; what stands in the row already may be sent back as it is."""

    keyboard = "tel"
    default_error_messages = {
        "invalid": _("This is not a telephone number. Please write it like 035-123-456 ต่อ 12."),
        "incomplete": _("A telephone number has 9 digits, a mobile number 10. Please check it; 035-123-456 ต่อ 12 is right."),
    }

    def __init__(self, *, max_length: int = 60, **options: Any) -> None:
        super().__init__(**options)
        self.validators = [*self.validators, too_long(max_length)]

    def read(self, text: str) -> str:
        """The number as written, in Arabic digits."""
        return values.thai_telephone(text)

    def _clean_bound_field(self, bound: forms.BoundField) -> str:
        """Old registers hold numbers that nobody can mend while she changes something else."""
        stored, sent = str(bound.initial or ""), str(bound.data or "")[:1000]
        return stored if stored and thai.canonical(sent) == thai.canonical(stored) else self.clean(bound.data)


class TaxIdField(EmptyTextField):
    """A tax number of 13 digits whose last digit fits; empty is an empty text."""

    keyboard = "numeric"
    default_error_messages = {
        "invalid": _("A tax number has 13 digits, for example 0-9940-00123-45-6."),
        "checksum": _("One digit of this tax number is wrong: the last digit does not fit the others."),
    }

    def read(self, text: str) -> str:
        """The 13 digits."""
        return values.tax_number(text)


def check_picture_or_pdf(upload: Any) -> None:
    """Look inside; the outcome is kept with the upload for the action that stores it."""
    try:
        files.check(upload)
    except files.BadUpload as bad:
        raise ValidationError(bad.sentence, code="content") from None


class UploadField(forms.FileField):
    """A file within the limit, its name made harmless: a photo or PDF, or one of the endings given."""

    default_error_messages = {
        "required": _("Please choose a file."),
        "missing": _("Please choose a file."),
        "empty": _("This file is empty. Please choose another one."),
        "large": _("This file has %(size)s; at most %(limit)s can be uploaded."),
        "ending": _("Please choose a file of one of these kinds: %(endings)s."),
        "max_length": _("The name of this file is too long. Please shorten it and choose it again."),
    }

    def __init__(self, *, endings: tuple[str, ...] = (), limit: int | None = None, **options: Any) -> None:
        options.setdefault("max_length", 200)
        self.endings, self.limit = endings, limit
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """What the file chooser offers."""
        return super().widget_attrs(widget) | {"accept": ",".join(self.endings) or "image/*,application/pdf"}

    @property
    def most(self) -> int:
        """How many bytes are taken."""
        return self.limit or settings.UPLOAD_LIMIT

    @property
    def megabytes(self) -> int:
        """The same, as people say it."""
        return self.most // (1024 * 1024)

    def to_python(self, data: Any) -> Any:
        """The upload, its name made harmless."""
        upload = super().to_python(data)
        if upload is None:
            return None
        limit = self.most
        if upload.size > limit:
            sizes = {"size": filesizeformat(upload.size), "limit": filesizeformat(limit)}
            raise ValidationError(self.error_messages["large"], code="large", params=sizes)
        if self.endings and PurePath(upload.name or "").suffix.lower() not in self.endings:
            raise ValidationError(self.error_messages["ending"], code="ending", params={"endings": " ".join(self.endings)})
        upload.name = safe_name(upload.name or "")
        if not self.endings:
            check_picture_or_pdf(upload)
        return upload


def safe_name(name: str) -> str:
    """A file name without folders, controls and unseen characters."""
    plain = PurePath(thai.tidy(name).replace("\\", "/")).name
    return "".join(char for char in plain if unicodedata.category(char)[0] != "C") or "file"
