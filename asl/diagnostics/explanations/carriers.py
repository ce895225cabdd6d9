"""What goes wrong between a template and the definition that it carries."""

from __future__ import annotations

from typing import Final

from asl.diagnostics.explanation import Explanation
from asl.diagnostics.explanations.terraform import TERRAFORM

_FILE: Final = "template.yaml"
_DEFINITION: Final = "order.asl.json"


def _sam(*properties: str) -> str:
    """A template of SAM with one state machine."""
    inside = "".join(f"      {line}\n" for line in properties)
    return (
        "Transform: AWS::Serverless-2016-10-31\n"
        "Resources:\n"
        "  OrderMachine:\n"
        "    Type: AWS::Serverless::StateMachine\n"
        f"    Properties:\n{inside}"
    )


def _order(seconds: str) -> str:
    """A definition that waits."""
    return (
        '{\n  "StartAt": "Pause",\n  "States": {\n'
        f'    "Pause": {{ "Type": "Wait", "Seconds": {seconds}, "End": true }}\n  }}\n}}\n'
    )


_URI: Final = f"DefinitionUri: {_DEFINITION}"
_PASSING: Final = (
    "Definition:",
    "  StartAt: Done",
    "  States:",
    "    Done: { Type: Succeed }",
)
_DELAY: Final = ("DefinitionSubstitutions:", "  Delay: 60")
_WITH_DELAY: Final = {_DEFINITION: _order("${Delay}")}

CARRIERS: Final[dict[str, Explanation]] = {
    "substitution-unused": Explanation(
        what="A value is given for a placeholder that the definition does not have.",
        why="AWS takes the template and nobody is told: either the value is left over, or the "
        "placeholder is spelt another way and stays unfilled.",
        remedy="Remove the value, or write ${Name} in the definition where it belongs.",
        file=_FILE,
        bad=_sam(_URI, *_DELAY, "  Table: orders"),
        good=_sam(_URI, *_DELAY),
        beside=_WITH_DELAY,
    ),
    "substitution-missing": Explanation(
        what="The definition has a placeholder that nothing is given for, or Fn::Sub and Ref speak "
        "of what the template does not have.",
        why="AWS leaves a placeholder of a definition as it stands: a Resource of ${Name} is "
        "refused when the machine is created, and a table named ${Name} is looked for when it "
        "runs. What Fn::Sub and Ref do not find fails the whole deployment. Where the text may be "
        "meant as it is, as in a shell's command, this is a warning.",
        remedy="Give it a value in DefinitionSubstitutions. In Fn::Sub write ${!Name} for the text "
        "${Name} itself.",
        file=_FILE,
        bad=_sam(_URI),
        good=_sam(_URI, *_DELAY),
        beside=_WITH_DELAY,
    ),
    "definition-source": Explanation(
        what="The state machine has no definition, or more than one.",
        why="The deployment fails: exactly one of the properties for it may stand there.",
        remedy="Keep one of Definition, DefinitionUri (SAM), DefinitionString and "
        "DefinitionS3Location (CloudFormation).",
        file=_FILE,
        bad=_sam(*_PASSING, _URI),
        good=_sam(*_PASSING),
        beside=_WITH_DELAY,
    ),
    "definition-unreadable": Explanation(
        what="The file that the template names for the definition is not there, or cannot be read.",
        why="The deployment fails when the files are packed.",
        remedy="Name the file as it is seen from the folder of the template.",
        file=_FILE,
        bad=_sam("DefinitionUri: states/order.asl.json", *_DELAY),
        good=_sam(_URI, *_DELAY),
        beside=_WITH_DELAY,
    ),
    "definition-elsewhere": Explanation(
        what="The definition is kept where validation does not look: in a bucket, in another "
        "stack, or in what a macro will write.",
        why="Nothing is wrong with that, but nothing has been checked either.",
        remedy="Validate the definition where it is written.",
        file=_FILE,
        bad=_sam("DefinitionUri: s3://definitions/order.asl.json"),
        good=_sam(_URI, *_DELAY),
        beside=_WITH_DELAY,
    ),
    "outside-project": Explanation(
        what="The template names a file that stands outside the project, or a link leads there.",
        why="Validation reads the project's files and no others, so that it can be run on what "
        "somebody else has written. The project is the nearest folder above with .git or asl.toml.",
        remedy="Move the file into the project, or put asl.toml into the folder that holds both.",
        file=_FILE,
        bad=_sam("DefinitionUri: ../order.asl.json", *_DELAY),
        good=_sam(_URI, *_DELAY),
        beside=_WITH_DELAY,
    ),
    "template-function": Explanation(
        what="A function of the template is not called as it has to be.",
        why="The deployment fails before anything is created.",
        remedy="Fn::Sub takes a text, or a list of a text and an object; Fn::Join a delimiter and "
        "a list; Fn::If a condition and two values; Fn::GetAtt a resource and an attribute.",
        file=_FILE,
        bad=_sam(_URI, "DefinitionSubstitutions:", "  Delay: !Join [60]"),
        good=_sam(_URI, "DefinitionSubstitutions:", "  Delay: !Join ['', [60]]"),
        beside=_WITH_DELAY,
    ),
    **TERRAFORM,
}
