"""Tables in and out: workbooks and CSV files, read in a process with limits, written row by row."""

from .guessing import has_more_rows_than
from .marking import write_marked
from .reading import Cell, Formula, Table, TableError, read_table
from .writing import KINDS, defused, table_response, write_csv, write_workbook

__all__ = [
    "KINDS", "Cell", "Formula", "Table", "TableError", "defused", "has_more_rows_than", "read_table", "table_response",
    "write_csv", "write_marked", "write_workbook",
]  # fmt: skip
