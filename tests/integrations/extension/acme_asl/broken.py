"""A module that cannot be loaded."""

raise SystemExit("not here")
