import type { Inventory, Role } from "../../src/inventory";
import { readable } from "../../src/unknown/unknown-text";
import { UnknownValue } from "../../src/unknown/unknown-value";
import { A, B, factsIn, json, stackIn, stackOfNobody, state } from "./facts-in";

const ARN = `arn:aws:iam::${B}:role/reader`;
const role = { aws_iam_role: { r: { name: "reader", assume_role_policy: json("sts:AssumeRole") } } };
const policy = { aws_iam_policy: { p: { name: "read", policy: json("s3:GetObject") } } };
const unread = '${templatefile("x", {})}';

const readerOf = (inventory: Inventory): Role => inventory.roleByArn(ARN) as Role;
const actions = ({ policies }: Role): readonly unknown[] =>
  policies.map(({ text }) => (text instanceof UnknownValue ? text.reason : JSON.parse(text).Statement[0].Action));

/** The reader in account B, with more of the same stack. */
const readerWith = async (resource: object, roleWith: object = {}): Promise<Role> =>
  readerOf(
    await factsIn({
      b: stackIn(B, { ...policy, ...resource, aws_iam_role: { r: { ...role.aws_iam_role.r, ...roleWith } } }),
    }),
  );

test("minimal definition: a role has its trust policy and nothing else", async () => {
  const reader = await readerWith({});
  expect(reader).toMatchObject({ arn: ARN, account: B, partition: "aws", name: "reader", policies: [], unseen: [] });
  expect(reader.boundary).toBeUndefined();
  expect(reader.trust).toMatchObject({
    text: json("sts:AssumeRole"),
    label: "the trust policy of aws_iam_role.r",
    location: { pointer: "/resource/aws_iam_role/r/assume_role_policy", line: 1 },
  });
});

test("a role is found with its path, and not without it", async () => {
  const facts = await factsIn({ b: stackIn(B, { aws_iam_role: { r: { ...role.aws_iam_role.r, path: "/team/" } } }) });
  expect(facts.roleByArn(`arn:aws:iam::${B}:role/team/reader`)?.name).toBe("reader");
  expect(facts.roleByArn(ARN)).toBeUndefined();
});

test("a data source is no role of the world", async () => {
  const facts = await factsIn({ b: stackIn(B, {}, { data: { aws_iam_role: { r: { name: "reader" } } } }) });
  expect(facts.roles).toEqual([]);
});

test("a trust policy that apply makes is unknown, not malformed", async () => {
  const resource = { terraform_data: { t: {} } };
  const reader = await readerWith(resource, { assume_role_policy: "${terraform_data.t.id}" });
  expect(reader.trust.text).toBeInstanceOf(UnknownValue);
});

describe("policies are", () => {
  const attachment = (more: object) => ({ aws_iam_role_policy_attachment: { a: more } });

  test("inline ones of the role itself", async () => {
    const reader = await readerWith({}, { inline_policy: [{ name: "own", policy: json("s3:ListBucket") }] });
    expect(reader.policies).toMatchObject([
      {
        label: "inline policy own of aws_iam_role.r",
        location: { pointer: expect.stringContaining("inline_policy/0") },
      },
    ]);
    expect(actions(reader)).toEqual(["s3:ListBucket"]);
  });

  test("none for the empty block that says that there are none", async () => {
    expect(await readerWith({}, { inline_policy: [{}] })).toMatchObject({ policies: [], unseen: [] });
  });

  test("inline ones beside it, by reference or by name", async () => {
    const inline = {
      one: { name: "1", role: "${aws_iam_role.r.id}", policy: json("a:B") },
      two: { name: "2", role: "reader", policy: json("a:C") },
    };
    expect(actions(await readerWith({ aws_iam_role_policy: inline }))).toEqual(["a:B", "a:C"]);
  });

  test("managed ones by attachment, by a policy's attachment and by the role's own list", async () => {
    const arn = "${aws_iam_policy.p.arn}";
    const [one, two, three] = await Promise.all([
      readerWith(attachment({ role: "${aws_iam_role.r.name}", policy_arn: arn })),
      readerWith({ aws_iam_policy_attachment: { a: { name: "x", roles: ["other", "reader"], policy_arn: arn } } }),
      readerWith({}, { managed_policy_arns: [arn] }),
    ]);
    for (const reader of [one, two, three])
      expect(reader).toMatchObject({
        policies: [{ label: "aws_iam_policy.p", text: json("s3:GetObject") }],
        unseen: [],
      });
  });

  test("each one once, as a state repeats them", async () => {
    const policyArn = `arn:aws:iam::${B}:policy/read`;
    const facts = await factsIn({
      b: state([
        {
          type: "aws_iam_role",
          values: {
            name: "reader",
            arn: ARN,
            assume_role_policy: "{}",
            managed_policy_arns: [policyArn],
            inline_policy: [{ name: "own", policy: json("a:B") }],
            permissions_boundary: "",
          },
        },
        { type: "aws_iam_role_policy", values: { name: "own", role: "reader", policy: json("a:B") } },
        { type: "aws_iam_policy", values: { name: "read", arn: policyArn, policy: json("s3:GetObject") } },
        { type: "aws_iam_role_policy_attachment", values: { role: "reader", policy_arn: policyArn } },
      ]),
    });
    expect(actions(readerOf(facts))).toEqual(["a:B", "s3:GetObject"]);
    expect(readerOf(facts)).toMatchObject({ unseen: [], boundary: undefined });
  });

  test("attached from another stack of the same account, not from one of another account", async () => {
    const elsewhere = { ...policy, ...attachment({ role: "reader", policy_arn: "${aws_iam_policy.p.arn}" }) };
    const same = await factsIn({ b: stackIn(B, role), b2: stackIn(B, elsewhere) });
    const other = await factsIn({ b: stackIn(B, role), a: stackIn(A, elsewhere) });
    expect(actions(readerOf(same))).toEqual(["s3:GetObject"]);
    expect(readerOf(other)).toMatchObject({ policies: [], unseen: [] });
  });

  test("shared: roles with one policy have one document", async () => {
    const facts = await factsIn({
      b: stackIn(B, {
        ...policy,
        aws_iam_role: { r: role.aws_iam_role.r, s: { name: "s", assume_role_policy: "{}" } },
        aws_iam_role_policy_attachment: {
          r: { role: "reader", policy_arn: "${aws_iam_policy.p.arn}" },
          s: { role: "s", policy_arn: "${aws_iam_policy.p.arn}" },
        },
      }),
    });
    expect(facts.roles[0]?.policies[0]).toBe(facts.roles[1]?.policies[0]);
  });

  test("unseen where they are neither in the world nor carried as AWS's own", async () => {
    const mine = `arn:aws:iam::${B}:policy/unread`;
    const reader = await readerWith(attachment({ role: "reader", policy_arn: mine }));
    expect(reader.unseen).toEqual([`${mine}, attached by aws_iam_role_policy_attachment.a, is not in what was read`]);
    const aws = "arn:aws:iam::aws:policy/Unheard";
    expect((await readerWith(attachment({ role: "reader", policy_arn: aws }))).unseen).toEqual([
      expect.stringContaining(
        `${aws}, attached by aws_iam_role_policy_attachment.a, is not among the policies that AWS`,
      ),
    ]);
  });

  test("AWS's own as they are carried", async () => {
    const aws = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
    const { policies, unseen } = await readerWith(attachment({ role: "reader", policy_arn: aws }));
    expect([policies.map(({ label }) => label), unseen]).toEqual([["AWS's policy AmazonS3ReadOnlyAccess"], []]);
  });

  test("unseen where it is not known which policy, how many, or what list", async () => {
    const readers = await Promise.all([
      readerWith(attachment({ role: "reader", policy_arn: unread })),
      readerWith(attachment({ for_each: unread, role: "reader", policy_arn: "${aws_iam_policy.p.arn}" })),
      readerWith({}, { managed_policy_arns: unread }),
      readerWith({}, { inline_policy: unread }),
    ]);
    for (const reader of readers)
      expect(reader).toMatchObject({ policies: [], unseen: [expect.stringContaining(":")] });
  });
});

describe("an attachment to a role that is not known", () => {
  const open = {
    ...policy,
    aws_iam_role_policy_attachment: { a: { role: unread, policy_arn: "${aws_iam_policy.p.arn}" } },
  };

  test("may be about every role of its account", async () => {
    const facts = await factsIn({ b: stackIn(B, role), b2: stackIn(B, open) });
    expect(readerOf(facts).unseen).toEqual([
      expect.stringContaining("aws_iam_role_policy_attachment.a of stack b2 may apply to it"),
    ]);
  });

  test("is not about roles of another account", async () => {
    const facts = await factsIn({ b: stackIn(B, role), a: stackIn(A, open) });
    expect(readerOf(facts).unseen).toEqual([]);
  });

  test.each([
    ["prod-", 0],
    ["read", 1],
  ])("with a name that starts with %s may be about %i of it", async (prefix, count) => {
    const attach = {
      random_pet: { p: {} },
      ...policy,
      aws_iam_role_policy_attachment: {
        a: { role: `${prefix}\${random_pet.p.id}`, policy_arn: "${aws_iam_policy.p.arn}" },
      },
    };
    const facts = await factsIn({ b: stackIn(B, role), b2: stackIn(B, attach) });
    expect(readerOf(facts).unseen).toHaveLength(count);
  });

  test("is about its own role alone where both have the same random name", async () => {
    const name = "reader-${random_pet.p.id}";
    const facts = await factsIn({
      b: stackIn(B, {
        ...policy,
        random_pet: { p: {} },
        aws_iam_role: { r: { ...role.aws_iam_role.r, name }, s: { name: "reader-s", assume_role_policy: "{}" } },
        aws_iam_role_policy_attachment: {
          a: { role: "${aws_iam_role.r.name}", policy_arn: "${aws_iam_policy.p.arn}" },
        },
      }),
    });
    expect(facts.roles.map(({ policies, unseen }) => [policies.length, unseen.length])).toEqual([
      [1, 0],
      [0, 0],
    ]);
    const [random] = facts.roles;
    expect(random && readable(random.name)).toMatch(/^reader-<.*random_pet\.p\.id>$/);
    expect(facts.roleByArn(random?.arn ?? "")).toBe(random);
  });
});

test.each<[string, readonly string[], number]>([
  ["inputs decide", ["p-${var.a}", "p-${var.b}"], 2],
  ["one input decides", ["p-${var.a}", "p-read"], 2],
  ["an input of any type decides", ["${var.any}", "p-read"], 2],
  ["nothing decides", ["${var.a}-x", "${var.a}-y"], 0],
  ["the provider decides", ["p-${random_pet.a.id}", "p-${random_pet.b.id}"], 0],
])("inline policies of which %s whether they are one are not known", async (_, [one, other], unseen) => {
  const policies = {
    a: { role: "reader", name: one, policy: json("a:A") },
    b: { role: "reader", name: other, policy: json("b:B") },
  };
  const stack = stackIn(B, { ...role, aws_iam_role_policy: policies, random_pet: { a: {}, b: {} } });
  const variable = { a: { type: "string" }, b: { type: "string" }, any: {} };
  const reader = readerOf(await factsIn({ b: { ...stack, variable } }));
  expect(reader.unseen).toHaveLength(unseen);
  expect(actions(reader)).toEqual(unseen === 0 ? ["a:A", "b:B"] : []);
});

describe("exclusive lists", () => {
  const inline = { aws_iam_role_policy: { own: { name: "own", role: "reader", policy: json("a:B") } } };
  const attached = { aws_iam_role_policy_attachment: { a: { role: "reader", policy_arn: "${aws_iam_policy.p.arn}" } } };
  const names = (value: unknown) => ({
    aws_iam_role_policies_exclusive: { e: { role_name: "reader", policy_names: value } },
  });
  const arns = (value: unknown) => ({
    aws_iam_role_policy_attachments_exclusive: { e: { role_name: "${aws_iam_role.r.name}", policy_arns: value } },
  });

  test("keep what they name", async () => {
    const reader = await readerWith({
      ...inline,
      ...attached,
      ...names(["own"]),
      ...arns(["${aws_iam_policy.p.arn}"]),
    });
    expect(reader.unseen).toEqual([]);
    expect(actions(reader)).toEqual(["a:B", "s3:GetObject"]);
  });

  test("detach what they leave out, of their own kind", async () => {
    expect(actions(await readerWith({ ...inline, ...attached, ...names([]) }))).toEqual(["s3:GetObject"]);
    expect(actions(await readerWith({ ...inline, ...attached, ...arns([]) }))).toEqual(["a:B"]);
    const block = { inline_policy: [{ name: "block", policy: json("a:C") }] };
    expect(actions(await readerWith(names(["other"]), block))).toEqual([]);
  });

  test("do not surely detach what is not in the world, since it may deny", async () => {
    const aws = { aws_iam_role_policy_attachment: { a: { role: "reader", policy_arn: "arn:aws:iam::aws:policy/X" } } };
    const { unseen } = await readerWith({ ...aws, ...arns([]) });
    expect(unseen).toEqual([expect.stringContaining("each apply undoes the other's")]);
  });

  test("of a policy's attachments are those of one account", async () => {
    const arn = "arn:aws:iam::aws:policy/X";
    const mine = { ...role, aws_iam_role_policy_attachment: { a: { role: "reader", policy_arn: arn } } };
    const all = { aws_iam_policy_attachment: { all: { name: "all", roles: ["other"], policy_arn: arn } } };
    const unseenBeside = async (account: string) =>
      readerOf(await factsIn({ b: stackIn(B, mine), more: stackIn(account, all) })).unseen;
    expect(await unseenBeside(A)).toEqual([
      expect.stringContaining(`${arn}, attached by aws_iam_role_policy_attachment.a, is not among the policies`),
    ]);
    expect(await unseenBeside(B)).toEqual([expect.stringContaining("both set the role's policies")]);
  });

  test("of attachments attach what they name", async () => {
    expect(actions(await readerWith(arns(["${aws_iam_policy.p.arn}"])))).toEqual(["s3:GetObject"]);
  });

  test("that are not known leave all in place and something unseen", async () => {
    const [inlined, managed, entry] = await Promise.all([
      readerWith({ ...inline, ...names(unread) }),
      readerWith({ ...attached, ...arns(unread) }),
      readerWith({ ...inline, ...names([unread]) }),
    ]);
    expect(actions(inlined)).toEqual(["a:B"]);
    expect(actions(managed)).toEqual(["s3:GetObject"]);
    expect(actions(entry)).toEqual(["a:B"]);
    for (const reader of [inlined, managed, entry]) expect(reader.unseen.length).toBeGreaterThan(0);
  });
});

describe("a permissions boundary", () => {
  test("is the document of its policy", async () => {
    const reader = await readerWith({}, { permissions_boundary: "${aws_iam_policy.p.arn}" });
    expect(reader.boundary).toMatchObject({ text: json("s3:GetObject"), label: "aws_iam_policy.p" });
  });

  test("that is not in the world is unknown and named", async () => {
    const arn = `arn:aws:iam::${B}:policy/limit`;
    const { boundary } = await readerWith({}, { permissions_boundary: arn });
    expect(boundary?.text).toMatchObject({ reason: `${arn} is not in what was read` });
    expect(boundary?.location.pointer).toBe("/resource/aws_iam_role/r/permissions_boundary");
  });
});

describe("a stack of which nothing tells the account", () => {
  const all = {
    ...policy,
    ...role,
    aws_iam_role_policy_attachment: { a: { role: "${aws_iam_role.r.name}", policy_arn: "${aws_iam_policy.p.arn}" } },
  };

  test("disturbs no role of another name", async () => {
    const facts = await factsIn({
      b: stackIn(B, { aws_iam_role: { r: { ...role.aws_iam_role.r, name: "mine" } } }),
      nobody: stackOfNobody(all),
    });
    expect(facts.roleByArn(`arn:aws:iam::${B}:role/mine`)).toMatchObject({ policies: [], unseen: [] });
    expect(facts.roleByArn(`arn:aws:iam::${B}:role/elsewhere`)).toBeUndefined();
    expect([...facts.accounts]).toEqual([B, expect.stringMatching(/^\d{12}$/)]);
  });

  test("disturbs no role of its name that is found elsewhere", async () => {
    const facts = await factsIn({ b: stackIn(B, role), nobody: stackOfNobody(all) });
    expect(readerOf(facts)).toMatchObject({ account: B, policies: [], unseen: [] });
  });

  test("has its role in an account of its own", async () => {
    const facts = await factsIn({ nobody: stackOfNobody(all) });
    expect(facts.roleByArn(ARN)).toBeUndefined();
    expect(facts.roles).toMatchObject([{ policies: [{ label: "aws_iam_policy.p" }] }]);
  });

  test("attaches nothing to a role of another account", async () => {
    const attach = {
      ...policy,
      aws_iam_role_policy_attachment: { a: { role: "reader", policy_arn: "${aws_iam_policy.p.arn}" } },
    };
    const facts = await factsIn({ b: stackIn(B, role), nobody: stackOfNobody(attach) });
    expect(readerOf(facts)).toMatchObject({ policies: [], unseen: [] });
  });

  test("with names that hold the account is not asked for it", async () => {
    const name = "r-${data.aws_caller_identity.c.account_id}";
    const data = { data: { aws_caller_identity: { c: {} } } };
    const attach = {
      ...policy,
      aws_iam_role: { r: { name, assume_role_policy: "{}" } },
      aws_iam_role_policy_attachment: { a: { role: "${aws_iam_role.r.name}", policy_arn: "${aws_iam_policy.p.arn}" } },
    };
    const facts = await factsIn({ b: stackIn(B, role), nobody: stackOfNobody(attach, data) });
    expect(readerOf(facts)).toMatchObject({ policies: [], unseen: [] });
  });
});
