"""What `loggingConfiguration` asks for: events of executions as lines in a file a log group.

Here stands for CloudWatch Logs: a directory with a file for each log group, and the log of the
server itself. As there, lines are written as well as they can be: an execution neither waits for
them nor fails by them.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
"""
