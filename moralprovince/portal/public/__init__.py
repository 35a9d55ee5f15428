"""What the whole world may read: which rows, how many, and how they are drawn."""
