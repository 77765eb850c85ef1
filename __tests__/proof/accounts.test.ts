import { answerOf } from "../../src/proof/answer";
import { asJson, asText } from "../../src/report";
import { asSarif } from "../../src/report/sarif";
import { A, allow, B, CONFINED_PRIMARY, deny, document, EKS, type Json, principal, trust } from "../support/documents";
import { chainOf, hopIn, intruderIn, proofOf } from "../support/world";

const ROLE = "${aws_iam_role.primary.arn}";
const ME = "${data.aws_caller_identity.me.account_id}";
const CALLER: Json = { aws_caller_identity: { me: {} } };
const TAGS = {
  "aws:RequestTag/eks-cluster-name": "clu",
  "aws:RequestTag/kubernetes-namespace": "ns",
  "aws:RequestTag/kubernetes-service-account": "sa",
};

/** A stack of which nothing numbers the account. */
const unnamed = (resource: Json, rest: Json = {}, settings: Json = {}): Json => ({
  provider: { aws: [{ region: "us-east-1", ...settings }] },
  data: CALLER,
  resource,
  ...rest,
});

const one = (role: string): Json => ({
  one: { cluster_name: "clu", namespace: "ns", service_account: "sa", role_arn: role },
});

const reader = (grant: Json | readonly Json[], more: readonly Json[] = []): Json => ({
  aws_iam_role: {
    primary: { name: "primary", assume_role_policy: document([trust(EKS, { StringEquals: TAGS }), ...more]) },
  },
  aws_iam_role_policy: { read: { role: "primary", name: "read", policy: document(grant) } },
});

const BUCKET = { aws_s3_bucket: { data: { bucket: "data-bucket" } } };
const READ = allow("s3:GetObject", "arn:aws:s3:::data-bucket/*");

/** A chain in one stack, from its association to its bucket. */
const whole = (more: Json = {}, trusts: readonly Json[] = [], grant: Json | readonly Json[] = READ): Json => ({
  aws_eks_pod_identity_association: one(ROLE),
  ...reader(grant, trusts),
  ...BUCKET,
  ...more,
});

/** The role and its bucket in a stack of their own, whose state the other reads. */
const apart = (settings: readonly [Json, Json], more: readonly [Json, Json] = [{}, {}]): Record<string, Json> => ({
  a: unnamed(
    { aws_eks_pod_identity_association: one("${data.terraform_remote_state.b.outputs.role}"), ...more[0] },
    {
      data: {
        ...CALLER,
        terraform_remote_state: { b: { backend: "local", config: { path: "../b/terraform.tfstate" } } },
      },
    },
    settings[0],
  ),
  b: unnamed(
    { ...reader(READ), ...BUCKET, ...more[1] },
    { output: { role: { value: ROLE }, account: { value: ME } } },
    settings[1],
  ),
});

const verdictOf = async (stacks: Record<string, Json>, account: Record<string, string> = {}) =>
  chainOf(await proofOf(stacks, {}, { accounts: new Map(Object.entries(account)) }));

/** 12 digits that are not a part of a fingerprint. */
const NUMBER = /(?<![0-9a-f])\d{12}(?![0-9a-f])/;

describe("an account that nothing numbers", () => {
  test("is not needed where all is in it, and is called by its stack", async () => {
    const proof = await proofOf({ a: unnamed(whole()) });
    expect(chainOf(proof)).toMatchObject({
      verdict: "proved",
      account: "<account of a>",
      key: "pod-identity/<account of a>/us-east-1/clu/ns/sa",
    });
    expect(proof.findings.filter(({ code }) => code === "options-missing")).toEqual([]);
  });

  test("has no number in any output", async () => {
    const denied = { ...whole(), aws_iam_role_policy: {} };
    for (const resource of [whole(), denied, whole({}, [trust({ AWS: "*" })])]) {
      const proof = await proofOf({ a: unnamed(resource) });
      for (const text of [
        asJson(answerOf(proof), { verbose: true }),
        asText(answerOf(proof), { verbose: true }),
        asSarif(answerOf(proof), { version: "1" }),
      ])
        expect(text.replaceAll("999999999999", "")).not.toMatch(NUMBER);
    }
  });

  test("is another than a stranger's", async () => {
    const chain = await verdictOf({ a: unnamed(whole({}, [trust({ AWS: `arn:aws:iam::${ME}:root` })])) });
    expect(intruderIn(chain, "other-role")).toBe("allowed");
    expect(intruderIn(chain, "other-account")).toBe("denied");
  });

  test("has its clusters and pods told from those of another by its name", async () => {
    const cluster = { aws_eks_cluster: { c: { name: "clu" } } };
    const proof = await proofOf({ dev: unnamed(whole(cluster)), prod: unnamed(whole(cluster)) });
    expect(proof.chains.map(({ id }) => id)).toEqual([
      "<account of dev>:us-east-1:clu/ns/sa",
      "<account of prod>:us-east-1:clu/ns/sa",
    ]);
  });
});

describe("an account that nothing numbers beside a number", () => {
  const key = (...who: readonly string[]) => ({
    aws_kms_key: {
      k: {
        policy: document(who.map((id) => ({ ...allow("kms:*", "*"), Principal: { AWS: `arn:aws:iam::${id}:root` } }))),
      },
    },
    aws_s3_bucket_server_side_encryption_configuration: {
      e: {
        bucket: "data-bucket",
        rule: [
          {
            apply_server_side_encryption_by_default: [
              { sse_algorithm: "aws:kms", kms_master_key_id: "${aws_kms_key.k.arn}" },
            ],
          },
        ],
      },
    },
  });
  const encrypted = (...who: readonly string[]) =>
    unnamed(whole(key(...who), [], [READ, allow("kms:Decrypt", "${aws_kms_key.k.arn}")]));

  test("is decided both ways: a key that trusts the number's root is its own, or another's", async () => {
    const chain = await verdictOf({ a: encrypted(ME, A) });
    expect(chain.verdict).toBe("unknown");
    expect(intruderIn(chain, "other-account")).toBe("unknown");
    expect((await verdictOf({ a: encrypted(ME, A) }, { a: A })).verdict).toBe("proved");
    expect((await verdictOf({ a: encrypted(ME, A) }, { a: B })).verdict).toBe("refuted");
    expect((await verdictOf({ a: encrypted(ME) })).verdict).toBe("proved");
  });

  test("is asked for with the option that decides", async () => {
    const proof = await proofOf({ a: encrypted(ME, A) });
    expect(proof.findings).toContainEqual(
      expect.objectContaining({ code: "options-missing", fix: "Give --account a=ID." }),
    );
    expect(chainOf(proof).intruders.find(({ id }) => id === "other-account")?.message).toContain(
      `<account of a> is ${A}`,
    );
  });

  test("has a policy that KMS saves, or refuses", async () => {
    const chain = await verdictOf({ a: encrypted(A) });
    expect(hopIn(chain, "grant")).toBe("unknown");
    expect(chain.hops.find(({ id, verdict }) => id === "grant" && verdict === "unknown")).toMatchObject({
      fix: "Give --account a=ID.",
      options: [{ name: "--account", of: "a" }],
    });
  });

  test("is asked for together with every other option that a decision needs", async () => {
    const stack = {
      ...unnamed({ ...whole(), aws_iam_role_policy: { p: { role: "primary", name: "p", policy: "${var.policy}" } } }),
      variable: { policy: {} },
    };
    const proof = await proofOf({ a: stack, b: encrypted(ME, A) });
    expect(proof.findings.filter(({ code }) => code === "options-missing")).toMatchObject([
      { fix: "Give --account a=ID --account b=ID --var a.policy=VALUE." },
    ]);
  });

  test.each<[string, Json]>([
    [
      "in the name of what is granted",
      {
        aws_iam_role_policy: {
          p: {
            role: "primary",
            name: "p",
            policy: document(allow("sqs:SendMessage", `arn:aws:sqs:us-east-1:${A}:${"${var.text}"}`)),
          },
        },
      },
    ],
    [
      "in how many chains there are",
      { aws_eks_pod_identity_association: { one: { ...(one(ROLE).one as Json), for_each: "${var.any}" } } },
    ],
    [
      "in how many roles there are",
      { aws_iam_role: { primary: { name: "primary", count: "${var.any}", assume_role_policy: document(trust(EKS)) } } },
    ],
    [
      "in a principal",
      {
        aws_iam_role: {
          primary: {
            name: "primary",
            assume_role_policy: document(
              trust(
                { Federated: "${var.text}" },
                { StringEquals: { "${var.text}:sub": "system:serviceaccount:ns:sa" } },
                { Action: "sts:AssumeRoleWithWebIdentity" },
              ),
            ),
          },
        },
      },
    ],
  ])("is asked for beside a variable %s", async (_, more) => {
    const stack = { ...unnamed({ ...whole(), ...more }), variable: { text: { type: "string" }, any: {} } };
    const [missing] = (await proofOf({ a: stack })).findings.filter(({ code }) => code === "options-missing");
    expect(missing?.fix).toMatch(/--var a\.(text|any)=VALUE/);
  });

  test("is asked for by no text of the world that looks like an option", async () => {
    const policies = {
      p: { for_each: { "--account x=ID": true }, role: "primary", name: "p", policy: "${var.policy}" },
    };
    const stack = {
      ...unnamed({ ...whole(), aws_iam_role_policy: policies }),
      variable: { policy: {} },
    };
    const proof = await proofOf({ a: stack });
    expect(chainOf(proof).hops.map(({ message }) => message)).toContainEqual(expect.stringContaining("--account x=ID"));
    expect(proof.findings.filter(({ code }) => code === "options-missing")).toMatchObject([
      { fix: "Give --var a.policy=VALUE." },
    ]);
  });

  test("is asked for beside a region, and beside a value that only a finding names", async () => {
    const stack = (settings: Json, more: Json): Json => ({
      provider: { aws: [{ allowed_account_ids: [A], ...settings }] },
      data: { ...CALLER, aws_region: { here: {} } },
      resource: { ...whole(), ...more },
      variable: { manifest: {} },
    });
    const policy = "${data.aws_region.here.name}";
    const optionsOf = async (written: Json) =>
      (await proofOf({ a: written })).findings.flatMap(({ code, fix }) => (code === "options-missing" ? [fix] : []));
    expect(await optionsOf(stack({}, { aws_iam_role_policy: { p: { role: "primary", name: "p", policy } } }))).toEqual([
      "Give --region a=REGION.",
    ]);
    const objects = { kubernetes_manifest: { m: { manifest: "${var.manifest}" } } };
    expect(await optionsOf(stack({ region: "us-east-1" }, objects))).toEqual(["Give --var a.manifest=VALUE."]);
  });

  test("lets somebody in both ways where the number's root is trusted", async () => {
    const chain = await verdictOf({ a: unnamed(whole({}, [trust({ AWS: `arn:aws:iam::${A}:root` })])) });
    expect(chain.verdict).toBe("refuted");
  });

  test("keeps a hole open that is one only where it is the number", async () => {
    const { resource } = unnamed(whole({}, [trust({ AWS: "*" }, { StringEquals: { "aws:PrincipalAccount": A } })])) as {
      resource: Json;
    };
    expect((await verdictOf({ a: unnamed(resource) })).verdict).toBe("refuted");
    const confused = trust({ AWS: `arn:aws:iam::${A}:role/admin` }, { StringEquals: { "aws:PrincipalAccount": ME } });
    const chain = await verdictOf({ a: unnamed(whole({}, [confused])) });
    expect(intruderIn(chain, "other-role")).toBe("unknown");
    expect(chain.verdict).toBe("unknown");
  });

  test("decides no count of its own", async () => {
    const open = { primary: { name: "x", assume_role_policy: document(trust({ AWS: "*" })) } };
    const { aws_iam_role, ...rest } = whole() as { aws_iam_role: { primary: Json } };
    const condition = `\${data.aws_caller_identity.me.account_id == "${A}"`;
    const resource = {
      ...rest,
      aws_iam_role: {
        primary: {
          ...aws_iam_role.primary,
          assume_role_policy: `${condition} ? ${JSON.stringify(open.primary.assume_role_policy)} : ${JSON.stringify(aws_iam_role.primary.assume_role_policy)}}`,
        },
      },
    };
    expect((await verdictOf({ a: unnamed(resource) }, { a: A })).verdict).toBe("refuted");
    expect((await verdictOf({ a: unnamed(resource) }, { a: B })).verdict).toBe("proved");
    expect((await verdictOf({ a: unnamed(resource) })).verdict).toBe("unknown");
  });

  test("is not decided by a pattern of a part of a number", async () => {
    const policy = document([
      principal(allow("sqs:SendMessage", "*"), { AWS: ROLE }),
      deny("sqs:*", "*", { Principal: "*", Condition: { StringLike: { "aws:PrincipalAccount": "12*" } } }),
    ]);
    const queue = { aws_sqs_queue: { q: { name: "q", policy } } };
    const chain = await verdictOf({
      a: unnamed(whole(queue, [], allow("sqs:SendMessage", "${aws_sqs_queue.q.arn}"))),
    });
    expect(hopIn(chain, "grant")).toBe("unknown");
    expect(JSON.stringify(chain).replaceAll("999999999999", "")).not.toMatch(NUMBER);
  });

  test("decides nothing by a part of its digits", async () => {
    const id = "data.aws_caller_identity.me.account_id";
    const name = `data-\${replace(replace(replace(${id}, "1", "2"), "3", "4"), "5", "6")}`;
    const resource = { ...whole(), aws_s3_bucket: { data: { bucket: name } } };
    const chain = await verdictOf({ a: unnamed(resource) });
    expect(chain.verdict).toBe("unknown");
    expect(chain.hops[0]?.message).toContain("part of the digits of <account of a>");
    expect((await verdictOf({ a: unnamed(resource) }, { a: A })).verdict).not.toBe("unknown");
    const whole12 = 'data-${trimprefix(replace(aws_iam_role.primary.arn, ":role/primary", ""), "arn:aws:iam::")}';
    const both = whole(
      { aws_s3_bucket: { data: { bucket: whole12 } } },
      [],
      allow("s3:GetObject", "${aws_s3_bucket.data.arn}/*"),
    );
    expect((await verdictOf({ a: unnamed(both) })).verdict).toBe("proved");
  });

  test("keeps the classes of intruders that are tried in one way only", async () => {
    const policy = document(principal(allow("sqs:SendMessage", "*"), { AWS: "AIDACKCEVSQ6C2EXAMPLE" }));
    const queue = { aws_sqs_queue: { q: { name: "q", policy } } };
    const resource = whole(queue, [], allow("sqs:SendMessage", `arn:aws:sqs:us-east-1:${A}:q`));
    expect(intruderIn(await verdictOf({ a: unnamed(resource) }, { a: B }), "other-principal")).toBeUndefined();
    expect(intruderIn(await verdictOf({ a: unnamed(resource) }), "other-principal")).toBe("unknown");
  });

  test("is undecided where there are too many to try", async () => {
    const many = Array.from({ length: 50 }, (_, index) => `arn:aws:iam::4000000000${10 + index}:role/x`);
    const more = {
      aws_sns_topic: { t: { name: "t", policy: document(principal(allow("sns:Publish", "*"), { AWS: many })) } },
    };
    const chain = await verdictOf({ a: unnamed(whole(more)) });
    expect(chain.verdict).toBe("unknown");
    expect(chain.hops[0]?.message).toContain("too many ways");
  });
});

describe("two stacks with the same credentials settings", () => {
  test("are one account, which is an assumption", async () => {
    for (const settings of [{}, { profile: "p" }]) {
      const chain = await verdictOf(apart([settings, settings]));
      expect(chain).toMatchObject({
        verdict: "conditional",
        assumptions: expect.arrayContaining([
          expect.objectContaining({ id: "one-account", subject: "<account of a>", accepted: false }),
        ]),
      });
    }
  });

  test("are one that is accepted by name", async () => {
    const chain = chainOf(
      await proofOf(apart([{}, {}]), {
        assume: [{ id: "association-admins" }, { id: "one-account", subject: "<account of a>" }],
      }),
    );
    expect(chain.verdict).toBe("proved");
  });

  test("rest on nothing where they have nothing to do with each other", async () => {
    const chain = await verdictOf({ a: unnamed(whole()), b: unnamed({ aws_s3_bucket: { x: { bucket: "x" } } }) });
    expect(chain.verdict).toBe("proved");
    expect(chain.assumptions.filter(({ id }) => id === "one-account")).toEqual([]);
  });

  test.each([
    ["role", { aws_iam_role: { same: { name: "Same", assume_role_policy: document(CONFINED_PRIMARY) } } }],
    ["cluster", { aws_eks_cluster: { same: { name: "same" } } }],
    ["bucket", { aws_s3_bucket: { same: { bucket: `same-${ME}` } } }],
    ["table", { aws_dynamodb_table: { same: { name: "same" } } }],
    ["secret", { aws_secretsmanager_secret: { same: { name: "same" } } }],
    [
      "association",
      {
        aws_eks_pod_identity_association: {
          same: { cluster_name: "x", namespace: "x", service_account: "x", role_arn: "arn:aws:iam::aws:role/x" },
        },
      },
    ],
  ])("are two where both make a %s of one name", async (_, both: Json) => {
    const stacks = apart([{}, {}], [both, {}]);
    const [type = ""] = Object.keys(both);
    const b = stacks.b as { resource: Record<string, Json> };
    b.resource[type] = { ...b.resource[type], ...(both[type] as Json) };
    const a = stacks.a as { resource: Record<string, Json> };
    a.resource.aws_eks_pod_identity_association = {
      ...one("${data.terraform_remote_state.b.outputs.role}"),
      ...a.resource.aws_eks_pod_identity_association,
    };
    expect(hopIn(await verdictOf(stacks), "association")).toBe("denied");
  });

  test("may still be one where only others of their providers' accounts are two", async () => {
    const twice = { aws_iam_role: { t: { provider: "aws.t", name: "t", assume_role_policy: document(trust(EKS)) } } };
    const providers = {
      provider: { aws: [{ region: "us-east-1" }, { alias: "t", region: "us-east-1", profile: "t" }] },
    };
    const stacks = {
      a: unnamed(
        {
          aws_eks_pod_identity_association: one(ROLE),
          aws_iam_role: { ...(reader(READ).aws_iam_role as Json), ...twice.aws_iam_role },
          aws_iam_role_policy: reader(READ).aws_iam_role_policy,
        },
        providers,
      ),
      b: unnamed({ ...BUCKET, ...twice }, providers),
    };
    expect(hopIn(await verdictOf(stacks), "grant")).toBe("unknown");
    expect(hopIn(await verdictOf(stacks, { a: A, b: A }), "grant")).toBe("allowed");
  });

  test("make no denial of being one", async () => {
    const policy = document([
      principal(allow("s3:GetObject", "arn:aws:s3:::data-bucket/*"), {
        AWS: "${data.terraform_remote_state.b.outputs.role}",
      }),
      deny("s3:*", "arn:aws:s3:::data-bucket/*", {
        Principal: "*",
        Condition: { StringEquals: { "aws:PrincipalAccount": ME } },
      }),
    ]);
    const stacks = {
      a: unnamed(
        {
          ...BUCKET,
          aws_s3_bucket_policy: { p: { bucket: "data-bucket", policy } },
          aws_s3_bucket_public_access_block: { p: { bucket: "data-bucket" } },
        },
        {
          data: {
            ...CALLER,
            terraform_remote_state: { b: { backend: "local", config: { path: "../b/terraform.tfstate" } } },
          },
        },
      ),
      b: unnamed(
        { aws_eks_pod_identity_association: one(ROLE), ...reader(READ) },
        { output: { role: { value: ROLE } } },
      ),
    };
    expect(hopIn(await verdictOf(stacks, { a: A, b: A }), "grant")).toBe("denied");
    expect(hopIn(await verdictOf(stacks, { a: A, b: B }), "grant")).toBe("allowed");
    expect(hopIn(await verdictOf(stacks), "grant")).toBe("unknown");
  });
});

describe("two stacks with other credentials settings", () => {
  test("are decided both ways, with both options named", async () => {
    const proof = await proofOf(apart([{ profile: "a" }, { profile: "b" }]));
    expect(chainOf(proof).hops[0]).toMatchObject({
      id: "association",
      verdict: "unknown",
      fix: "Give --account a=ID --account b=ID.",
    });
  });

  test("are decided by the options", async () => {
    const stacks = apart([{ profile: "a" }, { profile: "b" }]);
    expect((await verdictOf(stacks, { a: A, b: A })).verdict).toBe("proved");
    expect((await verdictOf(stacks, { a: A, b: B })).verdict).toBe("refuted");
  });

  test("are so where the profile is not known", async () => {
    const stacks = apart([{ profile: "${var.p}" }, { profile: "${var.p}" }]);
    for (const stack of Object.values(stacks)) (stack as Record<string, Json>).variable = { p: {} };
    expect(hopIn(await verdictOf(stacks), "association")).toBe("unknown");
  });

  test("deny what is denied both ways, for whichever cause", async () => {
    const policy = document(deny("s3:*", "arn:aws:s3:::data-bucket/*", { Principal: "*" }));
    const stack = setBy("aws.other", { aws_s3_bucket_policy: { p: { bucket: "data-bucket", policy } } });
    const grant = (await verdictOf({ a: stack })).hops.find(({ id }) => id === "grant");
    expect(grant).toMatchObject({ verdict: "denied", message: expect.stringContaining("denied in any case") });
    expect(grant).not.toHaveProperty("fix");
  });

  /** The chain's stack with resources of another provider. */
  const setBy = (provider: string, resources: Readonly<Record<string, Readonly<Record<string, Json>>>>): Json => {
    const more = Object.entries(resources).map(([type, all]) => [
      type,
      Object.fromEntries(Object.entries(all).map(([name, body]) => [name, { ...body, provider }])),
    ]);
    return unnamed(whole(Object.fromEntries(more)), {
      provider: { aws: [{ region: "us-east-1" }, { alias: "other", region: "us-east-1", profile: "other" }] },
    });
  };

  test("leave open whether a provider is another account's", async () => {
    const policy = document(principal(READ, { AWS: ROLE }));
    const stack = setBy("aws.other", { aws_s3_bucket_policy: { p: { bucket: "data-bucket", policy } } });
    expect(hopIn(await verdictOf({ a: stack }), "grant")).toBe("unknown");
    expect(hopIn(await verdictOf({ a: stack }, { a: A, "a.other": A }), "grant")).toBe("allowed");
    expect(hopIn(await verdictOf({ a: stack }, { a: A, "a.other": B }), "grant")).toBe("denied");
  });
});

describe("a role that the pod assumes by itself in an account that nothing numbers", () => {
  const far = (more: readonly Json[]): Record<string, Json> => ({
    a: unnamed(
      {
        aws_eks_pod_identity_association: one(ROLE),
        ...reader([...more, READ], []),
        aws_iam_role: {
          ...(reader(READ).aws_iam_role as Json),
          far: { provider: "aws.far", name: "far", assume_role_policy: document(trust({ AWS: ROLE })) },
        },
        aws_iam_role_policy: {
          ...(reader([...more, READ]).aws_iam_role_policy as Json),
          far: {
            provider: "aws.far",
            role: "far",
            name: "p",
            policy: document(allow("s3:ListBucket", "arn:aws:s3:::data-bucket")),
          },
        },
        ...BUCKET,
      },
      { provider: { aws: [{ region: "us-east-1" }, { alias: "far", region: "us-east-1", profile: "far" }] } },
    ),
  });
  const BOTH_ON_FAR = allow(["sts:AssumeRole", "sts:TagSession"], "${aws_iam_role.far.arn}");

  test("is followed, whether or not it is the role's own account", async () => {
    const chain = await verdictOf(far([BOTH_ON_FAR]));
    expect(hopIn(chain, "grant", "sts:AssumeRole")).toBe("allowed");
    const [via] = chain.hops.flatMap((hop) => (hop.via ? [hop.via] : []));
    expect(via).toEqual(["arn:aws:iam::<account of a.far>:role/far"]);
  });
  test("is not decided where only its own account's trust would do", async () => {
    const chain = await verdictOf(far([]));
    expect(hopIn(chain, "grant", "sts:AssumeRole")).toBe("unknown");
    expect(chain.verdict).toBe("unknown");
  });
});
