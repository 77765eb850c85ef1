import { faultsOf, missedBy, proofOfConfig } from "../../support/configured";
import { ofService } from "../../support/of-service";
import { document, synth } from "../../support/synth";
import { proofOf } from "../../support/world";

const CHANGE = "[{ change: data }]";
const MADE = ofService("zone: { name: example.com }", CHANGE);
const ID = "Z0123456789ABCDEFGHIJ";
const ZONE = `arn:aws:route53:::hostedzone/${ID}`;
const KEY = "route53:ChangeResourceRecordSets";
const EXISTING = `zone: { name: example.com, id: ${ID} }`;
const made = (text: string) => synth(text).stacks["account-b"];
const statementsOf = (text: string, policy = "route53_change_policy") =>
  document(made(text).resource.aws_iam_policy[policy].policy).Statement;

test("a zone is made, its id and name servers are put out, and who changes it may ask for the change", () => {
  const { resource, output } = made(MADE);
  expect(resource.aws_route53_zone.zone).toEqual({ name: "example.com" });
  expect([output.zone_id.value, output.zone_name_servers.value]).toEqual([
    "${aws_route53_zone.zone.zone_id}",
    "${aws_route53_zone.zone.name_servers}",
  ]);
  expect(statementsOf(MADE)).toEqual([
    { Effect: "Allow", Action: [KEY, "route53:ListResourceRecordSets"], Resource: ["${aws_route53_zone.zone.arn}"] },
    { Effect: "Allow", Action: ["route53:GetChange"], Resource: ["arn:aws:route53:::change/*"] },
  ]);
});

test("a zone that exists is granted by its id and not made", () => {
  const text = ofService(EXISTING, CHANGE);
  expect(made(text).resource.aws_route53_zone).toBeUndefined();
  expect(statementsOf(text)[0].Resource).toEqual([ZONE]);
});

test("types and names limit changes alone", () => {
  const text = ofService(EXISTING, '[{ change: { zone: data, types: [TXT], names: ["_acme-challenge.*"] } }]');
  expect(statementsOf(text)).toEqual([
    {
      Effect: "Allow",
      Action: [KEY],
      Resource: [ZONE],
      Condition: {
        "ForAllValues:StringEquals": { [`${KEY}RecordTypes`]: ["TXT"] },
        "ForAllValues:StringLike": { [`${KEY}NormalizedRecordNames`]: ["_acme-challenge.*"] },
      },
    },
    { Effect: "Allow", Action: ["route53:ListResourceRecordSets"], Resource: [ZONE] },
    { Effect: "Allow", Action: ["route53:GetChange"], Resource: ["arn:aws:route53:::change/*"] },
  ]);
});

test("actions that are about no zone alone are granted on all", () => {
  const text = ofService(EXISTING, "[{ actions: [route53:ListHostedZones, route53:GetHostedZone], on: data }]");
  expect(statementsOf(text, "route53_actions_policy")).toEqual([
    { Effect: "Allow", Action: ["route53:GetHostedZone"], Resource: [ZONE] },
    { Effect: "Allow", Action: ["route53:ListHostedZones"], Resource: ["*"] },
  ]);
});

test.each([
  ["whole", CHANGE],
  ["limited", '[{ change: { zone: data, types: [TXT], names: ["_acme-challenge.*"] } }]'],
  ["with actions", "[{ change: data }, { actions: [route53:ListHostedZones], on: data }]"],
])("a zone that is made is proved (%s)", async (_, grants) => {
  const proof = await proofOfConfig(ofService("zone: { name: example.com }", grants));
  expect([proof.verdict, faultsOf(proof), missedBy(proof)]).toEqual(["proved", [], []]);
});

test("the proof of a zone that exists rests on it", async () => {
  const { verdict, chains } = await proofOfConfig(ofService(EXISTING, CHANGE));
  expect([
    verdict,
    chains.flatMap((chain) => (chain.assumptions ?? []).map(({ id, subject }) => [id, subject])),
  ]).toEqual(["conditional", [["resource-not-read", ZONE]]]);
});

test("each statement is missed, and more than to change is refuted", async () => {
  const text = ofService(
    "zone: { name: example.com }",
    "[{ change: data }, { actions: [route53:ListHostedZones], on: data }]",
  );
  for (const [from, to, missed] of [
    [
      "${aws_route53_zone.zone.arn}",
      "arn:aws:route53:::healthcheck/h",
      [`can ${KEY}: failed`, "can route53:ListResourceRecordSets: failed"],
    ],
    ["route53:::change/*", "route53:::change/C1", ["can route53:GetChange: failed"]],
    ['"route53:ListHostedZones"', '"route53:ListHealthChecks"', ["can route53:ListHostedZones: failed"]],
    [
      '"route53:ListResourceRecordSets"',
      '"route53:ListResourceRecordSets","route53:DeleteHostedZone"',
      ["cannot route53:DeleteHostedZone: failed"],
    ],
  ] as const) {
    const broken = await proofOfConfig(text, ["account-b", from, to]);
    expect([broken.verdict, missedBy(broken)]).toEqual(["refuted", missed]);
  }
});

test("a role of another account than the zone's gets to it by no policy", async () => {
  const { stacks } = synth(MADE);
  const { resource, output: _, ...rest } = stacks["account-b"];
  const { aws_route53_zone, ...others } = resource;
  const provider = [{ region: "us-east-1", allowed_account_ids: ["333333333333"] }];
  const text = JSON.stringify({ ...rest, resource: others }).replaceAll("${aws_route53_zone.zone.arn}", ZONE);
  const zone = { zone: { name: "example.com", zone_id: ID } };
  const proof = await proofOf({
    ...stacks,
    "account-b": JSON.parse(text),
    "account-c": { provider: { aws: provider }, resource: { aws_route53_zone: zone } },
  });
  expect([proof.verdict, faultsOf(proof)]).toEqual([
    "refuted",
    [`grant ${KEY} denied`, "grant route53:ListResourceRecordSets denied"],
  ]);
});

test("a zone that is granted by its id is not taken for one that another account makes", async () => {
  const beside = ofService(EXISTING, CHANGE)
    .replace("\nclusters:", '  account-c: { id: "333333333333", region: us-east-1 }\n\nclusters:')
    .replace("\nworkloads:", "  other: { account: account-c, zone: { name: other.example } }\n\nworkloads:");
  const { chains } = await proofOfConfig(beside);
  expect(chains[0]?.hops.filter(({ verdict }) => verdict === "denied")).toEqual([]);
});
