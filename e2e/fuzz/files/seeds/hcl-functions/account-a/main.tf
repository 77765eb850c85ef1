provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111111111111"]
}

variable "buckets" {
  default = ["one", "two"]
}

resource "aws_eks_cluster" "main" {
  name = "main"
}

resource "aws_iam_openid_connect_provider" "main" {
  url            = aws_eks_cluster.main.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]
}

locals {
  arn    = aws_iam_openid_connect_provider.main.arn
  issuer = replace(local.arn, "/^(.*provider/)/", "")
  same   = element(split("oidc-provider/", local.arn), 1)
  names  = { for b in var.buckets : b => upper(substr(b, 0, 2)) }
  all    = setproduct(keys(local.names), formatlist("%s-%03d", ["a", "b"], [1, 2]))
  yaml   = yamldecode("a: [1, x]\nb: &b {c: d}\ne: *b\n")
  net    = cidrsubnets("10.0.0.0/16", 4, 8)
  time   = formatdate("YYYY-MM-DD", timeadd("2026-01-01T00:00:00Z", "36h"))
  first  = try(local.yaml.a[5], coalescelist([], ["none"])[0], "never")
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [local.arn]
    }
    dynamic "condition" {
      for_each = { sub = "system:serviceaccount:ns:sa", aud = "sts.amazonaws.com" }
      iterator = one
      content {
        test     = "StringEquals"
        variable = "${local.issuer}:${one.key}"
        values   = [one.value]
      }
    }
  }
}

resource "aws_iam_role" "app" {
  name               = lower("APP-${substr(sha256(local.time), 0, 8)}")
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "app" {
  role   = aws_iam_role.app.name
  policy = <<-EOT
    { "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject",
      "Resource": [%{ for i, b in var.buckets ~}
    %{ if i > 0 },%{ endif }"arn:aws:s3:::${b}/*"%{ endfor }] }] }
  EOT
}
