import { missedBy, proofOfConfig } from "../../support/configured";
import { KEY, ofService, ofThirdAccount } from "../../support/of-service";
import { document, synth } from "../../support/synth";

const READ = "[{ read: data }]";
const SECRET = "arn:aws:secretsmanager:us-east-1:222222222222:secret:prod/db-??????";
const made = (text: string) => synth(text).stacks["account-b"];

test("a secret is made without a value, and granted by its name with a ? for each character that AWS adds", () => {
  const { resource } = made(ofService("secret: { name: prod/db }", "[{ read: data }, { write: data }]"));
  expect(resource.aws_secretsmanager_secret.secret).toEqual({ name: "prod/db" });
  const statements = (policy: string) => document(resource.aws_iam_policy[policy].policy).Statement;
  expect(statements("secretsmanager_read_policy")).toEqual([
    {
      Effect: "Allow",
      Action: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
      Resource: [SECRET],
    },
  ]);
  expect(statements("secretsmanager_write_policy")[0].Action).toEqual([
    "secretsmanager:PutSecretValue",
    "secretsmanager:DescribeSecret",
  ]);
});

test("a customer key is granted through Secrets Manager alone", () => {
  const { resource } = made(ofService(`secret: { name: prod/db, kmsKey: "${KEY}" }`, READ));
  expect(resource.aws_secretsmanager_secret.secret.kms_key_id).toBe(KEY);
  expect(document(resource.aws_iam_policy.secretsmanager_read_policy.policy).Statement.at(-1)).toEqual({
    Effect: "Allow",
    Action: ["kms:Decrypt"],
    Resource: [KEY],
    Condition: { StringEquals: { "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com" } },
  });
});

test("to read a secret is proved; without the end of its ARN, or with more than reading, it is refuted", async () => {
  const text = ofService("secret: { name: prod/db }", READ);
  expect((await proofOfConfig(text)).verdict).toBe("proved");
  for (const [from, to, missed] of [
    [SECRET, SECRET.replace("-??????", ""), "can secretsmanager:GetSecretValue: failed"],
    [SECRET, SECRET.replace("prod/db", "prod/other"), "can secretsmanager:GetSecretValue: failed"],
    ['"secretsmanager:DescribeSecret"', '"secretsmanager:DeleteSecret"', "cannot secretsmanager:DeleteSecret: failed"],
  ] as const) {
    const broken = await proofOfConfig(text, ["account-b", from, to]);
    expect([broken.verdict, missedBy(broken)]).toEqual(["refuted", expect.arrayContaining([missed])]);
  }
});

test("a secret that exists is granted and not made, and its proof rests on it", async () => {
  const text = ofService("secret: { name: prod/db, create: false }", READ);
  expect(made(text).resource.aws_secretsmanager_secret).toBeUndefined();
  const { verdict, chains } = await proofOfConfig(text);
  expect([
    verdict,
    chains.flatMap((chain) => (chain.assumptions ?? []).map(({ id, subject }) => [id, subject])),
  ]).toEqual(["conditional", [["resource-not-read", SECRET]]]);
});

const OF_C = KEY.replace("222222222222", "333333333333");

test.each([
  ["is made", "", ["account-b", "account-c"]],
  ["exists", ", create: false", ["account-b"]],
])(
  "a secret of a third account that %s lets the role in by its policy, put by the ARN that its name is looked up for",
  async (_, create, awaited) => {
    const text = ofThirdAccount(`secret: { name: prod/db, kmsKey: "${OF_C}"${create} }`, READ).replace(
      "    secret:",
      `${create && "    resourcePolicy: replace\n"}    secret:`,
    );
    const { stacks, dependencies } = synth(text);
    const { data, resource } = stacks["account-c-rest"];
    expect(data.aws_secretsmanager_secret.secret_policy).toEqual({ name: "prod/db" });
    expect(resource.aws_secretsmanager_secret_policy.secret_policy).toEqual({
      secret_arn: "${data.aws_secretsmanager_secret.secret_policy.arn}",
      block_public_policy: true,
      policy: expect.anything(),
    });
    expect(document(resource.aws_secretsmanager_secret_policy.secret_policy.policy).Statement).toEqual([
      {
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::222222222222:role/s3-reader-target-role" },
        Action: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
        Resource: [SECRET.replace("222222222222", "333333333333")],
      },
    ]);
    expect(dependencies["account-c-rest"]).toEqual(awaited);
    // the key exists, and nothing here shows its policy
    const undecided = (await proofOfConfig(text)).chains.flatMap(({ hops }) =>
      hops.flatMap(({ verdict, code }) => (verdict === "allowed" ? [] : [code])),
    );
    expect(undecided).toEqual([...(create ? [] : ["key-not-in-world"]), "resource-not-in-world"]);
    for (const [stack, from, to] of [
      ["account-c-rest", "222222222222:role", "444444444444:role"],
      ["account-c-rest", "secret:prod/db", "secret:prod/other"],
      ["account-b", "secret:prod/db", "secret:prod/other"],
    ] as const) {
      const broken = await proofOfConfig(text, [stack, from, to]);
      expect([broken.verdict, missedBy(broken)]).toEqual([
        "refuted",
        ["can secretsmanager:GetSecretValue: failed", "can secretsmanager:DescribeSecret: failed"],
      ]);
    }
  },
);
