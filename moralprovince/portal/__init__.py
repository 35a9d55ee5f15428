"""The roof: what spans the floors (homes, dashboards, planner, summaries, operations, demo)."""
