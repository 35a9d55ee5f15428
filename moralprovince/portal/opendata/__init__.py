"""Open data: what is public, as tables that programs read; one table of datasets feeds pages, files, API and its document."""
