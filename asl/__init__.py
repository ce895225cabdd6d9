"""Run, test and validate Amazon States Language state machines anywhere."""
