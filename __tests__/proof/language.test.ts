import { A, allow, document, EKS_TRUST, type Json, PRIMARY } from "../support/documents";
import { chainOf, hopIn, intruderIn, podWorld, proofOf, stackIn } from "../support/world";

/** A cluster whose issuer apply decides, its provider, and a role whose trust names both as `condition` writes the issuer. */
const cluster = (issuer: string, more: Json = {}): Json =>
  stackIn(A, {
    aws_eks_cluster: { it: { name: "clu", ...more } },
    aws_iam_openid_connect_provider: {
      it: { url: "${aws_eks_cluster.it.identity[0].oidc[0].issuer}", client_id_list: ["sts.amazonaws.com"] },
    },
    aws_iam_role: {
      app: {
        name: "app",
        assume_role_policy: document({
          Effect: "Allow",
          Principal: { Federated: "${aws_iam_openid_connect_provider.it.arn}" },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: {
              [`\${${issuer}}:sub`]: "system:serviceaccount:ns:sa",
              [`\${${issuer}}:aud`]: "sts.amazonaws.com",
            },
          },
        }).replaceAll('\\"', '"'),
      },
    },
    aws_iam_role_policy: {
      read: { role: "app", name: "read", policy: document(allow("s3:GetObject", "arn:aws:s3:::b/*")) },
    },
    aws_s3_bucket: { b: { bucket: "b" } },
    kubernetes_service_account_v1: {
      sa: {
        metadata: {
          name: "sa",
          namespace: "ns",
          annotations: { "eks.amazonaws.com/role-arn": "${aws_iam_role.app.arn}" },
        },
      },
    },
  });

/** Its issuers have another host. */
const IPV6: Json = { kubernetes_network_config: { ip_family: "ipv6" } };
const ARN = "aws_iam_openid_connect_provider.it.arn";
const URL = "aws_eks_cluster.it.identity[0].oidc[0].issuer";

test.each([
  `replace(${ARN}, "/^(.*provider/)/", "")`,
  `element(split("oidc-provider/", ${ARN}), 1)`,
  `split("provider/", ${ARN})[1]`,
  `regex("oidc-provider/(.*)$", ${ARN})[0]`,
  `trimprefix(${URL}, "https://")`,
  `replace(${URL}, "https://", "")`,
  `replace(${URL}, "/^https?:[/]{2}/", "")`,
  `substr(${URL}, 8, -1)`,
  `split("//", ${URL})[1]`,
  'aws_iam_openid_connect_provider.it.url == null ? null : replace(aws_iam_openid_connect_provider.it.url, "https://", "")',
])("an issuer that only apply knows is read out of %s", async (issuer) => {
  const chain = chainOf(await proofOf({ clu: cluster(issuer) }), "clu/ns/sa");
  expect(chain.verdict).toBe("proved");
  expect(hopIn(chain, "target-trust")).toBe("allowed");
  expect(chainOf(await proofOf({ clu: cluster(issuer, IPV6) }), "clu/ns/sa").verdict).toBe("proved");
});

test.each([
  ["its last character is cut off", `replace(${URL}, "/.$/", "")`],
  ["a digit is replaced in it", `replace(replace(${URL}, "https://", ""), "7", "8")`],
  ["it has one host only", `replace(replace(${URL}, "https://", ""), "us-west-2", "x")`],
  ["its length matters", `substr(${URL}, 8, 60)`],
])("an issuer that only apply knows is not taken for known where %s", async (_, issuer) => {
  const chain = chainOf(await proofOf({ clu: cluster(issuer, IPV6) }), "clu/ns/sa");
  expect(hopIn(chain, "target-trust")).toBe("unknown");
});

describe("the ARN of a role that is not known", () => {
  const state = { backend: "s3", config: { bucket: "b", key: "k" } };
  const world = (role_arn: string): Json =>
    stackIn(
      A,
      {
        aws_eks_pod_identity_association: {
          one: { cluster_name: "clu", namespace: "ns", service_account: "sa", role_arn },
        },
      },
      { data: { terraform_remote_state: { iam: state } } },
    );

  test.each([
    "${data.terraform_remote_state.iam.outputs.arn}",
    "arn:aws:iam::${data.terraform_remote_state.iam.outputs.id}:role/x",
  ])("%s is unknown, and not refused", async (role) =>
    expect(hopIn(chainOf(await proofOf({ s: world(role) })), "association")).toBe("unknown"),
  );

  test.each(["x-${data.terraform_remote_state.iam.outputs.arn}"])(
    "%s is refused: nothing makes it the ARN of a role",
    async (role) => expect(hopIn(chainOf(await proofOf({ s: world(role) })), "association")).toBe("denied"),
  );
});

test("what is wrong in a part that no chain needs is a warning with its place", async () => {
  const { findings, chains } = await proofOf({
    s: stackIn(A, {
      aws_eks_pod_identity_association: {
        one: { cluster_name: "clu", namespace: "ns", service_account: "sa", role_arn: PRIMARY },
      },
      aws_launch_template: { it: { name: "${var.none}" } },
    }),
  });
  expect(chains).toHaveLength(1);
  expect(findings).toContainEqual(
    expect.objectContaining({
      code: "terraform-problem",
      level: "warning",
      message: expect.stringContaining('variable "none"'),
      location: expect.objectContaining({ pointer: "/resource/aws_launch_template/it/name" }),
    }),
  );
});

test("what is wrong where a chain needs it is an error of the input", async () => {
  const world = { aws_iam_role: { r: { name: "r", assume_role_policy: "${var.none}" } } };
  await expect(proofOf({ s: stackIn(A, world) })).rejects.toThrow('variable "none"');
});

test.each([
  ["its bucket", { bucket: "${local.none}" }],
  ["its count", { bucket: "data-bucket", count: "${local.none}" }],
])("a bucket's policy of which Terraform refuses %s may be any bucket's", async (_, wrong) => {
  const policy = document({ ...allow("s3:GetObject", "arn:aws:s3:::data-bucket/*"), Principal: "*" });
  const chain = chainOf(await proofOf(podWorld({ b: { aws_s3_bucket_policy: { one: { policy, ...wrong } } } })));
  expect(intruderIn(chain, "other-account")).toBe("unknown");
});

test("a text is compared with the issuers of every region", async () => {
  const open = document({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" });
  const isThere = '${startswith(aws_eks_cluster.it.identity[0].oidc[0].issuer, "https://oidc.eks.ca-")';
  const world = cluster("local.issuer", IPV6);
  const locals = {
    issuer: '${replace(aws_eks_cluster.it.identity[0].oidc[0].issuer, "https://", "")}',
    isThere: `${isThere}}`,
  };
  const role = { name: "app", assume_role_policy: `\${local.isThere ? ${JSON.stringify(open)} : local.closed}` };
  const closed = ((world.resource as Json).aws_iam_role as { app: Json }).app.assume_role_policy;
  const resource = { ...(world.resource as Json), aws_iam_role: { app: role } };
  const proof = await proofOf({ s: { ...world, resource, locals: { ...locals, closed } } });
  expect(proof.chains.map(({ verdict }) => verdict)).toEqual(["unknown"]);
});

test("a role that trusts another cluster's issuer trusts no token of this one", async () => {
  const world = cluster("local.issuer");
  const locals = { issuer: '${replace(aws_eks_cluster.it.identity[0].oidc[0].issuer, "https://", "")}' };
  const annotations = { "eks.amazonaws.com/role-arn": "${aws_iam_role.app.arn}" };
  const resource = {
    ...(world.resource as Json),
    aws_eks_cluster: { it: { name: "clu" }, two: { name: "two" } },
    kubernetes_service_account_v1: { sa: { metadata: { name: "sa", namespace: "ns", annotations } } },
  };
  const args = ["--cluster-name", "${aws_eks_cluster.two.name}"];
  const provider = { ...(world.provider as Json), kubernetes: { exec: { args } } };
  const proof = await proofOf({ s: { ...world, resource, provider, locals } });
  const chain = chainOf(proof, "two/ns/sa");
  expect(hopIn(chain, "target-trust")).toBe("denied");
});

test("two choices that one unknown value makes are not the same text", async () => {
  const choose = (one: string, other: string) => `\${var.flag ? "${one}" : "${other}"}`;
  const trusted = { ...EKS_TRUST, Condition: { StringEquals: { "aws:RequestTag/kubernetes-service-account": "it" } } };
  const { "account-a": stack, ...others } = podWorld({
    association: { service_account: choose("a", "b") },
    primaryTrust: document(trusted).replace('"it"', JSON.stringify(choose("c", "d")).replaceAll('\\"', '"')),
  });
  const proof = await proofOf({ ...others, "account-a": { ...stack, variable: { flag: { type: "bool" } } } });
  expect(proof.chains.map(({ hops }) => hops.find(({ id }) => id === "primary-trust")?.verdict)).toEqual(["unknown"]);
});
