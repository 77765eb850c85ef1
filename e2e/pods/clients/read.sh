# The AWS CLI in a pod: sh read.sh BUCKET KEY
# Lists the bucket and prints the object, or AWS's error, with the CLI's default credentials.
set -eu
aws s3api list-objects-v2 --bucket "$1" >/dev/null
aws s3 cp --only-show-errors "s3://$1/$2" -
