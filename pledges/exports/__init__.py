"""What floor 2 writes out as tables."""
