variable "charge_timeout" {
  description = "Seconds that a charge may take."
  type        = number
}
