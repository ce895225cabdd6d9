"""Texts that cannot be read."""

from __future__ import annotations

from typing import Final

from asl.diagnostics.explanation import Explanation

_GOOD: Final = """\
{
  "StartAt": "Greet",
  "States": {
    "Greet": {"Type": "Pass", "End": true}
  }
}
"""
_GOOD_YAML: Final = """\
StartAt: Greet
States:
  Greet:
    Type: Pass
    End: true
"""
_BOMB: Final = "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 7)
)

SYNTAX: Final[dict[str, Explanation]] = {
    "json-syntax": Explanation(
        what="The text breaks the rules of JSON: a comma too many or missing, a bracket that is "
        "not closed, a quote that is not one, a comment.",
        why="Nothing of the definition can be read. AWS refuses it when it is created.",
        remedy="Correct the text at the place that is named; the hint says what most likely was "
        "meant. Who wants comments writes YAML, or the field `Comment`.",
        bad='{\n  "StartAt": "Greet"\n  "States": {"Greet": {"Type": "Pass", "End": true}}\n}\n',
        good=_GOOD,
    ),
    "yaml-syntax": Explanation(
        what="The text breaks the rules of YAML: a bracket that is not closed, an indentation that "
        "fits nowhere, a second document in the file.",
        why="Nothing of the definition can be read, and no tool will turn it into the JSON that "
        "AWS takes.",
        remedy="Correct the text at the place that is named. Put texts that have a colon and a "
        "space, or begin with a bracket or an asterisk, in quotes.",
        bad="StartAt: Greet\nStates: {Greet: {Type: Pass, End: true}\n",
        good=_GOOD_YAML,
        file="machine.asl.yaml",
    ),
    "yaml-tag": Explanation(
        what="The text has a tag, such as `!!python/name` or `!Ref`, that says nothing in a "
        "definition: only what JSON knows may stand there.",
        why="What the tag would make of the value is not part of the language. In a template of "
        "CloudFormation tags like `!Ref` are understood; in a definition of its own they are not.",
        remedy="Write the value itself, or move the definition into the template.",
        bad="StartAt: !Ref First\nStates:\n  Greet:\n    Type: Pass\n    End: true\n",
        good=_GOOD_YAML,
        file="machine.asl.yaml",
    ),
    "yaml-key": Explanation(
        what="A key is no text, or `<<` merges what is no map.",
        why="A definition becomes JSON, whose keys are texts.",
        remedy="Write a text as the key.",
        bad="StartAt: Greet\nStates:\n  [Greet]:\n    Type: Pass\n    End: true\n",
        good=_GOOD_YAML,
        file="machine.asl.yaml",
    ),
    "yaml-alias-bomb": Explanation(
        what="Aliases stand for aliases so that the text, written out, has more than a million "
        "values, or a value contains itself.",
        why="Written out as JSON it would be larger than AWS takes, and could fill the memory of "
        "whoever reads it.",
        remedy="Write out what is meant, or use fewer aliases of smaller values.",
        bad=f"a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n{_BOMB}",
        good=_GOOD_YAML,
        file="machine.asl.yaml",
    ),
    "not-utf8": Explanation(
        what="The file has bytes that are no UTF-8.",
        why="JSON is UTF-8 and nothing else; another encoding turns names into other names.",
        remedy="Save the file as UTF-8.",
        bad='{\n  "Comment": "Gr\udcfc\udcdfe",\n  "StartAt": "Greet",\n'
        '  "States": {"Greet": {"Type": "Pass", "End": true}}\n}\n',
        good='{\n  "Comment": "Grüße",\n  "StartAt": "Greet",\n'
        '  "States": {"Greet": {"Type": "Pass", "End": true}}\n}\n',
    ),
    "too-deep": Explanation(
        what="Values are nested more than 500 deep.",
        why="No definition has a use for it, and AWS refuses it.",
        remedy="Build the deep value in a state, or pass it as text through "
        "`States.StringToJson` or `$parse`.",
        bad=f'{{"Comment": {"[" * 500}{"]" * 500}}}\n',
        good=_GOOD,
    ),
    "document-too-large": Explanation(
        what="The definition has more than 1,048,576 characters, which is the most that AWS takes; "
        "or its keys, repeated around its values, are too long for how many these are.",
        why="AWS refuses it when it is created.",
        remedy="Put a part of it into a state machine of its own and start that by "
        "`arn:aws:states:::states:startExecution.sync:2`. White space counts: leave it out when "
        "you deploy.",
        bad="",
        good="",
    ),
    "number-out-of-range": Explanation(
        what="A number is larger than a double can hold.",
        why="AWS reads numbers as doubles; what does not fit would become infinite.",
        remedy="Write a smaller number, or a text.",
        bad='{\n  "StartAt": "Count",\n  "States": {\n'
        '    "Count": {"Type": "Pass", "Result": 1e999, "End": true}\n  }\n}\n',
        good='{\n  "StartAt": "Count",\n  "States": {\n'
        '    "Count": {"Type": "Pass", "Result": 1e99, "End": true}\n  }\n}\n',
    ),
    "not-a-number": Explanation(
        what="`NaN`, `Infinity` or `-Infinity` stands where a number is due; some programs write "
        "them into JSON.",
        why="They are no JSON, and AWS refuses them.",
        remedy="Write `null`, a number or a text.",
        bad='{\n  "StartAt": "Count",\n  "States": {\n'
        '    "Count": {"Type": "Pass", "Result": NaN, "End": true}\n  }\n}\n',
        good='{\n  "StartAt": "Count",\n  "States": {\n'
        '    "Count": {"Type": "Pass", "Result": null, "End": true}\n  }\n}\n',
    ),
    "lone-surrogate": Explanation(
        what=r"An escape such as `\ud83d` stands for one half of a character and the other half is "
        "missing.",
        why="It is no character and cannot be written as UTF-8: it is lost or refused on the way.",
        remedy="Write both halves, or the character itself.",
        bad='{\n  "Comment": "Done \\ud83d",\n  "StartAt": "Greet",\n'
        '  "States": {"Greet": {"Type": "Pass", "End": true}}\n}\n',
        good='{\n  "Comment": "Done \\ud83d\\ude00",\n  "StartAt": "Greet",\n'
        '  "States": {"Greet": {"Type": "Pass", "End": true}}\n}\n',
    ),
    "duplicate-key": Explanation(
        what="An object gives one key twice.",
        why="Readers of JSON keep one of the two values and drop the other without a word; a state "
        "or a field is lost. AWS refuses such a definition.",
        remedy="Remove one of the two, or give it another name.",
        bad='{\n  "StartAt": "Greet",\n  "States": {\n'
        '    "Greet": {"Type": "Pass", "Result": 1, "Result": 2, "End": true}\n  }\n}\n',
        good='{\n  "StartAt": "Greet",\n  "States": {\n'
        '    "Greet": {"Type": "Pass", "Result": 2, "End": true}\n  }\n}\n',
    ),
}
