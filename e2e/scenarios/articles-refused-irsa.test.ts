import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { CreateOpenIDConnectProviderCommand, IAMClient } from "@aws-sdk/client-iam";
import type { Issuer } from "../emulator";
import { CLIENTS, pathWithAws, reading } from "../pods/clients";
import { ACCOUNT_B, openScene, type Scene } from "./fixture";
import {
  anotherCluster,
  KEY,
  OTHER_ACCOUNTS,
  refusedTo,
  refusesServerOf,
  refusesUnsigned,
  refusesWhatIsNotGranted,
} from "./refusals";

const NOT_AUTHORIZED = /AccessDenied\W.*Not authorized to perform sts:AssumeRoleWithWebIdentity/;

const annotated = (role: string): Record<string, string> => ({ "eks.amazonaws.com/role-arn": role });

describe("the second article's configuration, by IRSA, refuses", () => {
  let scene: Scene;
  let role: string;
  before(async () => {
    scene = await openScene("examples/article-irsa/eks-cross-account.yaml");
    await scene.put(KEY, "{}");
    role = scene.model.chains[0]?.targetRoleArn ?? "";
  });
  after(() => scene?.close());

  /** What boto3 writes in a pod that has another token than the one that was projected. */
  const refusedWith = async (token: (of: Parameters<Issuer["token"]>[0]) => Promise<string>): Promise<string> => {
    const pod = await scene.pod();
    const { namespace, serviceAccount } = scene;
    const audience = "sts.amazonaws.com";
    writeFileSync(pod.env.AWS_WEB_IDENTITY_TOKEN_FILE ?? "", await token({ namespace, serviceAccount, audience }));
    return refusedTo(scene, pod);
  };

  test("writing, deleting and listing buckets, which are not granted", () => refusesWhatIsNotGranted(scene, role));

  test("another service account with the same annotation, at the target role's trust", async () => {
    scene.makeServiceAccount({ namespace: scene.namespace, name: "other-sa", annotations: annotated(role) });
    assert.match(await refusedTo(scene, await scene.pod({ serviceAccount: "other-sa" })), NOT_AUTHORIZED);
  });

  test("the service account of the same name in another namespace, at the target role's trust", async () => {
    const namespace = "other-namespace";
    scene.makeServiceAccount({ namespace, name: scene.serviceAccount, annotations: annotated(role) });
    assert.match(await refusedTo(scene, await scene.pod({ namespace })), NOT_AUTHORIZED);
  });

  test("the same service account on another cluster, first for want of a provider, then at the target role's trust", async () => {
    const { place, issuer } = anotherCluster(scene, annotated(role));
    const pod = await scene.pod({ cluster: place });
    const missing = `No OpenIDConnect provider found in your account for ${issuer}`;
    const said = await refusedTo(scene, pod);
    assert.ok(said.includes("(InvalidIdentityToken)") && said.includes(missing), said);
    const { endpoint } = scene.emulator;
    const credentials = scene.emulator.administrator(ACCOUNT_B);
    await new IAMClient({ endpoint, region: place.region, credentials }).send(
      new CreateOpenIDConnectProviderCommand({ Url: issuer, ClientIDList: ["sts.amazonaws.com"] }),
    );
    assert.match(await refusedTo(scene, pod), NOT_AUTHORIZED);
  });

  test("another role of account B that lets the service account in, at that role's permissions", async () => {
    const Federated = scene.model.chains[0]?.oidcProviderArn;
    const trust = { Principal: { Federated }, Action: "sts:AssumeRoleWithWebIdentity" };
    const other = await scene.makeRole(ACCOUNT_B, "other-role", trust, { Action: "s3:Nothing", Resource: "*" });
    scene.makeServiceAccount({ namespace: scene.namespace, name: "of-other-sa", annotations: annotated(other) });
    assert.match(
      await refusedTo(scene, await scene.pod({ serviceAccount: "of-other-sa" })),
      /AccessDenied.*assumed-role\/other-role\/.* is not authorized to perform: s3:ListBucket on resource: .* because no identity-based policy allows the s3:ListBucket action/,
    );
  });

  for (const [whose, account] of Object.entries(OTHER_ACCOUNTS))
    test(`a role of ${whose} that may assume the target role, at its trust, and at the bucket`, () =>
      refusesServerOf(scene, account, role));

  test("a request without credentials, with AWS's bare Access Denied", () => refusesUnsigned(scene));

  test("a token that another key has signed", async () => {
    const issuer = scene.emulator.issuer(scene.cluster.issuer);
    assert.match(
      await refusedWith((of) => issuer.forged(of)),
      /\(InvalidIdentityToken\).*The web identity token that was passed could not be validated by AWS\./,
    );
  });

  test("a token for another audience", async () => {
    const issuer = scene.emulator.issuer(scene.cluster.issuer);
    const said = await refusedWith((of) => issuer.token({ ...of, audience: "pods.eks.amazonaws.com" }));
    assert.match(said, /\(InvalidIdentityToken\).*Incorrect token audience/);
  });

  for (const client of CLIENTS)
    test(`a pod whose service account has no annotation, for want of credentials in ${client}`, async () => {
      const name = `bare-${client.toLowerCase().replaceAll(" ", "-")}`;
      scene.makeServiceAccount({ namespace: scene.namespace, name });
      const pod = await scene.pod({ serviceAccount: name });
      const command = await reading(client, scene.bucket, KEY);
      const { code, stdout, stderr } = await pod.run(command, { PATH: await pathWithAws() });
      assert.notEqual(code, 0);
      assert.equal(stdout, "");
      assert.match(stderr, /Unable to locate credentials|Could not load credentials from any providers/);
    });
});
