"""What leaves floor 1 as a file: sheets, workbooks, CSV."""
