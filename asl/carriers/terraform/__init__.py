"""Definitions in Terraform: its language read as far as a state machine needs it.

`tokens` and `parser` know the syntax, `evaluation` and the functions what it says, `module` the
files of one directory, `resources` what other resources' attributes look like. Nothing is executed.

The reader is our own: python-hcl2 8.1 gives a heredoc as one opaque token and reads no template
files, so the parts that matter most here would be ours anyway; it stops at the first fault with the
names of its tokens, takes seconds to build its tables where it may not write into its own package,
and 8 microseconds a character after that.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
"""

from asl.carriers.terraform.state_machines import carried

__all__ = ["carried"]
