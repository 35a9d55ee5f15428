"""How floor 2 is read: every read starts from visible_to(user)."""
