# Account 111111111111: the cluster, and three pods that EKS gives credentials.

provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111111111111"]
}

locals {
  pods_of_shop = {
    StringEquals = {
      "aws:RequestTag/eks-cluster-arn"      = "arn:aws:eks:us-east-1:111111111111:cluster/shop"
      "aws:RequestTag/kubernetes-namespace" = ["analytics", "billing"]
    }
  }
}

resource "aws_iam_role" "primary" {
  name = "shop-primary"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "pods.eks.amazonaws.com" }
      Action    = ["sts:AssumeRole", "sts:TagSession"]
      Condition = local.pods_of_shop
    }]
  })
}

resource "aws_iam_role_policy" "assume" {
  name = "assume"
  role = aws_iam_role.primary.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["sts:AssumeRole", "sts:TagSession"]
      Resource = "arn:aws:iam::222222222222:role/shop-*"
    }]
  })
}

resource "aws_eks_pod_identity_association" "reports" {
  cluster_name    = "shop"
  namespace       = "analytics"
  service_account = "reports"
  role_arn        = aws_iam_role.primary.arn
  target_role_arn = "arn:aws:iam::222222222222:role/shop-reports"
}

resource "aws_eks_pod_identity_association" "invoices" {
  cluster_name    = "shop"
  namespace       = "billing"
  service_account = "invoices"
  role_arn        = aws_iam_role.primary.arn
  target_role_arn = "arn:aws:iam::222222222222:role/shop-invoices"
}

resource "aws_iam_role" "archive" {
  name = "shop-archive"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "pods.eks.amazonaws.com" }
      Action    = ["sts:AssumeRole", "sts:TagSession"]
      Condition = {
        StringEquals = {
          "aws:RequestTag/eks-cluster-arn"            = "arn:aws:eks:us-east-1:111111111111:cluster/shop"
          "aws:RequestTag/kubernetes-namespace"       = "billing"
          "aws:RequestTag/kubernetes-service-account" = "archive"
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "archive" {
  name = "archive"
  role = aws_iam_role.archive.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:PutObject"]
      Resource = "arn:aws:s3:::shop-archive-data/*"
    }]
  })
}

resource "aws_eks_pod_identity_association" "archive" {
  cluster_name    = "shop"
  namespace       = "billing"
  service_account = "archive"
  role_arn        = aws_iam_role.archive.arn
}
