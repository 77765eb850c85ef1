import assert from "node:assert/strict";
import { test } from "node:test";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  ChangeResourceRecordSetsCommand,
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  ListHealthChecksCommand,
  ListHostedZonesByNameCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  ListTagsForResourceCommand,
  ListTagsForResourcesCommand,
  Route53Client,
  type RRType,
} from "@aws-sdk/client-route-53";
import { A, B, useEmulator } from "./support/emulator";

const here = useEmulator();
const { client } = here;

const owner = (region?: string) => client(Route53Client, here.emulator.administrator(A), region);

async function zone(Name: string): Promise<string> {
  const made = await owner().send(new CreateHostedZoneCommand({ Name, CallerReference: Name }));
  return made.HostedZone?.Id?.replace("/hostedzone/", "") ?? "";
}

type Change = readonly [action: "CREATE" | "UPSERT" | "DELETE", name: string, type: RRType];

const records = (HostedZoneId: string, ...changes: readonly Change[]) =>
  new ChangeResourceRecordSetsCommand({
    HostedZoneId,
    ChangeBatch: {
      Changes: changes.map(([Action, Name, Type]) => ({
        Action,
        ResourceRecordSet: {
          Name,
          Type,
          TTL: 60,
          ResourceRecords: [{ Value: Type === "A" ? "192.0.2.1" : '"text"' }],
        },
      })),
    },
  });

/** A client with the session of a new role of account A that has one statement. */
async function allowed(role: string, statement: object): Promise<Route53Client> {
  const iam = client(IAMClient, here.emulator.administrator(A));
  const trust = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
  const text = (one: object) => JSON.stringify({ Version: "2012-10-17", Statement: [one] });
  await iam.send(new CreateRoleCommand({ RoleName: role, AssumeRolePolicyDocument: text(trust) }));
  const PolicyDocument = text({ Effect: "Allow", ...statement });
  await iam.send(new PutRolePolicyCommand({ RoleName: role, PolicyName: "own", PolicyDocument }));
  return client(Route53Client, await here.emulator.instanceSession(`arn:aws:iam::${A}:role/${role}`, "i-1"));
}

const arn = (id: string): string => `arn:aws:route53:::hostedzone/${id}`;

test("each request needs its action, on the zone, the change or everything", async () => {
  const id = await zone("asked.example");
  const route53 = owner();
  const asked = async (request: () => Promise<unknown>) => {
    here.emulator.forgetDecisions();
    await request();
    return here.emulator.decisions.map(({ action, resource }) => `${action} ${resource}`);
  };
  const tags = { ResourceType: "hostedzone", ResourceId: id } as const;
  const all: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["route53:ListHostedZones *", () => route53.send(new ListHostedZonesCommand({}))],
    [
      "route53:ListHostedZonesByName *",
      () => route53.send(new ListHostedZonesByNameCommand({ DNSName: "asked.example" })),
    ],
    [`route53:GetHostedZone ${arn(id)}`, () => route53.send(new GetHostedZoneCommand({ Id: id }))],
    [
      `route53:ListResourceRecordSets ${arn(id)}`,
      () => route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: id })),
    ],
    [
      `route53:ChangeResourceRecordSets ${arn(id)}`,
      () => route53.send(records(id, ["UPSERT", "a.asked.example", "A"])),
    ],
    ["route53:GetChange arn:aws:route53:::change/C1", () => route53.send(new GetChangeCommand({ Id: "/change/C1" }))],
    [
      `route53:ChangeTagsForResource ${arn(id)}`,
      () => route53.send(new ChangeTagsForResourceCommand({ ...tags, AddTags: [{ Key: "a", Value: "b" }] })),
    ],
    [`route53:ListTagsForResource ${arn(id)}`, () => route53.send(new ListTagsForResourceCommand(tags))],
    [
      `route53:ListTagsForResources ${arn(id)}`,
      () => route53.send(new ListTagsForResourcesCommand({ ResourceType: "hostedzone", ResourceIds: [id] })),
    ],
    ["route53:CreateHostedZone *", () => zone("another.example")],
  ];
  for (const [question, request] of all) assert.deepEqual(await asked(request), [question]);
  const { ResourceRecordSets } = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: id }));
  assert.ok(ResourceRecordSets?.some(({ Name, Type }) => Name === "a.asked.example." && Type === "A"));
});

test("a zone is its own account's alone, and a role needs it by name", async () => {
  const [one, other] = [await zone("one.example"), await zone("other.example")];
  const reader = await allowed("reader", { Action: "route53:ListResourceRecordSets", Resource: arn(one) });
  await reader.send(new ListResourceRecordSetsCommand({ HostedZoneId: one }));
  await assert.rejects(reader.send(new ListResourceRecordSetsCommand({ HostedZoneId: other })), {
    name: "AccessDenied",
    message: new RegExp(`is not authorized to perform: route53:ListResourceRecordSets on resource: ${arn(other)}`),
  });
  await assert.rejects(reader.send(records(one, ["CREATE", "a.one.example", "A"])), { name: "AccessDenied" });
  const outsider = client(Route53Client, here.emulator.administrator(B));
  await assert.rejects(outsider.send(new GetHostedZoneCommand({ Id: one })), { name: "NoSuchHostedZone" });
});

test("a change of records tells its actions, its types and its names as Route 53 writes them", async () => {
  const id = await zone("keys.example");
  here.emulator.forgetDecisions();
  await owner().send(records(id, ["CREATE", "*.B.keys.example.", "TXT"], ["UPSERT", "a.keys.example", "A"]));
  const context = here.emulator.decisions[0]?.context;
  assert.deepEqual(context?.["route53:ChangeResourceRecordSetsActions"], ["CREATE", "UPSERT"]);
  assert.deepEqual(context?.["route53:ChangeResourceRecordSetsRecordTypes"], ["TXT", "A"]);
  assert.deepEqual(context?.["route53:ChangeResourceRecordSetsNormalizedRecordNames"], [
    "\\052.b.keys.example",
    "a.keys.example",
  ]);
  assert.equal(context?.["aws:RequestedRegion"], "us-east-1");
});

test("every record of a change must be one that the policy names", async () => {
  const id = await zone("limited.example");
  const solver = await allowed("solver", {
    Action: "route53:ChangeResourceRecordSets",
    Resource: "arn:aws:route53:::hostedzone/*",
    Condition: {
      "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": ["TXT"] },
      "ForAllValues:StringLike": { "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["_acme-challenge.*"] },
    },
  });
  await solver.send(records(id, ["UPSERT", "_ACME-challenge.limited.example.", "TXT"]));
  const refused: readonly (readonly Change[])[] = [
    [["UPSERT", "_acme-challenge.limited.example", "A"]],
    [["UPSERT", "www.limited.example", "TXT"]],
    [
      ["UPSERT", "_acme-challenge.limited.example", "TXT"],
      ["UPSERT", "www.limited.example", "TXT"],
    ],
  ];
  for (const changes of refused) await assert.rejects(solver.send(records(id, ...changes)), { name: "AccessDenied" });
});

test("a zone that is deleted is gone, and other requests are refused", async () => {
  const id = await zone("gone.example");
  await owner().send(new DeleteHostedZoneCommand({ Id: id }));
  await assert.rejects(owner().send(new GetHostedZoneCommand({ Id: id })), { name: "NoSuchHostedZone" });
  await assert.rejects(owner().send(new ListHealthChecksCommand({})), { name: "NotImplemented" });
});

test("each partition has its own zones", async () => {
  const made = new CreateHostedZoneCommand({ Name: "gov.example", CallerReference: "gov" });
  const gov = owner("us-gov-west-1");
  here.emulator.forgetDecisions();
  const { HostedZone } = await gov.send(made);
  await gov.send(new GetHostedZoneCommand({ Id: HostedZone?.Id }));
  const { resource, context } = here.emulator.decisions[1] ?? {};
  assert.match(resource ?? "", /^arn:aws-us-gov:route53:::hostedzone\//);
  assert.equal(context?.["aws:RequestedRegion"], "us-gov-west-1");
  await assert.rejects(owner().send(new GetHostedZoneCommand({ Id: HostedZone?.Id })), { name: "NoSuchHostedZone" });
});
