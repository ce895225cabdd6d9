"""Calls of AWS's APIs at an endpoint: the `aws-sdk` integrations, from botocore's models."""
