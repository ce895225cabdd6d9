resource "aws_sfn_state_machine" "invoice" {
  name     = "invoice"
  role_arn = aws_iam_role.states.arn

  definition = templatefile("${path.module}/workflows/invoice.asl.json.tftpl", {
    bill_function = module.bill.function_arn
    queue_url     = aws_sqs_queue.invoices.url
    retries       = 3
  })
}

resource "aws_sfn_state_machine" "reminder" {
  name       = "reminder"
  role_arn   = aws_iam_role.states.arn
  definition = file("workflows/reminder.asl.json")
}

resource "aws_sfn_state_machine" "stranger" {
  name       = "stranger"
  role_arn   = aws_iam_role.states.arn
  definition = file("${path.module}/../elsewhere.asl.json")
}

resource "aws_sfn_state_machine" "lost" {
  name       = "lost"
  role_arn   = aws_iam_role.states.arn
  definition = file("${path.module}/workflows/gone.asl.json")
}
