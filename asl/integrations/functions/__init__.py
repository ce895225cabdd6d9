"""Functions that `lambda:invoke` and a function's ARN call, each behind one port."""
