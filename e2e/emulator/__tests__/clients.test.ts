import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, before, test } from "node:test";
import { tool } from "../../python/tool";
import { type Emulator, startEmulator } from "..";

const ACCOUNT = "111111111111";
let emulator: Emulator;

before(async () => {
  emulator = await startEmulator();
});
after(() => emulator.stop());

/** Runs a program with an administrator's keys and the emulator's address; its whole output. */
async function run(command: readonly string[], change: Record<string, string> = {}, input = ""): Promise<string> {
  const keys = emulator.administrator(ACCOUNT);
  const [program = "", ...args] = command;
  const child = spawn(await tool(program), args, {
    env: {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_REGION: "eu-central-1",
      AWS_DEFAULT_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_PAGER: "",
      AWS_MAX_ATTEMPTS: "1",
      AWS_EC2_METADATA_DISABLED: "true",
      ...change,
    },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  child.stdin.end(input);
  await new Promise((done, fail) => child.once("error", fail).once("close", done));
  return said.trim();
}

const BOTO3 = `
import io, urllib.error, urllib.request
import boto3
from botocore.config import Config

s3 = boto3.client("s3", config=Config(signature_version="s3v4"))
s3.create_bucket(Bucket="python", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
keys = ["plain", "with space", "a+b", "ü/ö", "a//b", "/first", "a%2Fb", "a&b=c?d#e", "(x)*!'", "dir/", "a/../b", "~"]
for key in keys:
    s3.put_object(Bucket="python", Key=key, Body=key.encode())
    assert s3.get_object(Bucket="python", Key=key)["Body"].read() == key.encode(), key
    presigned = s3.generate_presigned_url("get_object", Params={"Bucket": "python", "Key": key})
    assert urllib.request.urlopen(presigned).read() == key.encode(), key
assert sorted(keys) == sorted(each["Key"] for each in s3.list_objects_v2(Bucket="python")["Contents"])

s3.upload_fileobj(io.BytesIO(b"x" * 9_000_000), "python", "large")
assert s3.head_object(Bucket="python", Key="large")["ContentLength"] == 9_000_000

changed = s3.generate_presigned_url("get_object", Params={"Bucket": "python", "Key": "plain"}).replace("plain", "large")
try:
    urllib.request.urlopen(changed)
except urllib.error.HTTPError as error:
    assert b"<Code>SignatureDoesNotMatch</Code>" in error.read()
else:
    raise AssertionError("a changed URL was answered")

identity = boto3.client("sts").generate_presigned_url("get_caller_identity", HttpMethod="GET")
assert b"${ACCOUNT}" in urllib.request.urlopen(identity).read()

queue = boto3.client("sqs").create_queue(QueueName="queue")["QueueUrl"]
boto3.client("sqs").send_message(QueueUrl=queue, MessageBody="hello")
assert boto3.client("eks").list_clusters()["clusters"] == []
table = {"KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]}
table["AttributeDefinitions"] = [{"AttributeName": "id", "AttributeType": "S"}]
dynamodb = boto3.client("dynamodb")
arn = dynamodb.create_table(TableName="table", BillingMode="PAY_PER_REQUEST", **table)["TableDescription"]["TableArn"]
dynamodb.put_item(TableName=arn, Item={"id": {"S": "1"}})
assert dynamodb.get_item(TableName="table", Key={"id": {"S": "1"}})["Item"] == {"id": {"S": "1"}}
boto3.client("sns").create_topic(Name="topic", Attributes={"DisplayName": "a topic"})
boto3.client("ssm").put_parameter(Name="/a/b", Value="value", Type="String")
assert boto3.client("ssm").get_parameter(Name="/a/b")["Parameter"]["Value"] == "value"
print("done")
`;

test("boto3 speaks every protocol, stores odd keys and presigns URLs", async () => {
  assert.equal(await run(["python", "-"], {}, BOTO3), "done");
});

test("the AWS CLI copies, lists and removes", async () => {
  assert.equal(await run(["aws", "s3", "mb", "s3://cli-bucket"]), "make_bucket: cli-bucket");
  await run(["aws", "s3", "cp", "-", "s3://cli-bucket/dir with/ü+%2F.txt"], {}, "hello");
  assert.match(await run(["aws", "s3", "ls", "s3://cli-bucket", "--recursive"]), /5 dir with\/ü\+%2F\.txt$/);
  assert.equal(await run(["aws", "s3", "cp", "s3://cli-bucket/dir with/ü+%2F.txt", "-"]), "hello");
  await run(["aws", "s3", "rm", "s3://cli-bucket", "--recursive"]);
  assert.equal(await run(["aws", "s3", "ls", "s3://cli-bucket"]), "");
});

test("the AWS CLI shows the errors of wrong keys as each service words them", async () => {
  const unknown = { AWS_ACCESS_KEY_ID: "AKIAUNKNOWN" };
  assert.match(await run(["aws", "s3", "ls"], unknown), /\(InvalidAccessKeyId\).*does not exist in our records/);
  assert.match(
    await run(["aws", "dynamodb", "list-tables"], unknown),
    /\(UnrecognizedClientException\).*The security token included in the request is invalid/,
  );
  const wrong = { AWS_SECRET_ACCESS_KEY: "wrong" };
  assert.match(await run(["aws", "iam", "list-roles"], wrong), /\(SignatureDoesNotMatch\)/);
  assert.match(await run(["aws", "eks", "list-clusters"], wrong), /\(InvalidSignatureException\)/);
});
