"""Definitions in serverless.yml, for the plugin serverless-step-functions.

`variables` takes `${...}` apart, `configuration` gives what they stand for, `deployed` what the
functions of CloudFormation among them may give, `state_machines` finds the definitions. No code is
run, no environment read and nobody asked: what these would tell gives way to a default, or to a
value that its place allows.

Source: https://www.serverless.com/framework/docs/guides/variables and
https://github.com/serverless-operations/serverless-step-functions
"""

from asl.carriers.serverless.state_machines import carried

__all__ = ["carried"]
