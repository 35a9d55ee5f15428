"""Placeholder until the real module lands."""
import datetime as dt
from zoneinfo import ZoneInfo
def today() -> dt.date:
    return dt.datetime.now(ZoneInfo("Asia/Bangkok")).date()
def fiscal_year_of(day: dt.date) -> int:
    return day.year + 543 + (day.month >= 10)
