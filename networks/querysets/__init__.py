"""How floor 1 is read: every read starts from visible_to(user)."""
