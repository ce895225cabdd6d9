terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

locals {
  name = "orders-${terraform.workspace}"

  # Every call of a function is retried alike.
  retry = [{
    ErrorEquals     = ["Lambda.ServiceException", "Lambda.TooManyRequestsException"]
    IntervalSeconds = 2
    MaxAttempts     = 4
    BackoffRate     = 2.0
  }]

  regions = ["eu-west-1", "us-east-1"]
}

resource "aws_lambda_function" "charge" {
  function_name = "${local.name}-charge"
  role          = aws_iam_role.lambda.arn
  handler       = "charge.handler"
  runtime       = "python3.12"
  filename      = "build/charge.zip"
}

resource "aws_sfn_state_machine" "order" {
  name     = local.name
  role_arn = aws_iam_role.states.arn

  definition = jsonencode({
    Comment        = "Charges an order, and tells of it in ${join(" and ", local.regions)}"
    StartAt        = "Charge"
    TimeoutSeconds = 60 * 60
    States = {
      Charge = {
        Type     = "Task"
        Resource = "arn:aws:states:::lambda:invoke"
        Parameters = {
          FunctionName = aws_lambda_function.charge.arn
          "Payload.$"  = "$"
        }
        TimeoutSeconds = var.charge_timeout
        Retry          = local.retry
        Catch = [{
          ErrorEquals = ["States.ALL"]
          ResultPath  = "$.error"
          Next        = "Lost"
        }]
        Next = "Tell"
      }

      Tell = {
        Type = "Parallel"
        Branches = [
          for region in local.regions : {
            StartAt = "Tell ${region}"
            States = {
              "Tell ${region}" = {
                Type     = "Task"
                Resource = "arn:aws:states:::sns:publish"
                Parameters = {
                  TopicArn    = aws_sns_topic.orders.arn
                  "Message.$" = "$.order.id"
                }
                End = true
              }
            }
          }
        ]
        /* planted: there is no state "Dnoe" */
        Next = "Dnoe"
      }

      Done = { Type = "Succeed" }
      Lost = { Type = "Fail", Error = "Orders.Lost" } // a state on one line
    }
  })

  logging_configuration {
    log_destination = "${aws_cloudwatch_log_group.states.arn}:*"
    level           = "ERROR"
  }
}
