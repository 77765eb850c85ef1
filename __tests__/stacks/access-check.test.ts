import { KEY, ofService, ofThirdAccount } from "../support/of-service";
import { synth, withWorkload } from "../support/synth";

const calls = (text: string): string =>
  /^ {2}(aws .*) && echo "access works"/m.exec(
    synth(text.replace("verify: none", "verify: pod")).stacks["account-a-rest"].resource.kubernetes_pod_v1.access_test
      .spec.container[0].command[2],
  )?.[1] ?? "";

test.each([
  [
    "a queue",
    "queue: { name: jobs }",
    "[{ receive: data }]",
    "aws sqs get-queue-attributes --region us-east-1 --queue-url https://sqs.us-east-1.amazonaws.com/222222222222/jobs --attribute-names QueueArn",
  ],
  [
    "a table",
    "table: { name: orders, partitionKey: { name: id } }",
    "[{ read: data }, { write: data }]",
    "aws dynamodb scan --region us-east-1 --table-name arn:aws:dynamodb:us-east-1:222222222222:table/orders --limit 1 --select COUNT",
  ],
  [
    "a secret",
    "secret: { name: prod/db }",
    "[{ read: data }]",
    "aws secretsmanager describe-secret --region us-east-1 --secret-id arn:aws:secretsmanager:us-east-1:222222222222:secret:prod/db --query ARN",
  ],
  [
    "a path of parameters",
    "parameter: { path: /my-app }",
    "[{ read: data }]",
    'aws ssm get-parameters-by-path --region us-east-1 --path /my-app --recursive --max-items 1 --query "length(Parameters)"',
  ],
  [
    "a parameter",
    "parameter: { name: /my-app/db }",
    "[{ read: data }]",
    "aws ssm get-parameter --region us-east-1 --name /my-app/db --query Parameter.ARN",
  ],
])("the check of %s makes a call that changes nothing and prints no values", (_, map, grants, call) => {
  expect(calls(ofService(map, grants))).toBe(call);
});

test("a check of several resources calls each once, those that it can", () => {
  const text = ofService("queue: { name: jobs }", "[{ send: data }, { receive: data }, { publish: events }]").replace(
    "\nworkloads:",
    "  events: { account: account-b, topic: { name: events } }\n\nworkloads:",
  );
  expect(calls(text)).toMatch(/^aws sqs get-queue-attributes \S+ \S+ \S+ \S+ \S+ \S+$/);
});

test("the check of a secret in a third account waits for that account's stack, which makes its policy", () => {
  const text = ofThirdAccount(
    `secret: { name: prod/db, kmsKey: "${KEY.replace("222222222222", "333333333333")}" }`,
    "[{ read: data }]",
  );
  const { dependencies } = synth(text.replace("verify: none", "verify: job"));
  expect(dependencies["account-a-rest"]).toContain("account-c-rest");
});

test("a check of buckets alone keeps its name and address, one of others too has none of S3's", () => {
  const { resource } = synth(withWorkload()).stacks["account-a-rest"];
  expect(resource.kubernetes_pod_v1.s3_access_test.metadata.name).toBe("s3-access-test-pod");
  const mixed = withWorkload()
    .replace("\nworkloads:", "  jobs: { account: account-b, queue: { name: jobs } }\n\nworkloads:")
    .replace("grants: [{ read: data }]", "grants: [{ read: data }, { send: jobs }]")
    .replace("      policyName: s3-read-only-for-target-role\n", "");
  const made = synth(mixed).stacks["account-a-rest"].resource.kubernetes_pod_v1.access_test;
  expect(made.metadata.name).toBe("access-test-pod");
  expect(made.spec.container[0].command[2]).toMatch(/aws s3 ls "s3:\/\/[^"]+" && aws sqs get-queue-attributes /);
});
