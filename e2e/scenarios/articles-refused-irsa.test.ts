import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { CreateOpenIDConnectProviderCommand, IAMClient } from "@aws-sdk/client-iam";
import type { Issuer } from "../emulator";
import { CLIENTS, pathWithAws, reading } from "../pods/clients";
import { ACCOUNT_B, type Fixture, startFixture } from "./fixture";
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
  let fixture: Fixture;
  let role: string;
  before(async () => {
    fixture = await startFixture("examples/article-irsa/eks-cross-account.yaml");
    await fixture.put(KEY, "{}");
    role = fixture.model.chains[0]?.targetRoleArn ?? "";
  });
  after(() => fixture?.close());

  /** What boto3 writes in a pod whose token is not the projected one. */
  const refusedWith = async (token: (of: Parameters<Issuer["token"]>[0]) => Promise<string>): Promise<string> => {
    const pod = await fixture.pod();
    const { namespace, serviceAccount } = fixture;
    const audience = "sts.amazonaws.com";
    writeFileSync(pod.env.AWS_WEB_IDENTITY_TOKEN_FILE ?? "", await token({ namespace, serviceAccount, audience }));
    return refusedTo(fixture, pod);
  };

  test("writing, deleting and listing buckets, which are not granted", () => refusesWhatIsNotGranted(fixture, role));

  test("another service account with the same annotation, at the target role's trust", async () => {
    fixture.makeServiceAccount({ namespace: fixture.namespace, name: "other-sa", annotations: annotated(role) });
    assert.match(await refusedTo(fixture, await fixture.pod({ serviceAccount: "other-sa" })), NOT_AUTHORIZED);
  });

  test("the service account of the same name in another namespace, at the target role's trust", async () => {
    const namespace = "other-namespace";
    fixture.makeServiceAccount({ namespace, name: fixture.serviceAccount, annotations: annotated(role) });
    assert.match(await refusedTo(fixture, await fixture.pod({ namespace })), NOT_AUTHORIZED);
  });

  test("the same service account on another cluster, first for want of a provider, then at the target role's trust", async () => {
    const { cluster, issuer } = anotherCluster(fixture, annotated(role));
    const pod = await fixture.pod({ cluster });
    const missing = `No OpenIDConnect provider found in your account for ${issuer}`;
    const said = await refusedTo(fixture, pod);
    assert.ok(said.includes("(InvalidIdentityToken)") && said.includes(missing), said);
    const { endpoint } = fixture.emulator;
    const credentials = fixture.emulator.administrator(ACCOUNT_B);
    await new IAMClient({ endpoint, region: cluster.region, credentials }).send(
      new CreateOpenIDConnectProviderCommand({ Url: issuer, ClientIDList: ["sts.amazonaws.com"] }),
    );
    assert.match(await refusedTo(fixture, pod), NOT_AUTHORIZED);
  });

  test("another role of account B that lets the service account in, at that role's permissions", async () => {
    const Federated = fixture.model.chains[0]?.oidcProviderArn;
    const trust = { Principal: { Federated }, Action: "sts:AssumeRoleWithWebIdentity" };
    const other = await fixture.makeRole(ACCOUNT_B, "other-role", trust, { Action: "s3:Nothing", Resource: "*" });
    fixture.makeServiceAccount({ namespace: fixture.namespace, name: "of-other-sa", annotations: annotated(other) });
    assert.match(
      await refusedTo(fixture, await fixture.pod({ serviceAccount: "of-other-sa" })),
      /AccessDenied.*assumed-role\/other-role\/.* is not authorized to perform: s3:ListBucket on resource: .* because no identity-based policy allows the s3:ListBucket action/,
    );
  });

  for (const [whose, account] of Object.entries(OTHER_ACCOUNTS))
    test(`a role of ${whose} that may assume the target role, at its trust, and at the bucket`, () =>
      refusesServerOf(fixture, account, role));

  test("a request without credentials, with AWS's bare Access Denied", () => refusesUnsigned(fixture));

  test("a token that another key has signed", async () => {
    const issuer = fixture.emulator.issuer(fixture.cluster.issuer);
    assert.match(
      await refusedWith((of) => issuer.forged(of)),
      /\(InvalidIdentityToken\).*The web identity token that was passed could not be validated by AWS\./,
    );
  });

  test("a token for another audience", async () => {
    const issuer = fixture.emulator.issuer(fixture.cluster.issuer);
    const said = await refusedWith((of) => issuer.token({ ...of, audience: "pods.eks.amazonaws.com" }));
    assert.match(said, /\(InvalidIdentityToken\).*Incorrect token audience/);
  });

  for (const client of CLIENTS)
    test(`a pod whose service account has no annotation, for want of credentials in ${client}`, async () => {
      const name = `bare-${client.toLowerCase().replaceAll(" ", "-")}`;
      fixture.makeServiceAccount({ namespace: fixture.namespace, name });
      const pod = await fixture.pod({ serviceAccount: name });
      const command = await reading(client, fixture.bucket, KEY);
      const { code, stdout, stderr } = await pod.run(command, { PATH: await pathWithAws() });
      assert.notEqual(code, 0);
      assert.equal(stdout, "");
      assert.match(stderr, /Unable to locate credentials|Could not load credentials from any providers/);
    });
});
