variable "name" {}
variable "trust" {}

resource "aws_iam_role" "this" {
  name                 = replace("role_${var.name}", "_", "-")
  path                 = "/pods/"
  assume_role_policy   = var.trust
  permissions_boundary = aws_iam_policy.boundary.arn
}

resource "aws_iam_policy" "boundary" {
  name_prefix = trimprefix("x-boundary-", "x-")
  policy      = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
}

output "arn" { value = aws_iam_role.this.arn }
output "name" { value = aws_iam_role.this.name }
