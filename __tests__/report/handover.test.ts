import { createHash } from "node:crypto";
import { handoverAsHtml, handoverAsMarkdown, handoverOf } from "../../src/report/handover";
import { asHcl } from "../../src/report/handover/hcl";
import { filledWord, shellVariables, shellWord } from "../../src/report/handover/shell";
import { PRIMARY, trust } from "../support/documents";

const HOSTILE = `</code><script>alert("1")</script>'\`\u202e`;

const handover = (name: string) =>
  handoverOf({
    account: { key: name, id: "222222222222", region: "us-east-1", partition: "aws" },
    modules: [
      {
        name: "data",
        root: {
          resource: {
            aws_iam_role: {
              reader: {
                name,
                assume_role_policy: JSON.stringify({
                  Version: "2012-10-17",
                  Statement: [trust({ AWS: PRIMARY }, { StringEquals: { "aws:RequestTag/x": name } })],
                }),
              },
            },
          },
        },
        files: new Map(),
        before: [],
        after: [],
      },
    ],
    existing: new Set(),
    uses: [
      {
        pod: name,
        cluster: name,
        account: "111111111111",
        roleArn: `arn:aws:iam::222222222222:role/${name}`,
        grants: [{ verb: "read", actions: [name], arn: name, limits: { prefix: name } }],
      },
    ],
  });

test("a page runs nothing, asks nobody for anything, and takes no name for markup", () => {
  const page = handoverAsHtml(handover(HOSTILE));
  const [, style = ""] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
  const hash = createHash("sha256").update(style).digest("base64");
  expect(page).toContain(
    `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
  );
  expect(page).not.toMatch(/<script|javascript:|\bon\w+=|src=|href=|url\(|@import|\u202e/i);
  expect(page).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;");
});

test("Markdown keeps a name in its span of code", () => {
  const text = handoverAsMarkdown(handover(HOSTILE)).replaceAll(/^```[\s\S]*?^```/gm, "");
  const outside = text.replaceAll(/(`+) .*? \1/g, "");
  expect(text).toContain("### Role `` </code><script>");
  expect(outside).not.toMatch(/<script|\u202e/);
});

test("a statement that gives much is among what is to be checked", () => {
  const { checks } = handover("reader");
  const wide = handoverOf({
    ...{
      account: { key: "data", id: "222222222222", region: "us-east-1", partition: "aws" },
      existing: new Set(),
      uses: [],
    },
    modules: [
      {
        name: "data",
        root: {
          resource: {
            aws_iam_policy: {
              wide: {
                name: "wide",
                policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }] }),
              },
            },
            aws_kms_key_policy: {
              k: {
                key_id: "k",
                policy: JSON.stringify({
                  Statement: [{ Effect: "Allow", Principal: { AWS: PRIMARY }, Action: "kms:Decrypt", Resource: "*" }],
                }),
              },
            },
            aws_iam_role: {
              open: { name: "open", assume_role_policy: JSON.stringify({ Statement: [trust({ AWS: "*" })] }) },
            },
          },
        },
        files: new Map(),
        before: [],
        after: [],
      },
    ],
  });
  const said = (all: typeof checks) =>
    all.map((one) => one.map((part) => (typeof part === "string" ? part : part.quoted)).join(""));
  expect(said(wide.checks)).toEqual(
    expect.arrayContaining([
      "Whether statement 1 of open.trust.json may let in whoever fits its conditions, of any account.",
      "Whether statement 1 of open.trust.json may be without a condition.",
      "Whether statement 1 of wide.permissions.json may allow actions that it does not name.",
      "Whether statement 1 of wide.permissions.json may be about any resource.",
    ]),
  );
  expect(said(wide.checks).join("\n")).not.toMatch(/k\.policy\.json/);
  expect(JSON.stringify(wide.steps[0]?.documents.flatMap(({ sentences }) => sentences))).toContain(" on this key");
  expect(said(checks).join("\n")).not.toContain("Whether statement");
});

describe("HCL", () => {
  const policy = (resource: string) => ({
    resource: {
      aws_iam_policy: {
        p: {
          name: 'quo"te',
          policy: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"${resource}"}]}`,
        },
      },
    },
  });

  test.each([
    ["an expression alone as itself", "${aws_s3_bucket.b.arn}", "Resource = aws_s3_bucket.b.arn"],
    ["an expression in a text", "${aws_s3_bucket.b.arn}/*", 'Resource = "${aws_s3_bucket.b.arn}/*"'],
    [
      "a policy variable as no expression",
      "arn:aws:s3:::b/$${aws:username}",
      'Resource = "arn:aws:s3:::b/$${aws:username}"',
    ],
  ])("has %s", (_, resource, line) => {
    expect(asHcl(policy(resource)).replaceAll(/ +/g, " ")).toContain(line);
    expect(asHcl(policy(resource))).toContain('name = "quo\\"te"');
  });

  test("keeps quotation marks and braces within an expression", () => {
    const condition = '${self.arn == "a}b" && length({ x = 1 }) > 0}';
    const data = { aws_eks_cluster: { c: { lifecycle: { postcondition: [{ condition, error_message: 'no "c"' }] } } } };
    expect(asHcl({ data })).toContain(
      'condition     = self.arn == "a}b" && length({ x = 1 }) > 0\n      error_message = "no \\"c\\""',
    );
  });
});

describe("a word for the shell", () => {
  test.each([
    ["plain", "plain"],
    ["it's", "'it'\\''s'"],
    ["$(rm)", "'$(rm)'"],
    ["", "''"],
  ])("%j is %s", (word, quoted) => {
    expect(shellWord(word)).toBe(quoted);
  });

  test("has a variable where Terraform fills something in, one for each expression", () => {
    const variables = shellVariables(["aws_s3_bucket.a-b.bucket", "aws_s3_bucket.a_b.bucket"]);
    expect([...variables.values()]).toEqual(["aws_s3_bucket_a_b_bucket", "aws_s3_bucket_a_b_bucket_2"]);
    expect(filledWord("x $y ${aws_s3_bucket.a-b.bucket}", variables)).toBe(`'x $y '"$aws_s3_bucket_a_b_bucket"`);
  });
});

test("what IAM cannot be asked in the simulation, it says", () => {
  const asking = (...Statement: readonly object[]) =>
    handoverOf({
      account: { key: "data", id: "222222222222", region: "us-east-1", partition: "aws" },
      modules: [
        {
          name: "data",
          root: {
            resource: {
              aws_iam_role: { reader: { name: "reader", assume_role_policy: JSON.stringify({ Statement: [] }) } },
              aws_iam_role_policy: {
                read: { name: "read", role: "reader", policy: JSON.stringify({ Version: "2012-10-17", Statement }) },
              },
            },
          },
          files: new Map(),
          before: [],
          after: [],
        },
      ],
      existing: new Set(),
      uses: [],
    }).simulate;
  const allow = (Action: unknown, more: object = {}) => ({
    Effect: "Allow",
    Action,
    Resource: "arn:aws:s3:::b/*",
    ...more,
  });
  const mixed = asking(allow(["s3:Get*", "s3:PutObject"]));
  expect(mixed).toContain("not_asked 'reader: s3:Get*: IAM simulates no patterns of actions'\n");
  expect(mixed).toContain("--action-names s3:PutObject \\\n");
  const { Action: _, ...rest } = allow("");
  expect(asking({ ...rest, NotAction: "s3:PutObject" })).toMatch(/not_asked 'reader: \{.*NotAction/);
  expect(asking(allow("s3:GetObject", { Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }))).toContain(
    "not_asked 'reader: s3:GetObject: its conditions",
  );
  expect(asking(allow("s3:GetObject"))).not.toContain("not_asked");
});
