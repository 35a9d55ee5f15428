"""The lived year of the demo, made by calling the actions that people's pages call."""
