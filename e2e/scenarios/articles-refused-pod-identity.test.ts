import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, beforeEach, describe, test } from "node:test";
import type { Pod } from "../pods";
import { ACCOUNT_A, type Fixture, SHIPPED, startFixture } from "./fixture";
import {
  anotherCluster,
  get,
  KEY,
  OF_INSTANCES,
  OTHER_ACCOUNTS,
  refusedTo,
  refusesServerOf,
  refusesUnsigned,
  refusesWhatIsNotGranted,
} from "./refusals";

const UNAUTHORIZED =
  /\(AccessDeniedException\): Unauthorized Exception! EKS does not have permissions to assume the associated role\./;

describe("the default configuration, by EKS Pod Identity, refuses", () => {
  let fixture: Fixture;
  let roles: { roleArn: string; targetRoleArn: string };
  before(async () => {
    fixture = await startFixture(SHIPPED);
    await fixture.put(KEY, "{}");
    const [chain] = fixture.model.chains;
    roles = { roleArn: chain?.primaryRoleArn ?? "", targetRoleArn: chain?.targetRoleArn ?? "" };
  });
  after(() => fixture?.close());
  beforeEach(() => fixture.emulator.forgetDecisions());

  /** What the agent answers to a pod when it is refused; an SDK would ask three times, and wait between. */
  const refusedByAgent = async (pod: Pod): Promise<string> => {
    const token = readFileSync(pod.env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE ?? "", "utf8");
    const response = await fetch(pod.env.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? "", {
      headers: { authorization: token },
    });
    assert.equal(response.ok, false);
    return response.text();
  };
  /** What the first question was about that was answered with no. */
  const refusedAt = () => fixture.emulator.decisions.find(({ allowed }) => !allowed)?.resource;

  test("writing, deleting and listing buckets, which are not granted", () =>
    refusesWhatIsNotGranted(fixture, roles.targetRoleArn));

  test("another service account of the namespace, associated with the same roles, at the primary role's trust", async () => {
    const other = { namespace: fixture.namespace, serviceAccount: "other-sa" };
    fixture.makeServiceAccount({ namespace: fixture.namespace, name: "other-sa" });
    await fixture.associate({ ...other, ...roles });
    assert.match(await refusedTo(fixture, await fixture.pod(other)), UNAUTHORIZED);
    assert.equal(refusedAt(), roles.roleArn);
  });

  test("the service account of the same name in another namespace, at the primary role's trust", async () => {
    const other = { namespace: "other-namespace", serviceAccount: fixture.serviceAccount };
    fixture.makeServiceAccount({ namespace: "other-namespace", name: fixture.serviceAccount });
    await fixture.associate({ ...other, ...roles });
    assert.match(await refusedByAgent(await fixture.pod(other)), UNAUTHORIZED);
    assert.equal(refusedAt(), roles.roleArn);
  });

  test("the same service account on another cluster of account A, at the primary role's trust", async () => {
    const { cluster } = anotherCluster(fixture);
    const ofNodes = { Action: "eks-auth:AssumeRoleForPodIdentity", Resource: "*" };
    await fixture.makeRole(ACCOUNT_A, "other-cluster-node", OF_INSTANCES, ofNodes);
    const { namespace, serviceAccount } = fixture;
    await fixture.associate({ namespace, serviceAccount, cluster: cluster.name, ...roles });
    assert.match(await refusedByAgent(await fixture.pod({ cluster })), UNAUTHORIZED);
    assert.equal(refusedAt(), roles.roleArn);
  });

  test("another primary role with the same permissions, at the target role's trust", async () => {
    const trust = { Principal: { Service: "pods.eks.amazonaws.com" }, Action: ["sts:AssumeRole", "sts:TagSession"] };
    const roleArn = await fixture.makeRole(ACCOUNT_A, "another-primary-role", trust, mayAssume(roles.targetRoleArn));
    const other = { namespace: fixture.namespace, serviceAccount: "of-another-role-sa" };
    fixture.makeServiceAccount({ namespace: other.namespace, name: other.serviceAccount });
    await fixture.associate({ ...other, roleArn, targetRoleArn: roles.targetRoleArn });
    assert.match(await refusedByAgent(await fixture.pod(other)), UNAUTHORIZED);
    assert.equal(refusedAt(), roles.targetRoleArn);
  });

  for (const [whose, account] of Object.entries(OTHER_ACCOUNTS))
    test(`a role of ${whose} that may assume the target role, at its trust, and at the bucket`, () =>
      refusesServerOf(fixture, account, roles.targetRoleArn));

  test("a request without credentials, with AWS's bare Access Denied", () => refusesUnsigned(fixture));

  test("a key with a wrong secret, and a session with another's token", async () => {
    const [one, two] = [await fixture.pod(), await fixture.pod()];
    const [first, second] = [await one.credentials()(), await two.credentials()()];
    await assert.rejects(get(fixture, { ...first, secretAccessKey: "wrong" }), {
      name: "SignatureDoesNotMatch",
      message:
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    });
    await assert.rejects(get(fixture, { ...first, sessionToken: second.sessionToken }), {
      name: "InvalidToken",
    });
  });

  test("a pod's token that another key has signed, or that is for another audience", async () => {
    const { namespace, serviceAccount, cluster } = fixture;
    const issuer = fixture.emulator.issuer(cluster.issuer);
    const of = { namespace, serviceAccount, audience: "pods.eks.amazonaws.com" };
    for (const token of [await issuer.forged(of), await issuer.token({ ...of, audience: "sts.amazonaws.com" })]) {
      const pod = await fixture.pod();
      writeFileSync(pod.env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE ?? "", token);
      assert.match(await refusedByAgent(pod), /\(InvalidTokenException\): /);
    }
  });

  test("a pod of a service account without association, for want of credentials", async () => {
    fixture.makeServiceAccount({ namespace: fixture.namespace, name: "bare-sa" });
    const pod = await fixture.pod({ serviceAccount: "bare-sa" });
    assert.equal(await refusedTo(fixture, pod), "NoCredentialsError: Unable to locate credentials\n");
  });

  test("a pod whose service account does not exist, at admission", async () => {
    await assert.rejects(fixture.pod({ serviceAccount: "nobody" }), {
      message: /^pods "nobody-.*" is forbidden: error looking up service account my-app-namespace\/nobody: /,
    });
  });
});

const mayAssume = (target: string): object => ({ Action: ["sts:AssumeRole", "sts:TagSession"], Resource: target });
