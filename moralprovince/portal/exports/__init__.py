"""What the roof hands out as files."""
