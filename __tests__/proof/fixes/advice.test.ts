import { A, allow, document, ISSUER, principal, ROOT_A, TARGET, TOKEN, trust, webTrust } from "../../support/documents";
import { chainOf, irsaWorld, podWorld, proofOf, stackIn } from "../../support/world";
import { confined, deniedHop, isAdvice } from "./worlds";

test("a condition that is not decided is to be looked at, not to be left out", async () => {
  const condition = { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } };
  const { hops } = chainOf(await proofOf(podWorld({ targetTrust: trust(ROOT_A, condition) })));
  const hop = hops.find(({ id }) => id === "target-trust");
  expect(hop).toMatchObject({ verdict: "unknown", code: "key-not-known" });
  expect(hop?.fix).toMatch(/^Check by hand what aws:SourceIp is/);
});

test("a subject that a service account of elsewhere may have stays: the pod's is to be written beside it", async () => {
  const addOn = { cluster_name: "clu", addon_name: "aws-ebs-csi-driver", service_account_role_arn: TARGET };
  const subject = (name: string): string => `system:serviceaccount:kube-system:${name}`;
  const token = { ...TOKEN, [`${ISSUER}:sub`]: subject("ebs-csi-node-sa") };
  const { chains } = await proofOf(
    irsaWorld({
      targetTrust: webTrust({ StringEquals: token }),
      cluster: stackIn(A, {
        aws_eks_cluster: { clu: { name: "clu", identity: [{ oidc: [{ issuer: `https://${ISSUER}` }] }] } },
        aws_eks_addon: { ebs: addOn },
      }),
    }),
  );
  const hop = chains.flatMap(({ hops }) => hops).find(({ verdict }) => verdict === "denied");
  isAdvice(hop);
  expect(hop?.fix).toContain(
    `write it in the trust policy of aws_iam_role.target beside "${subject("ebs-csi-node-sa")}"`,
  );
  expect(hop?.fix).toContain("it is the service account of aws_eks_addon.ebs (");
});

test("a target that nothing makes gets no permission: the association may be what is wrong", async () => {
  const hop = await deniedHop(confined({ association: { target_role_arn: TARGET.replace("target", "traget") } }));
  expect(hop).toMatchObject({ id: "primary-permission", code: "resource-mismatch" });
  isAdvice(hop);
  expect(hop?.fix).toMatch(/role\/traget", but "[^"]*role\/target" is there: decide which one is meant/);
  expect(hop?.fix).toMatch(/it is target_role_arn of aws_eks_pod_identity_association\.one \(/);
});

test.each([
  [
    "an action without resources is to be allowed on *",
    "route53:ListHostedZones",
    "arn:aws:route53:::hostedzone/*",
    /on "\*", in a statement of its own/,
  ],
  [
    "an action of another type is to be given one of its own",
    "s3:ListBucket",
    `arn:aws:s3:::data-bucket/*`,
    /of the action's own type/,
  ],
])("%s", async (_, action, resource, fix) => {
  const hop = await deniedHop(confined({ grant: allow(action, resource) }));
  expect(hop).toMatchObject({ id: "grant", code: "action-fits-no-resource", fix: expect.stringMatching(fix) });
});

test("what is encrypted with AWS's key is to be encrypted as its service can", async () => {
  const secret = (kms: object) => ({
    aws_secretsmanager_secret: { far: { name: "far", ...kms } },
    aws_secretsmanager_secret_policy: {
      far: {
        secret_arn: "${aws_secretsmanager_secret.far.arn}",
        policy: document(principal(allow("secretsmanager:GetSecretValue", "*"))),
      },
    },
  });
  const grant = allow("secretsmanager:GetSecretValue", `arn:aws:secretsmanager:us-east-1:${A}:secret:far-??????`);
  const hop = await deniedHop(confined({ grant, a: secret({}) }));
  expect(hop).toMatchObject({ code: "aws-managed-key", fix: expect.stringMatching(/whose policy names the role\.$/) });
});
