"""Runs the whole portal on one machine under one parent: for the demo, and the engines of the tests."""
