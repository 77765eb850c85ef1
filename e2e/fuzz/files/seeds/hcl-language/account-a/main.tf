terraform {
  backend "s3" {
    bucket = "states"
    key    = "account-a"
    region = "us-east-1"
  }
}

provider "aws" {
  region              = var.region
  allowed_account_ids = ["111111111111"]
}

provider "aws" {
  alias  = "other"
  region = "eu-west-1"
  assume_role {
    role_arn = "arn:aws:iam::222222222222:role/terraform"
  }
}

variable "region" {
  type    = string
  default = "us-east-1"
}

locals {
  pods  = { api = "team", worker = "team" }
  names = [for key, namespace in local.pods : "${namespace}-${key}"]
  tags  = merge({ a = "1" }, { b = lower("B") })
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_eks_cluster" "this" {
  name = "main"
}

data "aws_iam_policy_document" "base" {
  statement {
    sid     = "Assume"
    actions = ["sts:AssumeRole", "sts:TagSession"]
    principals {
      type        = "Service"
      identifiers = ["pods.eks.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

data "aws_iam_policy_document" "trust" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]
  dynamic "statement" {
    for_each = toset(["x"])
    content {
      sid       = "Deny${statement.value}"
      effect    = "Deny"
      actions   = ["sts:AssumeRole"]
      principals {
        type        = "AWS"
        identifiers = [format("arn:%s:iam::%s:root", data.aws_partition.current.partition, "333333333333")]
      }
    }
  }
}

data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.data.arn}/&{aws:PrincipalTag/kubernetes-namespace}/*"]
  }
  statement {
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.data.arn]
    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["&{aws:PrincipalTag/kubernetes-namespace}/*"]
    }
  }
}

module "roles" {
  source   = "./roles"
  for_each = local.pods
  name     = each.key
  trust    = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "read" {
  for_each = local.pods
  name     = "read"
  role     = module.roles[each.key].name
  policy   = data.aws_iam_policy_document.read.json
}

resource "aws_eks_pod_identity_association" "this" {
  for_each        = local.pods
  cluster_name    = data.aws_eks_cluster.this.name
  namespace       = each.value
  service_account = each.key
  role_arn        = module.roles[each.key].arn
}

resource "aws_iam_openid_connect_provider" "this" {
  count          = length(local.names) > 1 ? 1 : 0
  url            = one(data.aws_eks_cluster.this.identity[*].oidc[0].issuer)
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_s3_bucket" "data" {
  bucket = join("-", concat(["data"], tolist(["bucket"])))
}

resource "aws_s3_bucket_policy" "data" {
  bucket = aws_s3_bucket.data.id
  policy = <<-EOT
    {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*",
      "Resource": "${aws_s3_bucket.data.arn}/*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}
  EOT
}

resource "aws_kms_key" "data" {
  provider = aws.other
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "kms:*", Resource = "*" }]
  })
}

output "bucket" {
  value = aws_s3_bucket.data.bucket
}
