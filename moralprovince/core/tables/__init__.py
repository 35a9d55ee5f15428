"""Tables in and out: workbooks and CSV files, read in a process with limits, written row by row."""

from .guessing import has_more_rows_than
from .laying import CHANGE, TEXT, Column, Laid, Line, write_laid
from .marking import Marked, write_marked
from .reading import Cell, Formula, Table, TableError, read_sheets, read_table, read_tables
from .writing import KINDS, Sheet, defused, table_response, words, write_csv, write_sheets, write_workbook

__all__ = [
    "CHANGE", "KINDS", "TEXT", "Cell", "Column", "Formula", "Laid", "Line", "Marked", "Sheet", "Table", "TableError", "defused",
    "has_more_rows_than", "read_sheets", "read_table", "read_tables", "table_response", "words", "write_csv",
    "write_laid", "write_marked", "write_sheets", "write_workbook",
]  # fmt: skip
