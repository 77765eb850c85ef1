import fc from "fast-check";
import { chainIds, podOf } from "../../src/proof/chain-id";
import { unknownText } from "../../src/unknown/unknown-text";
import {
  A,
  B,
  BUCKET,
  C,
  document,
  GUIDE,
  ID,
  ISSUER,
  type Json,
  PRIMARY,
  TARGET,
  TOKEN,
  trust,
  webTrust,
} from "../support/documents";
import { chainOf, hopIn, irsaWorld, podWorld, proofOf, stackIn } from "../support/world";

type World = Readonly<Record<string, Json>>;

const keysOf = async (world: World): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries((await proofOf(world)).chains.map(({ id, mechanism, key }) => [`${mechanism} ${id}`, key]));

const KEY = `pod-identity/${A}/us-east-1/clu/ns/sa`;
const IRSA_KEY = `irsa/${ISSUER}/ns/sa/${TARGET}`;
type SourceLocation = Readonly<{ account: string; region: string | undefined; associations: readonly Json[] }>;
const association = (changes: Json = {}): Json => ({
  cluster_name: "clu",
  namespace: "ns",
  service_account: "sa",
  role_arn: `arn:aws:iam::${C}:role/primary`,
  ...changes,
});

describe("the key of a chain is", () => {
  test("by pod identity its account, region, cluster, namespace and service account", async () => {
    expect(await keysOf(podWorld())).toEqual({ [`pod-identity ${ID}`]: KEY });
  });

  test("by IRSA its issuer, namespace, service account and role", async () => {
    expect(await keysOf(irsaWorld())).toEqual({ [`irsa ${ID}`]: IRSA_KEY });
  });

  test("the same whether the service account is in the world or only a trust names it", async () => {
    const { "account-b": role } = irsaWorld();
    expect(await keysOf({ "account-b": role as Json })).toEqual({ "irsa ABCDEF/ns/sa": IRSA_KEY });
  });

  test("with the resource's address for parts that are not known", async () => {
    const world = podWorld({ association: { namespace: "${timestamp()}" } });
    expect(await keysOf(world)).toEqual({
      "pod-identity clu/?/sa": `pod-identity/${A}/us-east-1/clu/?/sa#account-a/aws_eks_pod_identity_association.one`,
    });
  });

  test("without the issuer where only the role's trust tells it, since that may name several clusters'", async () => {
    const sa = { metadata: [{ name: "sa", namespace: "ns", annotations: { "eks.amazonaws.com/role-arn": TARGET } }] };
    const world = irsaWorld({ cluster: stackIn(A, { kubernetes_service_account_v1: { sa } }) });
    expect(await keysOf(world)).toEqual({
      [`irsa ${ID}`]: `irsa/?/ns/sa/${TARGET}#clu/kubernetes_service_account_v1.sa`,
    });
  });

  test("that of the expectation for a pod without a chain", async () => {
    const expectations = [{ line: 1, pod: "clu/ns/other", verb: "can" as const, action: "s3:GetObject", on: BUCKET }];
    const { chains } = await proofOf(podWorld(), { expectations });
    expect(chains.map(({ key }) => key)).toEqual(["expected/clu/ns/other", KEY]);
  });

  test("on every finding about a chain", async () => {
    const { findings } = await proofOf({ ...podWorld(), "account-c": irsaWorld()["account-b"] as Json });
    const about = findings.flatMap(({ chain, key }) => (chain === undefined ? [] : [key]));
    expect(about).toContain(IRSA_KEY);
    expect(about).not.toContain(undefined);
  });
});

describe("a second cluster of the same name", () => {
  const second = stackIn(C, { aws_eks_pod_identity_association: { two: association() } });

  test("renames a chain, and leaves its key", async () => {
    expect(await keysOf(podWorld({ stacks: { "account-c": second } }))).toEqual({
      [`pod-identity ${A}:us-east-1:${ID}`]: KEY,
      [`pod-identity ${C}:us-east-1:${ID}`]: KEY.replace(A, C),
    });
  });

  test("leaves the keys of all chains, whatever else is in the world", async () => {
    const name = fc.constantFrom("clu", "other", "${random_id.r.hex}");
    const pod = fc.record({
      account: fc.constantFrom(A, B, C),
      region: fc.constantFrom("us-east-1", "eu-west-1", undefined),
      associations: fc.array(
        fc.record({
          cluster_name: name,
          namespace: fc.constantFrom("ns", "other", "${timestamp()}"),
          service_account: fc.constantFrom("sa", "${random_id.r.hex}"),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    });
    const stackOf = ({ account, region, associations }: SourceLocation): Json => ({
      provider: { aws: [{ allowed_account_ids: [account], ...(region ? { region } : {}) }] },
      resource: {
        random_id: { r: { byte_length: 4 } },
        aws_eks_pod_identity_association: Object.fromEntries(
          associations.map((one, index) => [`a${index}`, association({ ...one, role_arn: PRIMARY })]),
        ),
      },
    });
    await fc.assert(
      fc.asyncProperty(pod, pod, async (first, added) => {
        const before = { ...irsaWorld(), first: stackOf(first) };
        const after = await keysIn({ ...before, second: stackOf(added) });
        for (const key of await keysIn(before)) expect(after).toContain(key);
      }),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 25) },
    );
  });

  const keysIn = async (world: World): Promise<readonly string[]> =>
    (await proofOf(world)).chains.map(({ key }) => key);
});

describe("chains of one pod by one mechanism that end in several roles", () => {
  const trusting = (name: string) => ({
    name,
    assume_role_policy: document([webTrust({ StringEquals: TOKEN }), trust({ AWS: `arn:aws:iam::${C}:root` })]),
  });
  const roles = { a: trusting("reader"), b: trusting("writer") };
  const world = { roles: stackIn(B, { aws_iam_role: roles }) };
  const via = ["ABCDEF/ns/sa via reader", "ABCDEF/ns/sa via writer"];

  test("are told apart by the role, and have keys of their own", async () => {
    expect(await keysOf(world)).toEqual(
      Object.fromEntries(
        via.map((id) => [`irsa ${id}`, `irsa/${ISSUER}/ns/sa/arn:aws:iam::${B}:role/${id.split(" ").at(-1)}`]),
      ),
    );
  });

  test("are all meant by an expectation or option that names the pod, and each by its own id", async () => {
    const expectation = (pod: string, line: number) =>
      ({ line, pod, verb: "cannot", action: "s3:GetObject", on: BUCKET }) as const;
    const expectations = [expectation("ABCDEF/ns/sa", 1), ...via.map((id, index) => expectation(id, index + 2))];
    const proof = await proofOf(world, {
      expectations,
      allowIntruders: [{ chain: "ABCDEF/ns/sa", ids: ["other-account"] }],
    });
    expect(proof.chains.map((chain) => chain.expectations.map(({ line }) => line))).toEqual([
      [2, 1],
      [3, 1],
    ]);
    expect(proof.expectations).toEqual([]);
    expect(proof.chains.map(({ intruders }) => intruders.some(({ accepted }) => accepted))).toEqual([true, true]);
  });

  test("are named by the whole ARN where the roles of two accounts have one name", () => {
    const pod = { cluster: "clu", namespace: "ns", serviceAccount: "sa", mechanism: "irsa", account: A } as const;
    const ending = (role: string | undefined, address: string) => ({
      ...pod,
      region: null,
      role,
      resource: { stack: "s", address },
    });
    const unknown = (name: string) => `arn:aws:iam::${B}:role/${unknownText(`s/aws_iam_role.${name}.name`)}`;
    expect(chainIds([ending(unknown("x"), "x"), ending(unknown("y"), "y")])).toEqual([
      "clu/ns/sa via <s/aws_iam_role.x.name>",
      "clu/ns/sa via <s/aws_iam_role.y.name>",
    ]);
    const [b, c] = [`arn:aws:iam::${B}:role/reader`, `arn:aws:iam::${C}:role/reader`];
    expect(chainIds([ending(b, "x"), ending(c, "y")])).toEqual([`clu/ns/sa via ${b}`, `clu/ns/sa via ${c}`]);
    expect(chainIds([ending(undefined, "x"), ending(undefined, "y")])).toEqual([
      "clu/ns/sa via ?#s/x",
      "clu/ns/sa via ?#s/y",
    ]);
  });

  test("keep the id that a chain by the other mechanism has", async () => {
    const both = {
      ...podWorld({ targetTrust: [GUIDE, webTrust({ StringEquals: TOKEN })] }),
      clu: irsaWorld().clu as Json,
    };
    expect((await proofOf(both)).chains.map(({ id, mechanism }) => [id, mechanism])).toEqual([
      [ID, "pod-identity"],
      [ID, "irsa"],
    ]);
  });
});

test.each([
  ["clu/ns/sa", ["clu", "ns", "sa"]],
  [`${A}:us-east-1:clu/ns/sa via reader`, ["clu", "ns", "sa"]],
  ["<account-a/random_id.r.hex>/<unknown>/sa", ["<account-a/random_id.r.hex>", "<unknown>", "sa"]],
  ["clu", ["clu", "", ""]],
])("the pod of the id %s is read back", (id, [cluster, namespace, serviceAccount]) => {
  expect(podOf(id)).toEqual({ cluster, namespace, serviceAccount });
});

test("a pod that an expectation names by account and region is looked for by its cluster's name", async () => {
  const pod = `${A}:us-east-1:clu/ns/other`;
  const proof = await proofOf(podWorld(), {
    expectations: [{ line: 1, pod, verb: "can", action: "s3:GetObject", on: BUCKET }],
  });
  const chain = chainOf(proof, pod);
  expect(hopIn(chain, "association")).toBe("denied");
  expect(chain.hops[0]?.fix).toContain('"cluster_name":"clu"');
});
