"""Forms that take what people type: Thai dates and digits, unseen characters, and clear sentences back."""

from .fields import (
    AmountField,
    LongTextField,
    NumberTextField,
    PhoneField,
    TaxIdField,
    TextField,
    ThaiDayField,
    UploadField,
    WholeNumberField,
)
from .portal import PortalForm, PortalModelForm

__all__ = [
    "AmountField", "LongTextField", "NumberTextField", "PhoneField", "PortalForm", "PortalModelForm", "TaxIdField",
    "TextField", "ThaiDayField", "UploadField", "WholeNumberField",
]  # fmt: skip
