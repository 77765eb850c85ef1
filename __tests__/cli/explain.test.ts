import {
  A,
  allow,
  B,
  BUCKET,
  CLUSTER_ARN,
  EKS,
  GUIDE,
  ISSUER,
  PRIMARY,
  TARGET,
  TOKEN,
  trust,
  webTrust,
} from "../support/documents";
import { explain, hopsIn, type World } from "../support/explain";
import { association, irsaWorld, podWorld } from "../support/world";

const KEY = `arn:aws:kms:us-east-1:${B}:key/11111111-1111-1111-1111-111111111111`;

/** A chain by Pod Identity of which nearly every hop is refused. */
const REFUSED = podWorld({
  primaryTrust: trust(EKS, { StringEquals: { "aws:RequestTag/kubernetes-namespace": "other" } }),
  permission: allow("sts:AssumeRole", TARGET),
  targetTrust: { ...GUIDE, Action: "sts:AssumeRole" },
  grant: [
    allow("s3:GetObject", `${BUCKET}/*`),
    allow(["sqs:ReceiveMessage", "sqs:SendMessage"], `arn:aws:sqs:us-east-1:${B}:jobs`),
  ],
  target: {
    permissions_boundary: `arn:aws:iam::${B}:policy/limit`,
  },
  b: {
    aws_iam_policy: {
      limit: { name: "limit", policy: JSON.stringify({ Version: "2012-10-17", Statement: [allow("logs:*", "*")] }) },
    },
    aws_sqs_queue: { jobs: { name: "jobs" } },
  },
});

const IRSA_REFUSED = irsaWorld({
  targetTrust: webTrust({ StringEquals: { ...TOKEN, [`${ISSUER}:sub`]: "system:serviceaccount:ns:other" } }),
});

const ENCRYPTED = podWorld({
  b: {
    aws_kms_key: {
      key: {
        policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [allow("kms:*", "*", { Principal: { AWS: `arn:aws:iam::${B}:root` } })],
        }),
      },
    },
    aws_s3_bucket_server_side_encryption_configuration: {
      data: {
        bucket: "data-bucket",
        rule: [
          {
            apply_server_side_encryption_by_default: [
              { sse_algorithm: "aws:kms", kms_master_key_id: "${aws_kms_key.key.arn}" },
            ],
          },
        ],
      },
    },
  },
});

const SESSION = `arn:aws:sts::${A}:assumed-role/primary/eks-clu-my-pod-0c5`;
const FINAL = `arn:aws:sts::${B}:assumed-role/target/botocore-session-1`;

/** What a log has, and the hops that it comes from. */
const LOGS: readonly (readonly [title: string, world: World, log: string, hops: readonly string[]])[] = [
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
  [
    "AWS's form with a missing Allow of a trust policy",
    REFUSED,
    `An error occurred (AccessDenied) when calling the AssumeRole operation: User: ${SESSION} is not authorized to perform: sts:TagSession on resource: ${TARGET} because no role trust policy allows the sts:TagSession action`,
    ["target-trust"],
  ],
  [
    "AWS's form with a missing Allow of an identity policy",
    REFUSED,
    `User: ${SESSION} is not authorized to perform: sts:TagSession on resource: ${TARGET} because no identity-based policy allows the sts:TagSession action`,
    ["primary-permission"],
  ],
  [
    "AWS's form with a permissions boundary, as the SDK for Go has it",
    REFUSED,
    `operation error S3: GetObject, https response error StatusCode: 403, RequestID: 1, HostID: 2, api error AccessDenied: User: ${FINAL} is not authorized to perform: s3:GetObject on resource: "${BUCKET}/reports/1.csv" because no permissions boundary allows the s3:GetObject action`,
    ["grant"],
  ],
  // https://github.com/aws/aws-cdk-cli/pull/762, https://github.com/aws-actions/configure-aws-credentials/issues/54
  [
    "a refused TagSession without a reason, which both sides may have refused",
    REFUSED,
    `Could not assume role in target account: User: ${SESSION} is not authorized to perform: sts:TagSession on resource: ${TARGET}`,
    ["primary-permission", "target-trust"],
  ],
  // https://github.com/aws/amazon-eks-pod-identity-webhook/issues/30
  [
    "a refused token, as the CLI has it",
    IRSA_REFUSED,
    "\nAn error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform sts:AssumeRoleWithWebIdentity\ncommand terminated with exit code 254\n",
    ["target-trust"],
  ],
  // https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/1935
  [
    "a refused token, as a controller logs it in JSON",
    IRSA_REFUSED,
    String.raw`{"level":"error","ts":1657324768.8,"error":"WebIdentityErr: failed to retrieve credentials\ncaused by: AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity\n\tstatus code: 403, request id: 1"}`,
    ["target-trust"],
  ],
  // https://github.com/crossplane/crossplane/issues/5578
  [
    "a refused token, as the SDK for Go has it",
    IRSA_REFUSED,
    "failed to retrieve credentials, operation error STS: AssumeRoleWithWebIdentity, https response error StatusCode: 403, RequestID: 1, api error AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity",
    ["target-trust"],
  ],
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
  [
    "an audience that the provider does not take",
    irsaWorld({ provider: { client_id_list: ["other"] } }),
    "An error occurred (InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: Incorrect token audience",
    ["oidc-provider"],
  ],
  // https://docs.aws.amazon.com/eks/latest/APIReference/API_auth_AssumeRoleForPodIdentity.html; what the agent puts
  // around it: https://github.com/aws/eks-pod-identity-agent/issues/50
  [
    "EKS Auth's refusal in the log of the Pod Identity agent",
    REFUSED,
    `{"client-addr":"10.10.5.179:53244","cluster-name":"clu","level":"error","msg":"Error fetching credentials: error getting credentials to cache: unable to fetch credentials from EKS Auth: operation error EKS Auth: AssumeRoleForPodIdentity, https response error StatusCode: 400, RequestID: 1, AccessDeniedException: Unauthorized Exception! EKS does not have permissions to assume the associated role.","operation":"AssumeRoleForPodIdentity"}`,
    ["primary-trust"],
  ],
  // https://github.com/jtblin/kube2iam/issues/163
  [
    "an operation of S3 without more, which is not what its permission is called",
    podWorld({
      grant: allow("s3:ListBucket", BUCKET),
      target: { permissions_boundary: "arn:aws:iam::aws:policy/none" },
    }),
    "An error occurred (AccessDenied) when calling the ListObjects operation: Access Denied",
    ["grant"],
  ],
  // https://github.com/aws-samples/lambda-ecs-worker-pattern/issues/6
  [
    "SQS's older words",
    REFUSED,
    "An error occurred (AccessDenied) when calling the ReceiveMessage operation: Access to the resource https://queue.amazonaws.com/ is denied.",
    ["grant"],
  ],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html, SQS and KMS write actions so
  [
    "SQS's action in lower case",
    REFUSED,
    `User: ${FINAL} is not authorized to perform: sqs:sendmessage on resource: arn:aws:sqs:us-east-1:${B}:jobs because no identity-based policy allows the sqs:sendmessage action`,
    ["grant"],
  ],
  [
    "the key of an object that was asked for",
    ENCRYPTED,
    `User: ${FINAL} is not authorized to perform: kms:Decrypt on resource: ${KEY} because no identity-based policy allows the kms:Decrypt action`,
    ["grant"],
  ],
  // https://github.com/opensearch-project/data-prepper/issues/2422
  [
    "KMS's older words, which name no action",
    ENCRYPTED,
    "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access. (Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException)",
    ["grant"],
  ],
];

test.each(LOGS)("%s leads to its hop", async (_, world, log, hops) => {
  const { code, out, err } = await explain(world, ["-"], log);
  expect(err).toBe("");
  expect([...new Set(hopsIn(out))]).toEqual(hops);
  expect(code).toBe(1);
});

test("a call that no statement is about is asked all the same: which policy lacks it", async () => {
  const log = `User: ${FINAL} is not authorized to perform: s3:DeleteObject on resource: "${BUCKET}/a.csv" because no identity-based policy allows the s3:DeleteObject action`;
  const { code, out } = await explain(podWorld(), ["-"], log);
  expect(out).toContain("✘ clu/ns/sa/grant  denied\n  s3:DeleteObject on arn:aws:s3:::data-bucket/a.csv\n");
  expect(out).toContain("    decision: denied: no statement of the identity policy allows it\n");
  expect(code).toBe(1);
});

test("a call that what was read allows says so, and ends with 0", async () => {
  const log = `User: ${FINAL} is not authorized to perform: s3:GetObject on resource: "${BUCKET}/a.csv" because no identity-based policy allows the s3:GetObject action`;
  const { code, out } = await explain(podWorld(), ["-"], log);
  expect(out).toContain("✔ clu/ns/sa/grant  allowed\n");
  expect(out).toContain("What was read allows this call.");
  expect(code).toBe(0);
});

test("several chains that fit are listed, each with what explains it", async () => {
  const world = podWorld({
    targetTrust: { ...GUIDE, Action: "sts:AssumeRole" },
    a: { aws_eks_pod_identity_association: { two: association({ service_account: "other" }) } },
  });
  const log = `User: ${SESSION} is not authorized to perform: sts:TagSession on resource: ${TARGET}`;
  const { code, out } = await explain(world, ["-"], log);
  expect(out).toContain("Several chains fit.");
  expect(out).toContain("  clu/ns/other/target-trust  denied\n  clu/ns/sa/target-trust  denied\n");
  expect(code).toBe(1);
});

test("fails for an error that fits no hop with what was looked for, and for a text that is no error", async () => {
  const other = await explain(
    podWorld(),
    ["-"],
    "User: arn:aws:sts::999999999999:assumed-role/x/y is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::z/a",
  );
  expect(other).toMatchObject({ code: 2, out: "" });
  expect(other.err).toContain(
    "found no hop for s3:GetObject on arn:aws:s3:::z/a by arn:aws:sts::999999999999:assumed-role/x/y. Either the Terraform of the caller's role is in a folder that was not given, or it is no role of a pod. The chains that were read: clu/ns/sa\n",
  );
  const none = await explain(podWorld(), ["-"], "connection refused\n");
  expect(none).toMatchObject({ code: 2, out: "" });
  expect(none.err).toContain("found no error of AWS in what was given");
});

test("a hop is explained by every statement, with what the request has beside each condition, and the decision", async () => {
  const world = podWorld({
    targetTrust: trust(
      { AWS: PRIMARY },
      {
        StringEquals: {
          "aws:RequestTag/eks-cluster-arn": CLUSTER_ARN,
          "aws:RequestTag/kubernetes-namespace": "nz",
          "aws:RequestTag/team": "x",
        },
      },
    ),
  });
  const { code, out } = await explain(world, ["clu/ns/sa/target-trust"]);
  expect(code).toBe(1);
  expect(out).toContain("    · trust policy: the trust policy of aws_iam_role.target (account-b/main.tf.json:");
  expect(out).toContain("        ✔ Action: sts:AssumeRole, sts:TagSession\n");
  expect(out).toContain("        ✔ StringEquals aws:RequestTag/eks-cluster-arn:\n");
  expect(out).toContain("        ✘ StringEquals aws:RequestTag/kubernetes-namespace: nz; the request has ns\n");
  expect(out).toContain("        ✘ StringEquals aws:RequestTag/team: x; the request has no such key\n");
  expect(out).toContain("    decision: denied: no statement of the trust policy allows it\n");
  expect(out).toMatchSnapshot();
});

test("a chain by itself is explained where it fails, and by all of its hops where it does not", async () => {
  expect(hopsIn((await explain(REFUSED, ["clu/ns/sa"])).out)).toEqual(["primary-trust"]);
  const { code, out } = await explain(podWorld(), ["clu/ns/sa"]);
  expect(hopsIn(out)).toEqual(["association", "primary-trust", "primary-permission", "target-trust", "grant", "grant"]);
  expect(code).toBe(0);
  expect(hopsIn((await explain(podWorld(), ["clu/ns/sa/grant/s3:listbucket"])).out)).toEqual(["grant"]);
});

test("fails for a chain that is not there with those that are, and for a hop that the chain has not", async () => {
  const { code, out, err } = await explain(podWorld(), ["clu/ns/sb/grant"]);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain("with one of clu/ns/sa; did you mean clu/ns/sa?");
  expect((await explain(podWorld(), ["clu/ns/sa/oidc-provider"])).err).toContain(
    "found oidc-provider of clu/ns/sa, expected one of association, primary-trust, primary-permission, target-trust, grant",
  );
});

test("of an account that has no number a hop is explained by what the account is called", async () => {
  const { "account-a": a, "account-b": b } = podWorld({ targetTrust: { ...GUIDE, Action: "sts:AssumeRole" } });
  const world = { "account-a": a ?? {}, data: { ...b, provider: { aws: [{ region: "us-east-1", profile: "data" }] } } };
  const { out } = await explain(world, ["clu/ns/sa/grant"]);
  expect(out).toContain("<account of data>");
  expect(out.replaceAll(/[12]{12}/g, "")).not.toMatch(/\d{12}/);
});

test("a call that is a part of a wider grant is decided by itself where the grant as a whole is not", async () => {
  const grant = [
    allow("s3:GetObject", `${BUCKET}/*`),
    { ...allow("s3:GetObject", `${BUCKET}/private/*`), Effect: "Deny" },
  ];
  const log = (key: string) =>
    `An error occurred (AccessDenied) when calling the GetObject operation: User: ${FINAL} is not authorized to perform: s3:GetObject on resource: "${BUCKET}/${key}" with an explicit deny in an identity-based policy`;
  const denied = await explain(podWorld({ grant }), ["-"], log("private/a"));
  expect(denied.out).toContain("✘ clu/ns/sa/grant  denied\n  s3:GetObject on arn:aws:s3:::data-bucket/private/a\n");
  const allowed = await explain(podWorld({ grant }), ["-"], log("a"));
  expect(allowed.out).toContain("✔ clu/ns/sa/grant  allowed\n  s3:GetObject on arn:aws:s3:::data-bucket/a\n");
  expect([denied.code, allowed.code]).toEqual([1, 0]);
});

test("a Deny is crossed where it refuses the request, and not where it is about another", async () => {
  const grant = [allow("s3:*", "*"), { ...allow("s3:GetObject", "*"), Effect: "Deny" }];
  const log = (action: string) => `User: ${FINAL} is not authorized to perform: ${action} on resource: "${BUCKET}/a"`;
  expect((await explain(podWorld({ grant }), ["-"], log("s3:GetObject"))).out).toContain(
    "\n      ✘ Deny /Statement/1\n",
  );
  expect((await explain(podWorld({ grant }), ["-"], log("s3:PutObject"))).out).toContain(
    "\n      · Deny /Statement/1: ",
  );
});
