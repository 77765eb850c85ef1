import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { DeleteObjectCommand, ListBucketsCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { Issuer } from "../emulator";
import type { Pod } from "../pods";
import { CLIENTS, pathWithAws, reading } from "../pods/clients";
import { ACCOUNT_A, openScene, type Scene, s3Of } from "./scene";

const NOT_AUTHORIZED = /AccessDenied\W.*Not authorized to perform sts:AssumeRoleWithWebIdentity/;

describe("the second article's configuration, by IRSA, refuses", () => {
  let scene: Scene;
  let annotations: Record<string, string>;
  before(async () => {
    scene = await openScene("examples/article-irsa/eks-cross-account.yaml");
    await scene.put("config.json", "{}");
    annotations = { "eks.amazonaws.com/role-arn": scene.model.chains[0]?.targetRoleArn ?? "" };
  });
  after(() => scene?.close());

  /** What boto3 in a pod writes when it is refused. */
  const refusedTo = async (pod: Pod): Promise<string> => {
    const { code, stdout, stderr } = await pod.run(await reading("boto3", scene.bucket, "config.json"));
    assert.deepEqual([code, stdout], [1, ""], stderr);
    return stderr;
  };
  /** The same, of a pod that has another token than the one that was projected. */
  const refusedWith = async (token: (of: Parameters<Issuer["token"]>[0]) => Promise<string>): Promise<string> => {
    const pod = await scene.pod();
    const { namespace, serviceAccount } = scene;
    const audience = "sts.amazonaws.com";
    writeFileSync(pod.env.AWS_WEB_IDENTITY_TOKEN_FILE ?? "", await token({ namespace, serviceAccount, audience }));
    return refusedTo(pod);
  };

  test("writing, deleting and listing buckets, which are not granted", async () => {
    const s3 = s3Of(scene, await scene.pod());
    const object = { Bucket: scene.bucket, Key: "config.json" };
    const refused = (action: string) => ({
      name: "AccessDenied",
      message: new RegExp(
        `^User: arn:aws:sts::222222222222:assumed-role/s3-reader-role/.* is not authorized to perform: ${action} on resource: .* because no identity-based policy allows the ${action} action$`,
      ),
    });
    await assert.rejects(s3.send(new PutObjectCommand({ ...object, Body: "" })), refused("s3:PutObject"));
    await assert.rejects(s3.send(new DeleteObjectCommand(object)), refused("s3:DeleteObject"));
    await assert.rejects(s3.send(new ListBucketsCommand({})), refused("s3:ListAllMyBuckets"));
  });

  test("another service account with the same annotation, at the target role's trust", async () => {
    scene.makeServiceAccount({ namespace: scene.namespace, name: "other-sa", annotations });
    assert.match(await refusedTo(await scene.pod({ serviceAccount: "other-sa" })), NOT_AUTHORIZED);
  });

  test("the service account of the same name in another namespace, at the target role's trust", async () => {
    scene.makeServiceAccount({ namespace: "other-namespace", name: scene.serviceAccount, annotations });
    assert.match(await refusedTo(await scene.pod({ namespace: "other-namespace" })), NOT_AUTHORIZED);
  });

  test("the same service account on another cluster, of whose issuer account B has no provider", async () => {
    const issuer = "https://oidc.eks.us-east-1.amazonaws.com/id/0THER";
    const cluster = { account: ACCOUNT_A, region: "us-east-1", name: "other-cluster" };
    const arn = `arn:aws:eks:us-east-1:${ACCOUNT_A}:cluster/other-cluster`;
    scene.emulator.addCluster({ ...cluster, issuer });
    scene.kubernetes.addCluster(arn);
    const { namespace, serviceAccount: name } = scene;
    scene.kubernetes.create(arn, { kind: "ServiceAccount", metadata: { name, namespace, annotations } });
    const said = await refusedTo(await scene.pod({ cluster }));
    assert.match(said, /\(InvalidIdentityToken\).*No OpenIDConnect provider found in your account for https:\/\/oidc/);
    assert.ok(said.includes(issuer));
  });

  test("a token that another key has signed", async () => {
    const issuer = scene.emulator.issuer(scene.cluster.issuer);
    assert.match(await refusedWith((of) => issuer.forged(of)), /\(InvalidIdentityToken\)/);
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
      const command = await reading(client, scene.bucket, "config.json");
      const { code, stdout, stderr } = await pod.run(command, { PATH: await pathWithAws() });
      assert.notEqual(code, 0);
      assert.equal(stdout, "");
      assert.match(stderr, /Unable to locate credentials|Could not load credentials from any providers/);
    });
});
