"""The filters of floor 2's lists: every state of a list is in its address."""
