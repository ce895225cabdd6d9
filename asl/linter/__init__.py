"""Judging all the state machines of a project: settings, one pass over them, safe corrections."""
