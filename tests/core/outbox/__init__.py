"""Tests of the outbox: owing, claiming, sending, giving up."""
