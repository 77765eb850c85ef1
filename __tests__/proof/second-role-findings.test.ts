import {
  A,
  allow,
  B,
  BOTH,
  document,
  GUIDE,
  ID,
  type Json,
  PRIMARY,
  READ_BUCKET,
  TARGET,
  trust,
} from "../support/documents";
import { BY_ARN, b, goingOn, THIRD, third } from "../support/second-roles";
import { association, chainOf, type Difference, irsaWorld, podWorld, proofOf } from "../support/world";

const findingsOf = async (world: Readonly<Record<string, Json>>, code: string) =>
  (await proofOf(world)).findings.filter((one) => one.code === code);

describe("a target role instead", () => {
  test("is what a pod could have that only goes on to one role of another account", async () => {
    const [note, another] = await findingsOf(goingOn(), "target-role-instead");
    expect(note).toMatchObject({ level: "note", chain: ID, hop: "grant", location: { line: 1 } });
    expect(note?.fix).toContain(`target_role_arn = "${TARGET}" in aws_eks_pod_identity_association.one (`);
    expect(another).toBeUndefined();
  });
  test.each([
    [
      "the pod needs its first role too",
      goingOn({ permission: [allow(BOTH, TARGET), allow("s3:ListAllMyBuckets", "*")] }),
    ],
    ["it goes on from there", goingOn(third())],
    ["it does not get there", goingOn({ targetTrust: trust({ AWS: b("x") }) })],
    ["it has a target already", podWorld({ grant: allow(BOTH, THIRD), stacks: third().stacks ?? {} })],
    ["it comes by IRSA", irsaWorld({ grant: allow(BOTH, THIRD), stacks: third().stacks ?? {} })],
    [
      "the role is of its own account",
      goingOn({
        permission: allow(BOTH, `arn:aws:iam::${A}:role/near`),
        a: { aws_iam_role: { near: { name: "near", assume_role_policy: document(BY_ARN) } } },
      }),
    ],
  ])("is nothing where %s", async (_, world) => {
    expect(await findingsOf(world, "target-role-instead")).toEqual([]);
  });
});

describe("a role that is assumed twice", () => {
  const pod = (spec: Json, metadata: Json = { namespace: "ns" }): Json => ({
    kubernetes_deployment_v1: {
      d: {
        metadata: [{ name: "d", ...metadata }],
        spec: [{ template: [{ metadata: [{}], spec: [{ service_account_name: "sa", ...spec }] }] }],
      },
    },
  });
  const env = (value: string) => ({ container: [{ name: "c", env: [{ name: "AWS_ROLE_ARN", value }] }] });
  const helm = (rest: Json): Json => ({ helm_release: { r: { name: "r", chart: "c", namespace: "ns", ...rest } } });
  const twice = async (a: Json, more: Difference = {}) =>
    (await findingsOf(podWorld({ ...more, a: { ...more.a, ...a } }), "assumed-twice")).map(
      ({ location }) => location?.pointer,
    );
  const DEPLOYMENT = "/resource/kubernetes_deployment_v1/d/spec/0/template/0/spec/0/container/0";

  test("is warned of where a container's environment names the target, at that place", async () => {
    expect(await twice(pod(env(TARGET)))).toEqual([`${DEPLOYMENT}/env/0/value`]);
  });
  test("or an argument", async () => {
    expect(await twice(pod({ container: [{ name: "c", args: ["-v", `--aws-assume-role=${TARGET}`] }] }))).toEqual([
      `${DEPLOYMENT}/args/1`,
    ]);
  });
  test("or the service account's annotation", async () => {
    const annotations = { "eks.amazonaws.com/role-arn": TARGET };
    const object = { metadata: [{ name: "sa", namespace: "ns", annotations }] };
    expect(await twice({ kubernetes_service_account_v1: { sa: object } })).toHaveLength(1);
  });
  test("or a chart's value", async () => {
    expect(await twice(helm({ set: [{ name: "aws.assumeRoleArn", value: TARGET }] }))).toEqual([
      "/resource/helm_release/r/set/0/value",
    ]);
    expect(await twice(helm({ values: [`env:\n  AWS_ROLE_ARN: ${TARGET}\n`] }))).toHaveLength(1);
  });
  test("or a manifest's container", async () => {
    const spec = {
      template: { spec: { serviceAccountName: "sa", containers: [{ env: [{ name: "ROLE", value: TARGET }] }] } },
    };
    const manifest = { kind: "Deployment", metadata: { name: "d", namespace: "ns" }, spec };
    expect(await twice({ kubernetes_manifest: { d: { manifest } } })).toEqual([
      "/resource/kubernetes_manifest/d/manifest/spec/template/spec/containers/0/env/0/value",
    ]);
    expect(await twice({ kubectl_manifest: { d: { yaml_body: JSON.stringify(manifest) } } })).toHaveLength(1);
    const other = { ...manifest, spec: { template: { spec: { ...spec.template.spec, serviceAccountName: "other" } } } };
    expect(await twice({ kubernetes_manifest: { d: { manifest: other } } })).toEqual([]);
  });
  test("it makes no hop", async () => {
    const hopsOf = async (stacks: Readonly<Record<string, Json>>) =>
      chainOf(await proofOf(stacks)).hops.map(({ id, verdict, action }) => [id, verdict, action]);
    expect(await hopsOf(podWorld({ a: pod(env(TARGET)) }))).toEqual(await hopsOf(podWorld()));
  });
  test.each([
    ["another role is named", pod(env(`${TARGET}-2`))],
    ["the pod is another", pod({ ...env(TARGET), service_account_name: "other" })],
    ["the namespace is another", pod(env(TARGET), { namespace: "other" })],
    ["the chart is in another namespace", helm({ namespace: "other", set: [{ name: "role", value: TARGET }] })],
  ])("is nothing where %s", async (_, a) => {
    expect(await twice(a)).toEqual([]);
  });
  test("is nothing where the role trusts itself", async () => {
    const targetTrust = [
      GUIDE,
      trust({ AWS: `arn:aws:iam::${B}:root` }, { ArnEquals: { "aws:PrincipalArn": TARGET } }),
    ];
    expect(await twice(pod(env(TARGET)), { targetTrust, grant: [...READ_BUCKET, allow(BOTH, TARGET)] })).toEqual([]);
  });
  test("of two workloads of a namespace, a chart is the one that it mentions", async () => {
    const other = { aws_eks_pod_identity_association: { two: association({ service_account: "sb" }) } };
    const chart = (name: string) =>
      helm({
        set: [
          { name: "role", value: TARGET },
          { name: "serviceAccount.name", value: name },
        ],
      });
    expect(await twice(chart("sb"), { a: other })).toHaveLength(1);
    expect(await twice(chart("sc"), { a: other })).toEqual([]);
  });
  test("an annotation beside an association without a target is a migration", async () => {
    const object = {
      metadata: [{ name: "sa", namespace: "ns", annotations: { "eks.amazonaws.com/role-arn": PRIMARY } }],
    };
    const world = goingOn({ a: { kubernetes_service_account_v1: { sa: object } } });
    expect(await findingsOf(world, "assumed-twice")).toEqual([]);
  });
});
