# Account 222222222222: the buckets, and a role for each pod that reads one.

provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["222222222222"]
}

module "reports" {
  source          = "../modules/access"
  name            = "shop-reports"
  namespace       = "analytic"
  service_account = "reports"
}

module "invoices" {
  source          = "../modules/access"
  name            = "shop-invoices"
  namespace       = "billing"
  service_account = "invoices"
}

resource "aws_s3_bucket" "archive" {
  bucket = "shop-archive-data"
}

resource "aws_s3_bucket_policy" "archive" {
  bucket = aws_s3_bucket.archive.bucket
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111111111112:role/shop-archive" }
      Action    = ["s3:GetObject", "s3:PutObject"]
      Resource  = "${aws_s3_bucket.archive.arn}/*"
    }]
  })
}
