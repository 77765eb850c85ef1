import assert from "node:assert/strict";
import { test } from "node:test";
import { stateAt } from "../../moto/state";
import { AwsError } from "../../types";
import type { Asked } from "../enforcement";
import { read } from "../http/protocols";
import type { Request } from "../http/request";
import { Actions } from ".";
import { dynamodbAccess } from "./dynamodb";

const A = "111111111111";
const B = "222222222222";
const REGION = "eu-central-1";

const DONE = { status: 200, headers: {}, body: Buffer.from("") };

/** No request here reaches moto. */
const actions = new Actions(stateAt("http://127.0.0.1:9"));

function requestOf(method: string, url: string, headers: Record<string, string> = {}, body = ""): Request {
  const { pathname: path, searchParams } = new URL(url, "http://localhost");
  return {
    ...{ method, path, url, query: [...searchParams] },
    headers: new Map(Object.entries(headers)),
    body: Buffer.from(body),
    sourceIp: "127.0.0.1",
  };
}

function askedOf(service: string, request: Request, account = A): Asked {
  const caller = { kind: "administrator", account, arn: `arn:aws:iam::${account}:user/administrator` } as const;
  const { body, sourceIp, url: path } = request;
  return { service, ...read(service, request), region: REGION, caller, path, body, sourceIp };
}

/** `action resource account` of each question. */
async function questionsOf(service: string, request: Request, account = A): Promise<readonly string[]> {
  const { questions } = await actions.of(askedOf(service, request, account), request);
  return questions.map(({ action, resource, resourceAccount }) => `${action} ${resource} ${resourceAccount}`);
}

const json = (target: string, body: object) => requestOf("POST", "/", { "x-amz-target": target }, JSON.stringify(body));
const form = (body: string) => requestOf("POST", "/", {}, body);

for (const bucket of ["b", "other"]) {
  const request = requestOf("PUT", `/${bucket}`);
  actions.made(askedOf("s3", request, bucket === "b" ? A : B), DONE);
}

const S3: readonly (readonly [method: string, url: string, actions: string, headers?: Record<string, string>])[] = [
  ["GET", "/b/k", "s3:GetObject"],
  ["HEAD", "/b/k", "s3:GetObject"],
  ["GET", "/b/k?versionId=1", "s3:GetObjectVersion"],
  ["PUT", "/b/k", "s3:PutObject"],
  [
    "PUT",
    "/b/k",
    "s3:PutObject s3:PutObjectTagging s3:PutObjectAcl",
    { "x-amz-tagging": "a=b", "x-amz-acl": "private" },
  ],
  ["PUT", "/b/k?acl", "s3:PutObjectAcl"],
  ["GET", "/b/k?tagging", "s3:GetObjectTagging"],
  ["DELETE", "/b/k", "s3:DeleteObject"],
  ["POST", "/b/k?uploads", "s3:PutObject"],
  ["PUT", "/b/k?partNumber=1&uploadId=u", "s3:PutObject"],
  ["POST", "/b/k?uploadId=u", "s3:PutObject"],
  ["DELETE", "/b/k?uploadId=u", "s3:AbortMultipartUpload"],
  ["GET", "/b/k?uploadId=u", "s3:ListMultipartUploadParts"],
  ["GET", "/b?list-type=2", "s3:ListBucket"],
  ["HEAD", "/b", "s3:ListBucket"],
  ["GET", "/b?versions", "s3:ListBucketVersions"],
  ["PUT", "/b?policy", "s3:PutBucketPolicy"],
  ["DELETE", "/b?publicAccessBlock", "s3:PutBucketPublicAccessBlock"],
  ["GET", "/b?encryption", "s3:GetEncryptionConfiguration"],
  ["DELETE", "/b", "s3:DeleteBucket"],
];

test("S3 requests need the actions that AWS lists, on the bucket or the object", async () => {
  for (const [method, url, wanted, headers] of S3) {
    const resource = `arn:aws:s3:::${url.startsWith("/b/") ? "b/k" : "b"}`;
    const expected = wanted.split(" ").map((action) => `${action} ${resource} ${A}`);
    assert.deepEqual(await questionsOf("s3", requestOf(method, url, headers)), expected, `${method} ${url}`);
  }
  assert.deepEqual(await questionsOf("s3", requestOf("GET", "/")), [`s3:ListAllMyBuckets * ${A}`]);
});

test("a copy reads its source, which may be another account's", async () => {
  const request = requestOf("PUT", "/b/k", { "x-amz-copy-source": "/other/a%20b" });
  assert.deepEqual(await questionsOf("s3", request), [
    `s3:GetObject arn:aws:s3:::other/a b ${B}`,
    `s3:PutObject arn:aws:s3:::b/k ${A}`,
  ]);
});

test("each object of a deletion is a question", async () => {
  const body =
    "<Delete><Object><Key>a&amp;b</Key></Object><Object><Key>c</Key><VersionId>1</VersionId></Object></Delete>";
  assert.deepEqual(await questionsOf("s3", requestOf("POST", "/b?delete", {}, body)), [
    `s3:DeleteObject arn:aws:s3:::b/a&b ${A}`,
    `s3:DeleteObjectVersion arn:aws:s3:::b/c ${A}`,
  ]);
});

test("a listing gives its prefix and delimiter to conditions", async () => {
  const request = requestOf("GET", "/b?list-type=2&prefix=a/&delimiter=/");
  const { questions } = await actions.of(askedOf("s3", request), request);
  assert.equal(questions[0]?.context?.["s3:prefix"], "a/");
  assert.equal(questions[0]?.context?.["s3:delimiter"], "/");
  assert.equal(questions[0]?.context?.["aws:RequestedRegion"], REGION);
});

test("a role is named with the path that it was made with", async () => {
  const made = form("Action=CreateRole&RoleName=r&Path=%2Fteam%2F&Version=2010-05-08");
  const arn = `arn:aws:iam::${A}:role/team/r`;
  assert.deepEqual(await questionsOf("iam", made), [`iam:CreateRole ${arn} ${A}`]);
  actions.made(askedOf("iam", made), DONE);
  assert.deepEqual(await questionsOf("iam", form("Action=GetRole&RoleName=r")), [`iam:GetRole ${arn} ${A}`]);
});

const OTHERS: readonly (readonly [service: string, request: Request, question: string])[] = [
  [
    "sqs",
    json("AmazonSQS.DeleteMessageBatch", { QueueUrl: `http://x/${B}/q` }),
    `sqs:DeleteMessage arn:aws:sqs:${REGION}:${B}:q ${B}`,
  ],
  ["sqs", form(`Action=GetQueueUrl&QueueName=q`), `sqs:GetQueueUrl arn:aws:sqs:${REGION}:${A}:q ${A}`],
  [
    "sns",
    form(`Action=Subscribe&TopicArn=arn:aws:sns:${REGION}:${B}:t`),
    `sns:Subscribe arn:aws:sns:${REGION}:${B}:t ${B}`,
  ],
  [
    "kms",
    json("TrentService.Encrypt", { KeyId: `arn:aws:kms:${REGION}:${B}:key/k` }),
    `kms:Encrypt arn:aws:kms:${REGION}:${B}:key/k ${B}`,
  ],
  [
    "ssm",
    json("AmazonSSM.GetParameter", { Name: "/a/b:3" }),
    `ssm:GetParameter arn:aws:ssm:${REGION}:${A}:parameter/a/b ${A}`,
  ],
];

test("queues, topics, keys and parameters are named by their ARNs, in their own accounts", async () => {
  for (const [service, request, question] of OTHERS) assert.deepEqual(await questionsOf(service, request), [question]);
});

test("requests for items name tables and indexes by their ARNs, and the parts of a transaction have actions of their own", () => {
  const table = `arn:aws:dynamodb:${REGION}:${A}:table/t`;
  const cases: readonly (readonly [request: Request, question: string])[] = [
    [json("DynamoDB_20120810.Query", { TableName: "t", IndexName: "i" }), `dynamodb:Query ${table}/index/i ${A}`],
    [
      json("DynamoDB_20120810.TransactWriteItems", { TransactItems: [{ Put: { TableName: "t" } }] }),
      `dynamodb:PutItem ${table} ${A}`,
    ],
  ];
  for (const [request, question] of cases) {
    const { questions } = dynamodbAccess(askedOf("dynamodb", request));
    assert.deepEqual(
      questions.map(({ action, resource, resourceAccount }) => `${action} ${resource} ${resourceAccount}`),
      [question],
    );
  }
});

test("what is not written down is refused, and so is a bucket that is not there", async () => {
  const refused = async (service: string, request: Request, code: string) =>
    assert.rejects(
      async () => questionsOf(service, request),
      (error) => error instanceof AwsError && error.code === code,
    );
  await refused("ec2", form("Action=DescribeVpcs"), "NotImplemented");
  await refused("iam", form("Action=CreateUser&UserName=u"), "NotImplemented");
  await refused("s3", requestOf("PUT", "/b?inventory"), "NotImplemented");
  await refused("s3", requestOf("POST", "/b"), "NotImplemented");
  await refused("sts", form("Action=GetFederationToken"), "NotImplemented");
  await refused("s3", requestOf("GET", "/none/k"), "NoSuchBucket");
  await refused("s3", requestOf("PUT", "/other"), "BucketAlreadyExists");
});
