"""Every write of floor 1: keyword-only, the actor is `by=`, one transaction, audit inside."""
