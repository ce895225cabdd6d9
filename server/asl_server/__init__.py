"""The service: AWS's own API of Step Functions and a REST API beside it."""
