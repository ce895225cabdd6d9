variable "timeout" {
  type    = number
  default = 20
}

variable "store" {
  type    = bool
  default = true
}

variable "retry" {
  default = [
    { ErrorEquals = ["States.Timeout"], MaxAttempts = 1000000000 },
  ]
}
