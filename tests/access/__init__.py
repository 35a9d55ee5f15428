"""Every address and every role: the world they are tried in, and the table of what is expected."""
