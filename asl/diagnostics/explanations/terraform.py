"""What goes wrong between a configuration that is not run and the definition in it."""

from __future__ import annotations

from typing import Final

from asl.diagnostics.explanation import Explanation

_FILE: Final = "main.tf"


def _resource(definition: str) -> str:
    """A configuration with one state machine."""
    return f'resource "aws_sfn_state_machine" "order" {{\n  definition = {definition}\n}}\n'


TERRAFORM: Final[dict[str, Explanation]] = {
    "terraform-syntax": Explanation(
        what="The file, or a template that it reads, is not written in Terraform's language.",
        why="Terraform refuses the whole configuration, so nothing in it is deployed.",
        remedy="Correct the text that the finding points to; `terraform validate` tells the fault "
        "in Terraform's own words.",
        file=_FILE,
        bad=_resource('jsonencode({ StartAt = "A" States = { A = { Type = "Succeed" } } })'),
        good=_resource('jsonencode({ StartAt = "A", States = { A = { Type = "Succeed" } } })'),
    ),
    "value-unknown": Explanation(
        what="A value is computed by something that validation does not run: a function that "
        "depends on the deployment, a condition on such a value, code.",
        why="Nothing is wrong: but what depends on the value has been checked with one that suits, "
        "and not with the one that will be deployed.",
        remedy="Nothing need be done. To check what is deployed, check the plan: "
        "`terraform show -json PLAN > plan.json` and then `asl validate plan.json`.",
        file=_FILE,
        bad=_resource(
            'jsonencode({ StartAt = "A", States = '
            '{ A = { Type = "Wait", Seconds = var.slow ? 60 : 30, End = true } } })'
        ),
        good=_resource(
            'jsonencode({ StartAt = "A", States = '
            '{ A = { Type = "Wait", Seconds = 30, End = true } } })'
        ),
    ),
}
