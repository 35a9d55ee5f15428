"""Tables of this floor, oldest first."""
