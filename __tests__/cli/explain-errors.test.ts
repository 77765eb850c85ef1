import { A, allow, B, BUCKET, GUIDE, TARGET } from "../support/documents";
import { explain, hopsIn } from "../support/explain";
import { association, podWorld } from "../support/world";

const SESSION = `arn:aws:sts::${A}:assumed-role/primary/eks-clu-my-pod-0c5`;
const FINAL = `arn:aws:sts::${B}:assumed-role/target/eks-clu-my-pod-0c5`;

const REFUSED = podWorld({ targetTrust: { ...GUIDE, Action: "sts:AssumeRole" } });

const LISTS = podWorld({
  grant: [allow("s3:GetObject", `${BUCKET}/*`), allow("s3:ListBucket", BUCKET)],
  target: { permissions_boundary: "arn:aws:iam::aws:policy/none" },
});

const NOT_TAGGED = `An error occurred (AccessDenied) when calling the AssumeRole operation: User: ${SESSION} is not authorized to perform: sts:TagSession on resource: ${TARGET}`;

test("an error leads to its hop where Terraform tells no account's number", async () => {
  const { "account-a": a = {}, "account-b": b = {} } = REFUSED;
  const profile = (name: string) => ({ aws: [{ region: "us-east-1", profile: name }] });
  const world = { "account-a": { ...a, provider: profile("a") }, "account-b": { ...b, provider: profile("b") } };
  const { code, out, err } = await explain(world, ["-"], NOT_TAGGED);
  expect([code, err]).toEqual([1, ""]);
  expect(hopsIn(out)).toContain("target-trust");
});

test("a call that is allowed on an assumption says so: AWS's refusal may be what shows that it does not hold", async () => {
  const world = podWorld({ grant: allow("s3:GetObject", "arn:aws:s3:::elsewhere/*") });
  const log = `User: ${FINAL} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::elsewhere/a" because no resource-based policy allows the s3:GetObject action`;
  const { code, out } = await explain(world, ["-"], log);
  expect(code).toBe(0);
  expect(out).toContain("It was assumed, and may not be so:\n  arn:aws:s3:::elsewhere exists in the role's account");
});

test("an error whose account a log masks leads to its hop", async () => {
  const { out } = await explain(REFUSED, ["-"], NOT_TAGGED.replace(A, "***"));
  expect(hopsIn(out)).toEqual(["target-trust"]);
});

test("an error that a terminal has broken within words, or drawn a frame around, leads to its hop", async () => {
  const broken = (NOT_TAGGED.match(/.{1,97}/g) ?? []).join("\n");
  expect(broken).not.toContain(SESSION);
  expect(hopsIn((await explain(REFUSED, ["-"], broken)).out)).toEqual(["target-trust"]);
  const wrapped = await explain(REFUSED, ["-"], NOT_TAGGED.replace("operation: User", "operation:\r\nUser"));
  expect(hopsIn(wrapped.out)).toEqual(["target-trust"]);
  expect(wrapped.out).not.toContain("another error");
  const framed = NOT_TAGGED.replace("is not authorized to", "is not authorized │\n│  to");
  expect(hopsIn((await explain(REFUSED, ["-"], `│ Error: ${framed} │`)).out)).toEqual(["target-trust"]);
});

test("an AssumeRole that is refused without more leads to both sides of assuming the target", async () => {
  const log = "An error occurred (AccessDenied) when calling the AssumeRole operation: Access denied";
  expect(hopsIn((await explain(REFUSED, ["-"], log)).out)).toEqual(["target-trust"]);
});

test("an error is taken in quotes too, in place of standard input", async () => {
  expect(hopsIn((await explain(REFUSED, [NOT_TAGGED])).out)).toEqual(["target-trust"]);
});

// https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
test("what AWS decodes of an encoded message leads to its hop, and an encoded one says how it is decoded", async () => {
  const decoded = `{"allowed":false,"explicitDeny":false,"matchedStatements":{"items":[]},"failures":{"items":[]},"context":{"principal":{"id":"AROAEXAMPLE:s","arn":"${FINAL}"},"action":"s3:GetObject","resource":"${BUCKET}/a.csv","conditions":{"items":[]}}}`;
  expect((await explain(LISTS, ["-"], decoded)).out).toContain("? clu/ns/sa/grant  unknown\n  s3:GetObject on");
  const encoded = "You are not authorized to perform this operation. Encoded authorization failure message: HZ_vabc";
  const { code, err } = await explain(LISTS, ["-"], encoded);
  expect(code).toBe(2);
  expect(err).toContain("aws sts decode-authorization-message --encoded-message");
});

// https://github.com/aws/aws-toolkit-jetbrains/issues/3129, https://github.com/aws/aws-cli/issues/813
test.each([
  "software.amazon.awssdk.services.s3.model.S3Exception: Access Denied (Service: S3, Status Code: 403, Request ID: G7, Extended Request ID: Zs=)\n\tat software.amazon.awssdk.protocols.xml.Handler.handle(Handler.java:156)",
  "com.amazonaws.services.s3.model.AmazonS3Exception: Forbidden (Service: Amazon S3; Status Code: 403; Error Code: 403 Forbidden; Request ID: 8S; Proxy: null)",
  "<Error>\n  <Code>AccessDenied</Code>\n  <Message>Access Denied</Message>\n</Error>",
  "AccessDenied: Access Denied\n\tstatus code: 403, request id: 1, host id: 2",
  "PermissionError: Forbidden",
])("an error of S3 without an operation leads to the calls of S3 that are refused: %s", async (log) => {
  const { code, out } = await explain(LISTS, ["-"], log);
  expect(hopsIn(out)).toEqual(["grant", "grant"]);
  expect(code).toBe(1);
});

const owner = allow("kms:*", "*", { Principal: { AWS: `arn:aws:iam::${B}:root` } });

const SECRET = podWorld({
  grant: [
    allow("secretsmanager:GetSecretValue", `arn:aws:secretsmanager:us-east-1:${B}:secret:db-??????`),
    allow("kms:Decrypt", `arn:aws:kms:us-east-1:${B}:key/*`),
  ],
  b: {
    aws_kms_key: { key: { policy: JSON.stringify({ Version: "2012-10-17", Statement: [owner] }) } },
    aws_secretsmanager_secret: { db: { name: "db", kms_key_id: "${aws_kms_key.key.arn}" } },
  },
});

// https://github.com/external-secrets/external-secrets/issues/390
test("Secrets Manager's words for a key that is refused lead to the secret that it encrypts", async () => {
  const log = "AccessDeniedException: Access to KMS is not allowed\n\tstatus code: 400, ";
  const { out, err } = await explain(SECRET, ["-"], log);
  expect(err).toBe("");
  expect(hopsIn(out)).toEqual(["grant"]);
  expect(out).toContain("  secretsmanager:GetSecretValue on");
});

test("a key that is refused to a call of another service leads to that call alone", async () => {
  const log = `An error occurred (AccessDeniedException) when calling the GetSecretValue operation: User: ${FINAL} is not authorized to perform: kms:Decrypt on this resource because no resource-based policy allows access`;
  const { out } = await explain(SECRET, ["-"], log);
  expect(hopsIn(out)).toEqual(["grant"]);
  expect(out).toContain("  secretsmanager:GetSecretValue on");
});

// https://github.com/aws-ia/terraform-aws-eks-blueprints-addons/issues/475
test("an error that names no resource is asked about *", async () => {
  const log = `AccessDeniedException: User: ${FINAL} is not authorized to perform: secretsmanager:BatchGetSecretValue because no identity-based policy allows the secretsmanager:BatchGetSecretValue action`;
  const { code, out } = await explain(podWorld(), ["-"], log);
  expect(out).toContain("✘ clu/ns/sa/grant  denied\n  secretsmanager:BatchGetSecretValue on *\n");
  expect(code).toBe(1);
});

// https://docs.aws.amazon.com/eks/latest/APIReference/API_auth_AssumeRoleForPodIdentity.html
test("EKS's refusal leads to the target's trust where EKS may assume the primary role", async () => {
  const log =
    "Received non 200 response 400 from container metadata: [1]: (AccessDeniedException): Unauthorized Exception! EKS does not have permissions to assume the associated role., fault: client";
  expect(hopsIn((await explain(REFUSED, ["-"], log)).out)).toEqual(["target-trust"]);
});

// https://github.com/aws/aws-sdk-js/issues/4566
test.each([
  "get identity: get credentials: failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata, http response error StatusCode: 404",
  "Error listing SQS queues: Missing credentials in config, if using AWS_CONFIG_FILE, set AWS_SDK_LOAD_CONFIG=1",
])("a pod without credentials leads to its association: %s", async (log) => {
  expect(hopsIn((await explain(podWorld(), ["-"], log)).out)).toEqual(["association"]);
});

test.each([
  [
    "s3:GetObject",
    `${BUCKET}/*`,
    "OSError: When reading information for key 'a' in bucket 'data-bucket': AWS Error ACCESS_DENIED during HeadObject operation: No response body.",
  ],
  ["s3:GetObject", `${BUCKET}/*`, "Aws::S3::Errors::AccessDenied (Access Denied):"],
  [
    "sqs:GetQueueUrl",
    `arn:aws:sqs:us-east-1:${B}:jobs`,
    "An error occurred (AWS.SimpleQueueService.NonExistentQueue) when calling the GetQueueUrl operation: The specified queue does not exist or you do not have access to it.",
  ],
])("%s on %s is found in the words of %s", async (action, resource, log) => {
  const { out, err } = await explain(podWorld({ grant: allow(action, resource) }), ["-"], log);
  expect(err).toBe("");
  expect(out).toContain(`clu/ns/sa/grant  `);
  expect(out).toContain(`  ${action} on ${resource}\n`);
});

test("the agent's words for a service account without an association lead to the association", async () => {
  const log =
    '{"cluster-name":"clu","level":"error","msg":"Error fetching credentials: error getting credentials to cache: unable to fetch credentials from EKS Auth: operation error EKS Auth: AssumeRoleForPodIdentity, https response error StatusCode: 404, RequestID: 1, ResourceNotFoundException: not found"}';
  expect(hopsIn((await explain(podWorld(), ["-"], log)).out)).toEqual(["association"]);
});

// https://github.com/activeloopai/deeplake/issues/3161
test("fails for a call with a node's role with what that means", async () => {
  const log = `User: arn:aws:sts::${A}:assumed-role/nodes/i-0abcdef1234567890\nis not authorized to perform: s3:ListBucket on resource: "${BUCKET}"`;
  const { code, err } = await explain(podWorld(), ["-"], log);
  expect(code).toBe(2);
  expect(err).toContain(
    "nodes with session i-0abcdef1234567890 is the role of an instance, such as a node: a pod that calls with it had no credentials",
  );
});

// https://aws.amazon.com/blogs/security/enhanced-access-denied-error-messages-with-policy-arns/
test("a refusal by a policy of the organisation that was not given says with which option it is read", async () => {
  const arn = "arn:aws:organizations::999999999999:policy/o-a1b2c3d4e5/service_control_policy/p-12345678";
  const log = `User: ${FINAL} is not authorized to perform: s3:GetObject on resource: "${BUCKET}/a" with an explicit deny in a service control policy: ${arn}`;
  expect((await explain(podWorld(), ["-"], log)).out).toContain(
    "AWS says that a service control policy refuses it, and none was given: --scp FILE",
  );
  const endpoint = log.replace(/a service control policy.*/, "a VPC endpoint policy");
  expect((await explain(podWorld(), ["-"], endpoint)).out).toContain("the policy of a VPC endpoint refuses it");
});

test("many hops that fit are listed and not shown with all of their statements", async () => {
  const actions = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:GetObjectTagging"];
  const { out } = await explain(
    podWorld({ grant: allow(actions, `${BUCKET}/*`) }),
    ["-"],
    "AccessDenied: Access Denied\n\tstatus code: 403, request id: 1, host id: 2",
  );
  expect(out).toContain("Several hops fit.");
  expect(out).toContain("  clu/ns/sa/grant/s3:PutObject  allowed\n");
  expect(out).toContain("What was read allows this call.");
});

test("fails for a path in place of what is to be explained, for a hop's typo and for a part of a chain's id", async () => {
  expect((await explain(podWorld(), [])).err).toContain("found only the path ., expected what to explain before it");
  expect((await explain(podWorld(), ["-", "--manifests", "clu=-"], NOT_TAGGED)).err).toContain("found - twice");
  expect((await explain(podWorld(), ["clu/ns/sa/target-trus"])).err).toContain("did you mean target-trust?");
  const two = podWorld({ a: { aws_eks_pod_identity_association: { two: association({ service_account: "other" }) } } });
  expect((await explain(two, ["other"])).err).toContain("did you mean clu/ns/other?");
  expect((await explain(podWorld(), ["-"], " \n")).err).toContain("found nothing on standard input");
});

test("a call that no statement is about is explained once for a role that several chains have", async () => {
  const world = podWorld({
    a: { aws_eks_pod_identity_association: { two: association({ service_account: "other" }) } },
  });
  const log = `User: ${FINAL} is not authorized to perform: s3:DeleteObject on resource: "${BUCKET}/a"`;
  const { out } = await explain(world, ["-"], log);
  expect(out.match(/^✘ /gm)).toHaveLength(1);
  expect(out).toMatch(/The same holds of other chains with this role: clu\/ns\/\w+\n/);
});

test("the command that explains one of several hops has the paths that were given", async () => {
  const world = podWorld({
    targetTrust: { ...GUIDE, Action: "sts:AssumeRole" },
    a: { aws_eks_pod_identity_association: { two: association({ service_account: "other" }) } },
  });
  const { out } = await explain(world, ["-"], NOT_TAGGED);
  expect(out).toContain("Explain the one that is meant: eks-cross-account explain CHAIN/HOP .\n");
});

test("of many grants of a chain those that are allowed are named alone, and each is explained by its name", async () => {
  const actions = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:GetObjectTagging"];
  const world = podWorld({ grant: allow(actions, `${BUCKET}/*`) });
  const { code, out } = await explain(world, ["clu/ns/sa"]);
  expect(code).toBe(0);
  expect(hopsIn(out)).toEqual(["association", "primary-trust", "primary-permission", "target-trust"]);
  expect(out).toContain("  clu/ns/sa/grant/s3:PutObject  on arn:aws:s3:::data-bucket/*\n");
  expect(hopsIn((await explain(world, ["clu/ns/sa/grant/s3:PutObject"])).out)).toEqual(["grant"]);
});

test("several policies that say nothing of a call are one paragraph", async () => {
  const policy = (action: string) => ({
    role: "${aws_iam_role.target.name}",
    policy: JSON.stringify({ Version: "2012-10-17", Statement: [allow(action, "*")] }),
  });
  const world = podWorld({ b: { aws_iam_role_policy: { one: policy("sqs:*"), two: policy("sns:*") } } });
  const { out } = await explain(world, ["clu/ns/sa/grant/s3:GetObject"]);
  expect(out).toMatch(
    /· identity policy: aws_iam_role_policy\.one, aws_iam_role_policy\.two: no statement is about\s+s3:GetObject\n/,
  );
});

test("fails for a call by the primary role that is the target's to make, with what may be wrong with the association", async () => {
  const log = `User: ${SESSION} is not authorized to perform: s3:GetObject on resource: "${BUCKET}/a"`;
  const { code, err } = await explain(podWorld(), ["-"], log);
  expect(code).toBe(2);
  expect(err).toContain(
    "Of clu/ns/sa it is a role, and no statement that was read lets it do that. If it is the primary",
  );
});

test("fails for a caller that may be a role which is not known, with the chains that have one", async () => {
  const world = {
    infra: { module: { pod: { source: "terraform-aws-modules/eks-pod-identity/aws", name: "worker" } } },
  };
  const log = `User: ${FINAL} is not authorized to perform: s3:GetObject on resource: "${BUCKET}/a"`;
  const { code, err } = await explain(world, ["-"], log);
  expect(code).toBe(2);
  expect(err).toContain("the role is not known, so that it may be the caller's: explain such a chain to see why");
});

test("a long log is read in time: lines of other calls, and a line that holds more than an error", async () => {
  const lines = "sqs poll of EKS Auth container metadata, User: nobody\n".repeat(20_000);
  const start = Date.now();
  expect(hopsIn((await explain(REFUSED, ["-"], `${lines}${NOT_TAGGED}\n${lines}`)).out)).toEqual(["target-trust"]);
  const one = lines.replaceAll("\n", " ");
  expect(hopsIn((await explain(REFUSED, ["-"], `${one}${NOT_TAGGED} ${one}`)).out)).toEqual(["target-trust"]);
  expect(Date.now() - start).toBeLessThan(20_000);
});

test("colours of a log are passed over, of several errors the first that fits is explained, and UTF-16 is named", async () => {
  const other = `User: ${FINAL} is not authorized to perform: s3:PutObject on resource: "${BUCKET}/a"`;
  const { out } = await explain(REFUSED, ["-"], `\u001b[31m${NOT_TAGGED}\u001b[0m\n\n${other}\n`);
  expect(hopsIn(out)).toEqual(["target-trust"]);
  expect(out).toContain("What was given has another error: give one alone to explain it.");
  expect((await explain(REFUSED, ["-"], [...NOT_TAGGED].join("\0"))).err).toContain("found text in UTF-16");
});

test.each([
  [
    "an image",
    'Failed to pull image "1.dkr.ecr.eu-west-1.amazonaws.com/web:1": pulling from host failed: 403 Forbidden',
    "with the node's role",
  ],
  [
    "a token that has expired",
    "An error occurred (ExpiredTokenException) when calling the AssumeRoleWithWebIdentity operation: Token expired: current date/time 2 must be before 1",
    "found ExpiredTokenException of AssumeRoleWithWebIdentity, which is no refusal by a policy",
  ],
])("fails for %s with why no document decides it", async (_, log, reason) => {
  const { code, err } = await explain(podWorld(), ["-"], log);
  expect(code).toBe(2);
  expect(err).toContain(reason);
});
