"""Reads registers as offices keep them: any order of columns, Thai and English headings, wrong cells."""
