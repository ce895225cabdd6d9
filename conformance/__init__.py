"""Conformance: what we run against what AWS did, by area and by tier."""
