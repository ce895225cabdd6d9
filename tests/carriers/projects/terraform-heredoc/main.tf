data "aws_caller_identity" "current" {}

resource "aws_sfn_state_machine" "resize" {
  name     = "resize"
  role_arn = aws_iam_role.states.arn
  type     = "EXPRESS"

  definition = <<-EOF
    {
      "Comment": "Resizes what ${data.aws_caller_identity.current.account_id} has uploaded",
      "StartAt": "Resize",
      "States": {
        "Resize": {
          "Type": "Task",
          "Resource": "${aws_lambda_function.resize.arn}",
          "TimeoutSeconds": ${var.timeout},
          "Retry": ${jsonencode(var.retry)},
          "Next": "Store"
        },
        %{ if var.store ~}
        "Store": {
          "Type": "Task",
          "Resource": "arn:aws:states:::dynamodb:putItem",
          "Parameters": {
            "TableName": "${aws_dynamodb_table.pictures.name}",
            "Item": {"Id": {"S.$": "$.id["}}
          },
          "End": true
        }
        %{ endif ~}
      }
    }
  EOF
}
