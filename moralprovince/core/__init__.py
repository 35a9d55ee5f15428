"""The ground floor: people, workflow, audit, outbox, files, tables, Thai dates and text."""
