"""boto3 in a pod: python read.py BUCKET KEY

Lists the bucket and prints the object, or AWS's error, with the SDK's default credentials.
"""

import sys

import boto3
from botocore.exceptions import BotoCoreError, ClientError

bucket, key = sys.argv[1:]
try:
    s3 = boto3.client("s3")
    s3.list_objects_v2(Bucket=bucket)
    sys.stdout.write(s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode())
except (BotoCoreError, ClientError) as error:
    sys.exit(f"{type(error).__name__}: {error}")
