import { resourceTypesAt } from "../../../src/aws/actions";
import { MADE_ARNS } from "../../../src/terraform";
import { allow, type Json } from "../../support/documents";
import { chainOf, podWorld, proofOf } from "../../support/world";
import { at, readStack } from "../../terraform/worlds";

/** A chain whose role gets `action` on `resource` of account B, in which the resources `made` are. */
const granted = (action: string, resource: string, made: Json): Readonly<Record<string, Json>> =>
  podWorld({ grant: allow(action, resource), b: { random_pet: { p: {} }, ...made } });

const judged = async (world: Readonly<Record<string, Json>>) => {
  const { hops, assumptions } = chainOf(await proofOf(world));
  return { verdict: hops.find(({ id }) => id === "grant")?.verdict, assumed: assumptions.map(({ id }) => id) };
};

const WORKSPACE = { aws_prometheus_workspace: { w: {} } };
const ON_WORKSPACE = ["aps:RemoteWrite", "${aws_prometheus_workspace.w.arn}"] as const;
const DATABASE = { identifier: "db", manage_master_user_password: true };
const ON_SECRET = ["secretsmanager:GetSecretValue", "${aws_db_instance.d.master_user_secret[0].secret_arn}"] as const;

describe("a grant on what the world makes and does not read", () => {
  test.each<[string, Readonly<Record<string, Json>>]>([
    ["whose id apply decides", granted(...ON_WORKSPACE, WORKSPACE)],
    [
      "whose name apply decides",
      granted("kinesis:PutRecord", "${aws_kinesis_stream.s.arn}", {
        aws_kinesis_stream: { s: { name: "s-${random_pet.p.id}" } },
      }),
    ],
    ["in which RDS keeps a password", granted(...ON_SECRET, { aws_db_instance: { d: DATABASE } })],
  ])("is allowed if nothing of its own denies it: %s", async (_, world) => {
    const { verdict, assumed } = await judged(world);
    expect(verdict).toBe("allowed");
    expect(assumed).toContain("resource-not-read");
  });

  test.each<[string, Readonly<Record<string, Json>>]>([
    [
      "of which it is not known whether it is made",
      granted(...ON_WORKSPACE, { aws_prometheus_workspace: { w: { count: "${length(random_pet.p.id)}" } } }),
    ],
    [
      "with a policy that is not read",
      granted(...ON_WORKSPACE, {
        ...WORKSPACE,
        aws_prometheus_resource_policy: { p: { workspace_id: "${aws_prometheus_workspace.w.id}", policy: "{}" } },
      }),
    ],
    [
      "under a key of which nothing is known",
      granted(...ON_SECRET, { aws_db_instance: { d: { ...DATABASE, master_user_secret_kms_key_id: "mine" } } }),
    ],
    [
      "that only its name connects with the world",
      granted("kinesis:PutRecord", "arn:aws:kinesis:us-east-1:222222222222:stream/${random_pet.p.id}", {}),
    ],
  ])("is unknown %s", async (_, world) => {
    expect((await judged(world)).verdict).toBe("unknown");
  });

  test.each([...MADE_ARNS.keys()])("names %s as AWS's list of resource types does", async (type) => {
    const resource = at(await readStack({ resource: { [type]: { it: {} } } }), `${type}.it`);
    // of an API policies name the requests, whose ARNs begin with it
    const arn = type === "aws_apigatewayv2_api" ? `${resource.get("execution_arn")}/*/*/*` : resource.get("arn");
    expect(resourceTypesAt(String(arn))).not.toEqual([]);
  });
});
