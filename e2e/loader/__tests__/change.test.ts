import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { World } from "../../../src/terraform";
import type { Emulator } from "../../emulator";
import { documentMutations } from "../../mutations/documents";
import type { Mutation } from "../../mutations/mutation";
import { resourceMutations } from "../../mutations/resources";
import { stackMutations } from "../../mutations/stacks";
import { type Example, examples } from "../../mutations/world";
import { exampleFile, type Fixture, fixture, start } from "./support/fixture";
import { worldOf } from "./support/world";

/** One is changed from world to world, the other emptied before each. */
let [emulator, emptied]: Emulator[] = [];
before(async () => {
  [emulator, emptied] = await Promise.all([start(), start()]);
});
after(() => Promise.all([emulator?.stop(), emptied?.stop()]));

/** Of each example one mutation of each of these kinds, where it has one. */
const KINDS: ReadonlySet<string> = new Set([
  "primary-permission: action removed",
  "grant: every action",
  "aws_iam_role: name's letter",
  "aws_iam_role: path",
  "aws_iam_role: inline Deny",
  "aws_iam_role_policy_attachment: to another role",
  "aws_eks_pod_identity_association: namespace's letter",
  "aws_eks_pod_identity_association: role_arn's account",
  "aws_eks_pod_identity_association: target_role_arn removed",
  "aws_eks_pod_identity_association: session tags turned around",
  "aws_eks_pod_identity_association: region",
  "aws_eks_pod_identity_association: removed",
  "aws_iam_openid_connect_provider: url's letter",
  "aws_iam_openid_connect_provider: no client id",
  "kubernetes_service_account_v1: annotation removed",
  "kubernetes_service_account_v1: namespace's letter",
  "aws_s3_bucket: bucket's letter",
  "allowed_account_ids' digit",
  "issuer's letter",
  "--cluster-name's letter",
  "bucket policy: Deny",
  "bucket policy: public",
]);

function mutationsOf(example: Example): readonly Mutation[] {
  const all = [documentMutations, resourceMutations, stackMutations].flatMap((make) => make(example));
  const byKind = new Map(all.reverse().map((mutation) => [mutation.kind, mutation]));
  return [...byKind.values()].filter(({ kind }) => KINDS.has(kind));
}

/** The inventory after `world` was loaded, and the refusals. */
async function loaded({ deployment, order, inventory }: Fixture, world: World) {
  const refusals = await deployment.apply(world, order);
  return { refusals: refusals.map(({ stack, address, code }) => ({ stack, address, code })), left: await inventory() };
}

// between them they have every kind of resource and of trust
const SHOWN = ["article-pod-identity", "article-irsa"];

for (const example of examples().filter(({ name }) => SHOWN.includes(name)))
  test(`a change of ${example.name} in place leaves what a first load of it would, and so does going back`, async () => {
    assert.ok(emulator && emptied);
    const changed = await fixture(emulator, exampleFile(example.name));
    const first = await fixture(emptied, exampleFile(example.name));
    const original = await worldOf(example.stacks);
    const plain = await loaded(changed, original);
    const changes = mutationsOf(example);
    assert.ok(changes.length > 8);
    // from each to the next
    for (const { kind, at, apply } of changes) {
      const stacks = structuredClone(example.stacks);
      apply(stacks);
      const world = await worldOf(stacks);
      const fresh = await loaded(await first.again(), world);
      assert.deepEqual(await loaded(changed, world), fresh, `${kind}: ${at}`);
    }
    assert.deepEqual(await loaded(changed, original), plain);
  });

test("a second association of a service account is refused, and the first stays", async () => {
  const example = examples().find(({ name }) => name === "account-principal");
  assert.ok(emulator && example);
  const { deployment, order } = await fixture(emulator, exampleFile(example.name));
  await deployment.apply(await worldOf(example.stacks), order);
  const stacks = structuredClone(example.stacks);
  const associations = stacks["account-a-rest"].resource.aws_eks_pod_identity_association;
  associations.again = structuredClone(associations.cross_account);
  const refusals = await deployment.apply(await worldOf(stacks), order);
  assert.deepEqual(
    refusals.map(({ address, code }) => ({ address, code })),
    [{ address: "aws_eks_pod_identity_association.again", code: "ResourceInUseException" }],
  );
});

test("a cluster with another issuer than the configuration's is refused, and nothing of its stack is made", async () => {
  const example = examples().find(({ name }) => name === "article-irsa");
  assert.ok(example);
  const mutation = mutationsOf(example).find(({ kind }) => kind === "issuer's letter");
  assert.ok(mutation);
  const stacks = structuredClone(example.stacks);
  mutation.apply(stacks);
  assert.ok(emulator);
  const { deployment, order, kubernetes } = await fixture(emulator, exampleFile(example.name));
  const [refusal, ...others] = await deployment.apply(await worldOf(stacks), order);
  assert.deepEqual(others, []);
  assert.equal(refusal?.code, "Resource postcondition failed");
  assert.match(refusal?.message ?? "", /^expected issuer https:.* correct clusters\.my-eks-cluster\.issuer$/);
  const cluster = "arn:aws:eks:us-east-1:111111111111:cluster/my-eks-cluster";
  assert.equal(kubernetes.get(cluster, "ServiceAccount", "default", "api-sa"), undefined);
});
