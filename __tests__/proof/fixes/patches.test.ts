import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChainResult, type Hop, type Proof, prove } from "../../../src/proof";
import { answerOf } from "../../../src/proof/answer";
import { asJson } from "../../../src/report";
import { readWorld } from "../../../src/terraform";
import {
  A,
  allow,
  B,
  BOTH,
  CONFINED_PRIMARY,
  document,
  EKS_TRUST,
  GUIDE,
  POD_TAGS,
  PRIMARY,
  principal,
  READ_BUCKET,
  ROOT_A,
  TARGET,
  trust,
} from "../../support/documents";
import { chainOf, podWorld, proofOf } from "../../support/world";
import {
  ADMINISTRATOR,
  BROKEN,
  confined,
  DECRYPTING,
  deniedHop,
  encrypted,
  isAdvice,
  patchFile,
  type Stacks,
  viaS3,
} from "./worlds";

const OWNER = principal(allow("kms:*", "*"), { AWS: `arn:aws:iam::${A}:root` });

/** Proves `stacks`, makes the change of the first denied hop called `id` in its file, and proves again. */
async function patched(stacks: Stacks, id: string) {
  const directory = mkdtempSync(join(tmpdir(), "patch-"));
  try {
    for (const [name, stack] of Object.entries(stacks)) {
      mkdirSync(join(directory, name));
      writeFileSync(join(directory, name, "main.tf.json"), JSON.stringify(stack));
    }
    const before = prove(await readWorld([directory], {}));
    const chain = chainOf(before);
    const at = chain.hops.findIndex((hop) => hop.id === id && hop.verdict === "denied");
    const hop = chain.hops[at];
    if (!hop?.patch) return { before, hop, at };
    patchFile(hop.patch);
    return { before, hop, at, after: prove(await readWorld([directory], {})) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const shapeOf = ({ patch }: Hop): string | undefined => {
  const [op] = patch?.ops ?? [];
  if (!op) return undefined;
  if (/^\/Statement(\/-)?$/.test(op.path)) return "added";
  return /\/Action(\/-)?$/.test(op.path) ? "completed" : "corrected";
};

/** What may not change: every other hop of every caller, and nobody gets in who did not. */
function unchanged(before: Proof, after: Proof, fixed: { readonly chain: string; readonly at: number }): void {
  expect(after.chains.map(({ key }) => key)).toEqual(before.chains.map(({ key }) => key));
  // one chain may ask one document the same thing for several of its grants
  const asks = ({ verdict, message, awsError }: Hop) =>
    [verdict, message, awsError?.replace(/.*perform: /, "")].join(" ");
  const question = asks(before.chains.find(({ id }) => id === fixed.chain)?.hops[fixed.at] as Hop);
  for (const [index, chain] of before.chains.entries()) {
    const then = after.chains[index] as ChainResult;
    for (const [at, hop] of chain.hops.entries()) {
      const verdict = chain.id === fixed.chain && asks(hop) === question ? "allowed" : hop.verdict;
      expect([chain.id, hop.id, then.hops[at]?.verdict]).toEqual([chain.id, hop.id, verdict]);
    }
    const passing = ({ intruders }: ChainResult) =>
      intruders.flatMap(({ id, verdict }) => (verdict === "denied" ? [] : [id]));
    expect(passing(chain)).toEqual(expect.arrayContaining(passing(then)));
    for (const { who } of then.shared.filter(({ who: one }) => !chain.shared.some(({ who: other }) => one === other)))
      expect(who).toBe(TARGET);
  }
}

test.each(BROKEN)("$fact", async ({ stacks, hop: id, shape }) => {
  const { before, hop, at, after } = await patched(stacks, id);
  expect([id, hop && shapeOf(hop)]).toEqual([id, shape]);
  if (after) unchanged(before, after, { chain: chainOf(before).id, at });
});

test("an explicit Deny is never patched", async () => {
  const denied = { Effect: "Deny", Principal: "*", Action: "sts:TagSession" };
  const hop = await deniedHop(podWorld({ targetTrust: [GUIDE, denied] }));
  expect(hop).toMatchObject({ code: "explicit-deny" });
  isAdvice(hop);
});

test("a statement that asks for MFA is not undone by one beside it", async () => {
  const condition = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
  const hop = await deniedHop(podWorld({ permission: allow(BOTH, TARGET, { Condition: condition }) }));
  expect(hop).toMatchObject({ id: "primary-permission", code: "condition-mismatch" });
  isAdvice(hop);
});

test("a permissions boundary is a decision, and no patch", async () => {
  const boundary = { permissions_boundary: `arn:aws:iam::${A}:policy/limit` };
  const limit = { aws_iam_policy: { limit: { name: "limit", policy: document(allow("s3:*", "*")) } } };
  isAdvice(await deniedHop(podWorld({ primary: boundary, a: limit })));
});

test("a policy that another role has too is not widened", async () => {
  const managed = {
    aws_iam_role_policy: { assume: { role: "primary", name: "assume", policy: document(allow("s3:ListBucket", "*")) } },
    aws_iam_policy: { shared: { name: "shared", policy: document(allow("sts:AssumeRole", TARGET)) } },
    aws_iam_role: { another: { name: "another", assume_role_policy: document(EKS_TRUST) } },
    aws_iam_role_policy_attachment: Object.fromEntries(
      ["primary", "another"].map((role) => [role, { role, policy_arn: `arn:aws:iam::${A}:policy/shared` }]),
    ),
  };
  const hop = await deniedHop(podWorld({ primaryTrust: CONFINED_PRIMARY, a: managed }));
  expect(hop).toMatchObject({ id: "primary-permission", action: "sts:TagSession" });
  expect(hop?.patch?.document).toBe("aws_iam_role_policy.assume");
});

test("a value that an argument gives is corrected where that is set", async () => {
  const trusted = document(
    trust(ROOT_A, {
      StringEquals: { ...POD_TAGS, "aws:RequestTag/kubernetes-namespace": "$NS" },
      ArnEquals: { "aws:PrincipalArn": PRIMARY },
    }),
  ).replace("$NS", "${var.namespace}");
  const { "account-b": b, ...rest } = podWorld({ primaryTrust: CONFINED_PRIMARY, targetTrust: trusted });
  const hop = await deniedHop({ ...rest, "account-b": { ...b, variable: { namespace: { default: "sn" } } } });
  isAdvice(hop);
  expect(hop?.fix).toContain('"sn" is set by the default of variable "namespace" (');
  expect(hop?.fix).toMatch(
    /it is namespace of aws_eks_pod_identity_association\.one \(.*account-a\/main\.tf\.json:1\) that is wrong/,
  );
});

test("a document that two roles share is not changed where one of them would let somebody in", async () => {
  const two = {
    aws_iam_role: {
      target: { name: "target", assume_role_policy: "${data.aws_iam_policy_document.t.json}" },
      other: { name: "other", assume_role_policy: "${data.aws_iam_policy_document.t.json}" },
    },
    aws_iam_role_policy: { more: { role: "other", name: "more", policy: document(READ_BUCKET) } },
  };
  const { "account-b": b, ...rest } = podWorld({ primaryTrust: CONFINED_PRIMARY, b: two });
  const data = {
    aws_iam_policy_document: {
      t: {
        statement: [
          {
            actions: BOTH,
            principals: [{ type: "AWS", identifiers: [`arn:aws:iam::${A}:root`] }],
            condition: [
              { test: "StringEquals", variable: "aws:RequestTag/kubernetes-namespace", values: ["sn"] },
              { test: "ArnEquals", variable: "aws:PrincipalArn", values: [PRIMARY] },
            ],
          },
        ],
      },
    },
  };
  isAdvice(await deniedHop({ ...rest, "account-b": { ...b, data } }));
});

test("an administrator's statement on a key is left to the administrator", async () => {
  const broken = BROKEN.find(({ fact }) => fact.startsWith("a key with an administrator"));
  const hop = await deniedHop(broken?.stacks ?? {});
  expect(hop?.fix).toContain('"Action":"kms:Decrypt"');
  expect(hop?.fix).not.toContain("kms:*");
});

test("a statement of a key gets the action although a grant on all keys is decided by it too", async () => {
  const far = "arn:aws:s3:::far-bucket";
  const key = `arn:aws:kms:us-east-1:${A}:key/k`;
  const a = {
    aws_s3_bucket: { far: { bucket: "far-bucket" } },
    aws_s3_bucket_policy: {
      far: { bucket: "far-bucket", policy: document(principal(allow("s3:GetObject", `${far}/*`))) },
    },
    aws_s3_bucket_server_side_encryption_configuration: {
      far: {
        bucket: "far-bucket",
        rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm: "aws:kms", kms_master_key_id: key }] }],
      },
    },
    aws_kms_key: {
      k: { key_id: "k", arn: key, policy: document([OWNER, viaS3("kms:GenerateDataKey", "us-east-1")]) },
    },
  };
  const grant = [allow("s3:GetObject", `${far}/*`), allow(["kms:Decrypt", "kms:GenerateDataKey"], "*")];
  const { before, hop } = await patched(confined({ grant, a }), "grant");
  expect(hop).toMatchObject({ verdict: "denied", action: "s3:GetObject" });
  expect(chainOf(before).hops.find(({ action }) => action === "kms:Decrypt")).toMatchObject({ verdict: "unknown" });
  expect(hop?.patch?.ops).toMatchObject([{ op: "replace", path: "/Statement/1/Action" }]);
});

test("beside a key's statement that is limited to a service, none without the limit is added", async () => {
  const shared = principal(
    allow("kms:GenerateDataKey", "*", {
      Condition: { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } },
    }),
    { AWS: [TARGET, `arn:aws:iam::${B}:role/other`] },
  );
  const hop = await deniedHop(confined({ grant: DECRYPTING, b: encrypted(ADMINISTRATOR, shared) }));
  expect(hop?.patch?.ops ?? []).not.toContainEqual(expect.objectContaining({ path: "/Statement/-" }));
});

test("the answer for machines has the patch with its document and place", async () => {
  const proof = await proofOf(BROKEN[0]?.stacks ?? {});
  const hop = JSON.parse(asJson(answerOf(proof))).chains[0].hops.find(({ patch }: Hop) => patch !== undefined);
  expect(hop.patch).toEqual({
    document: "the trust policy of aws_iam_role.target",
    location: {
      file: expect.stringMatching(/account-b\/main\.tf\.json$/),
      pointer: "/resource/aws_iam_role/target/assume_role_policy",
      line: 1,
    },
    ops: [
      { op: "replace", path: "/Statement/Condition/StringEquals/aws:RequestTag~1kubernetes-namespace", value: "ns" },
    ],
  });
});
