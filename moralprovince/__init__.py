"""The moral-province portal: its ground (core), its roof (portal) and its settings."""
