"""Whole years that are lived through actions, and what their rows add up to."""

import pytest

pytest.register_assert_rewrite(*(f"{__name__}.{module}" for module in ("links", "outside", "papers")))
