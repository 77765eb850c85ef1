import { stringify } from "yaml";
import { readConfig } from "../../src/config";
import { buildModel } from "../../src/model";
import { missedBy, proofOfConfig } from "../support/configured";
import { DEFAULT, document, synth } from "../support/synth";

const RESOURCES = {
  dns: { account: "b", zone: { name: "example.com" } },
  db: { account: "b", secret: { name: "prod/db" } },
};
const GRANTS: Readonly<Record<string, object>> = {
  "external-dns": { change: "dns" },
  "cert-manager": { change: "dns" },
  "external-secrets": { read: "db" },
};

const configured = (preset: string, more: object = {}, cluster: object = {}): string =>
  stringify({
    accounts: { a: { id: "111111111111", region: "us-east-1" }, b: { id: "222222222222", region: "us-east-1" } },
    clusters: { main: { account: "a", ...cluster } },
    resources: RESOURCES,
    workloads: {
      it: {
        cluster: "main",
        preset,
        primaryRole: "primary",
        target: { account: "b", role: "target", grants: [GRANTS[preset]] },
        ...more,
      },
    },
  });

/** Those of the verb, then those of actions by name. */
const statementsOf = (text: string) => {
  const policies = Object.entries<{ policy: string }>(synth(text).stacks.b.resource.aws_iam_policy);
  const ofActions = ([address]: readonly [string, unknown]) => address.includes("actions");
  return [...policies.filter((one) => !ofActions(one)), ...policies.filter(ofActions)].flatMap(
    ([, { policy }]) => document(policy).Statement,
  );
};
const helmOf = (text: string) => {
  const { config } = readConfig(text, DEFAULT);
  if (!config) throw new Error("the configuration has errors");
  return buildModel(config).model.chains.map(({ id, helm }) => ({ id, ...helm }));
};

const ZONE = ["${aws_route53_zone.dns_zone.arn}"];
const SECRET = ["arn:aws:secretsmanager:us-east-1:222222222222:secret:prod/db-??????"];
const CHANGE = "route53:ChangeResourceRecordSets";

test.each([
  [
    "external-dns",
    [
      [[CHANGE, "route53:ListResourceRecordSets"], ZONE],
      [["route53:GetChange"], ["arn:aws:route53:::change/*"]],
      [["route53:ListTagsForResources"], ZONE],
      [["route53:ListHostedZones"], ["*"]],
    ],
  ],
  [
    "cert-manager",
    [
      [[CHANGE], ZONE, { "ForAllValues:StringEquals": { [`${CHANGE}RecordTypes`]: ["TXT"] } }],
      [["route53:ListResourceRecordSets"], ZONE],
      [["route53:GetChange"], ["arn:aws:route53:::change/*"]],
      [["route53:ListHostedZonesByName"], ["*"]],
    ],
  ],
  [
    "external-secrets",
    [
      [["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"], SECRET],
      [["secretsmanager:GetResourcePolicy", "secretsmanager:ListSecretVersionIds"], SECRET],
      [["secretsmanager:ListSecrets", "secretsmanager:BatchGetSecretValue"], ["*"]],
    ],
  ],
])("%s gets what its chart asks of AWS, under its chart's names, and is proved", async (preset, statements) => {
  const text = configured(preset);
  expect(statementsOf(text)).toEqual(
    statements.map(([Action, Resource, Condition]) => ({
      Effect: "Allow",
      Action,
      Resource,
      ...(Condition ? { Condition } : {}),
    })),
  );
  expect(helmOf(text)).toEqual([
    {
      id: `main/${preset}/${preset}`,
      chart: preset,
      namespace: preset,
      values: { serviceAccount: { create: false, name: preset } },
      keepEmpty: expect.stringContaining("role"),
    },
  ]);
  expect((await proofOfConfig(text)).verdict).toBe("proved");
  for (const action of statements.flatMap(([actions]) => actions as string[])) {
    const broken = await proofOfConfig(text, ["b", `"${action}"`, `"${action}s"`]);
    expect([broken.verdict, missedBy(broken)]).toEqual(["refuted", [`can ${action}: failed`]]);
  }
});

test("what a workload says itself stays", () => {
  const grants = [{ change: { zone: "dns", types: ["TXT", "CNAME"] } }];
  const target = { account: "b", role: "target", grants };
  const text = configured("cert-manager", { namespace: "certs", serviceAccount: "dns01", target });
  expect(helmOf(text)[0]).toMatchObject({ id: "main/certs/dns01", namespace: "certs" });
  expect(statementsOf(text)[0].Condition).toEqual({
    "ForAllValues:StringEquals": { [`${CHANGE}RecordTypes`]: ["TXT", "CNAME"] },
  });
});

test("a chart that makes its service account is given its name, and the annotation for irsa alone", () => {
  const own = { createServiceAccount: false };
  expect(helmOf(configured("external-dns", own))[0]).toMatchObject({
    values: { serviceAccount: { create: true, name: "external-dns" } },
  });
  const issuer = "https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
  const irsa = configured("external-dns", { ...own, mechanism: "irsa", primaryRole: undefined }, { issuer });
  expect(helmOf(irsa)[0]?.values?.serviceAccount).toEqual({
    create: true,
    name: "external-dns",
    annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::222222222222:role/target" },
  });
});
