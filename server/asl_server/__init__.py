"""The service: AWS's own API of Step Functions, a REST API beside it, and a console.

Nothing is served yet; what there is so far runs in process, by `asl run` and from Python.
"""
