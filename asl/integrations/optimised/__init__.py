"""Optimised integrations: services that Step Functions calls in ways of its own."""
