locals {
  machines = {
    import = { file = "import.asl.yaml", type = "EXPRESS" }
    export = { file = "export.asl.yaml", type = "STANDARD" }
  }
}

resource "aws_sfn_state_machine" "all" {
  for_each = local.machines

  name       = each.key
  role_arn   = aws_iam_role.states.arn
  type       = each.value.type
  definition = jsonencode(merge(yamldecode(file("${path.module}/machines/${each.value.file}")), { Comment = each.key }))
}

module "archive" {
  source  = "terraform-aws-modules/step-functions/aws"
  version = "~> 4.2"

  name = "archive"
  type = "express"

  definition = <<EOF
{
  "StartAt": "Archive",
  "States": {
    "Archive": {"Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync", "Parameters": {"JobName": "x"}, "End": true}
  }
}
EOF
}
