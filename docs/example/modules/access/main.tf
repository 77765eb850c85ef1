# A bucket, and a role by which one pod of another account's cluster reads it.

variable "name" {
  type = string
}

variable "namespace" {
  type = string
}

variable "service_account" {
  type = string
}

resource "aws_s3_bucket" "data" {
  bucket = "${var.name}-data"
}

resource "aws_iam_role" "reader" {
  name = var.name
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111111111111:role/shop-primary" }
      Action    = ["sts:AssumeRole", "sts:TagSession"]
      Condition = {
        StringEquals = {
          "aws:PrincipalTag/eks-cluster-arn"            = "arn:aws:eks:us-east-1:111111111111:cluster/shop"
          "aws:PrincipalTag/kubernetes-namespace"       = var.namespace
          "aws:PrincipalTag/kubernetes-service-account" = var.service_account
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "read" {
  name = "read"
  role = aws_iam_role.reader.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:GetObject"
      Resource = "${aws_s3_bucket.data.arn}/*"
    }]
  })
}
