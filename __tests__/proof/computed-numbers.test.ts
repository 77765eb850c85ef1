import { join } from "node:path";
import { type ChainResult, proveWorlds } from "../../src/proof";
import { readWorlds } from "../../src/terraform";
import { allow, document, EKS, type Json, principal, trust } from "../support/documents";
import { intruderIn } from "../support/world";
import { directoryWith, type Files } from "../terraform/worlds";

const READ = allow("s3:GetObject", "arn:aws:s3:::data-bucket/*");

/** A chain in an account that nothing numbers, to a bucket with the policy `policy`. */
const stack = (policy: string, rest: Json = {}): Json => ({
  provider: { aws: [{ region: "us-east-1" }] },
  resource: {
    aws_eks_pod_identity_association: {
      one: { cluster_name: "clu", namespace: "ns", service_account: "sa", role_arn: "${aws_iam_role.r.arn}" },
    },
    aws_iam_role: {
      r: {
        name: "r",
        assume_role_policy: document(
          trust(EKS, {
            StringEquals: {
              "aws:RequestTag/eks-cluster-name": "clu",
              "aws:RequestTag/kubernetes-namespace": "ns",
              "aws:RequestTag/kubernetes-service-account": "sa",
            },
          }),
        ),
      },
    },
    aws_iam_role_policy: { r: { role: "r", name: "p", policy: document(READ) } },
    aws_s3_bucket: { b: { bucket: "data-bucket" } },
    aws_s3_bucket_policy: { b: { bucket: "data-bucket", policy } },
  },
  ...rest,
});

async function chainOf(files: Files): Promise<ChainResult | undefined> {
  const proof = proveWorlds(await readWorlds([join(directoryWith(files), "a")], {}));
  return proof.chains[0];
}

const policyFor = (root: string) => document(principal(READ, { AWS: root }));
const A = "111111111111";

describe("the number of an account that stands in no file of Terraform's as one", () => {
  test.each<[string, string, Files]>([
    ["in a file that is read", '${file("${path.module}/p.json")}', { "a/p.json": policyFor(A) }],
    [
      "in a value of a file",
      policyFor('${yamldecode(file(\\"${path.module}/c.yaml\\")).account}').replaceAll('\\\\\\"', '"'),
      { "a/c.yaml": `account: "${A}"\n` },
    ],
    ["joined", policyFor("${local.half}111111"), {}],
  ])("may be that of the unnamed account: %s", async (_, policy, files) => {
    const chain = await chainOf({ "a/x.tf.json": stack(policy, { locals: { half: "111111" } }), ...files });
    expect(chain && intruderIn(chain, "other-account")).toBe("unknown");
  });

  test("decides which resources there are", async () => {
    const locals = { account: '${yamldecode(file("${path.module}/c.yaml")).account}' };
    const policy = `\${data.aws_caller_identity.me.account_id == local.account ? ${JSON.stringify(policyFor("999999999998"))} : ${JSON.stringify(policyFor("${aws_iam_role.r.arn}"))}}`;
    const rest = { locals, data: { aws_caller_identity: { me: {} } } };
    const chain = await chainOf({ "a/x.tf.json": stack(policy, rest), "a/c.yaml": `account: "${A}"\n` });
    expect(chain && intruderIn(chain, "other-account")).toBe("unknown");
  });

  test("denies what it would deny if it is", async () => {
    const statement = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::data-bucket/*" };
    const policy = document({
      ...statement,
      Condition: { StringEquals: { "aws:PrincipalAccount": "${local.half}111111" } },
    });
    const chain = await chainOf({ "a/x.tf.json": stack(policy, { locals: { half: "111111" } }) });
    expect(chain?.verdict).toBe("unknown");
  });
});
