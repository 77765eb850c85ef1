import type { AcceptedIntruders, IntruderId } from "../../../src/proof";
import {
  A,
  allow,
  B,
  BUCKET,
  C,
  CONFINED_PRIMARY,
  document,
  GUIDE,
  ID,
  type Json,
  principal,
  trust,
} from "../../support/documents";
import { chainOf, podWorld, proofOf, warningsIn } from "../../support/world";

const D = "444444444444";
const trusting = (...more: Json[]) => podWorld({ primaryTrust: CONFINED_PRIMARY, targetTrust: [GUIDE, ...more] });
const role = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;
const session = (name: string) => `arn:aws:sts::${B}:assumed-role/ops/${name}`;
const bucket = (...statements: Json[]) =>
  podWorld({
    primaryTrust: CONFINED_PRIMARY,
    b: {
      aws_s3_bucket_policy: { p: { bucket: "data-bucket", policy: document(statements) } },
      aws_s3_bucket_public_access_block: { p: { bucket: "data-bucket" } },
    },
  });

async function accepting(
  world: Readonly<Record<string, Json>>,
  id: IntruderId,
  ...whos: readonly (string | Omit<AcceptedIntruders, "ids">)[]
) {
  const allowIntruders = whos.map((who) => ({ ids: [id], ...(typeof who === "string" ? { who } : who) }));
  const proof = await proofOf(world, { allowIntruders, today: "2030-06-15" });
  const chain = chainOf(proof);
  const { verdict, accepted } = chain.intruders.find((one) => one.id === id) ?? {};
  const warnings = warningsIn(proof).filter((code) => code.startsWith("acceptance-"));
  return { chain, found: [verdict, accepted], others: chain.others, warnings };
}

const IN_BY_NAME = trusting(trust({ AWS: [role(B, "ops"), role(B, "audit")] }));

describe("accepting takes callers away, and searches again", () => {
  test("a role that is accepted leaves another one behind it, which still refutes", async () => {
    const one = await accepting(IN_BY_NAME, "other-role", role(B, "ops"));
    expect([one.found, one.others]).toEqual([["allowed", false], "refuted"]);
    expect(one.chain.intruders.find(({ id }) => id === "other-role")?.witness).toMatchObject({
      caller: role(B, "audit"),
    });
    const two = await accepting(IN_BY_NAME, "other-role", role(B, "ops"), role(B, "audit"));
    expect([two.found, two.others]).toEqual([["allowed", true], "proved"]);
  });

  test("a glob of ARNs accepts the roles that it matches, and no others", async () => {
    expect((await accepting(IN_BY_NAME, "other-role", role(B, "a*"))).others).toBe("refuted");
    expect((await accepting(IN_BY_NAME, "other-role", role(B, "*"))).others).toBe("proved");
  });

  test("a glob of roles leaves the roles behind it that a root lets in", async () => {
    const world = trusting(trust({ AWS: `arn:aws:iam::${B}:root` }));
    expect((await accepting(world, "other-role", role(B, "team-*"))).found).toEqual(["allowed", false]);
    expect((await accepting(world, "other-role", role(B, "*"))).found).toEqual(["allowed", true]);
    expect((await accepting(world, "other-role", B)).found).toEqual(["allowed", true]);
  });

  test("a session that is accepted leaves other sessions of its role", async () => {
    const any = trusting(trust({ AWS: role(B, "ops") }));
    const named = trusting(trust({ AWS: session("ci-1") }));
    expect((await accepting(named, "other-role", session("ci-*"))).others).toBe("proved");
    expect((await accepting(named, "other-role", session("cd-*"))).others).toBe("refuted");
    expect((await accepting(any, "other-role", session("ci-*"))).others).toBe("refuted");
    expect((await accepting(any, "other-role", session("*"))).others).toBe("proved");
  });

  test("an account that is accepted leaves the next account", async () => {
    const world = trusting(trust({ AWS: [`arn:aws:iam::${C}:root`, `arn:aws:iam::${D}:root`] }));
    expect((await accepting(world, "other-account", C)).others).toBe("refuted");
    expect((await accepting(world, "other-account", C, D)).others).toBe("proved");
  });

  test("an organisation that is accepted leaves callers of no organisation", async () => {
    const inside = { StringEquals: { "aws:PrincipalOrgID": "o-exampleorg0" } };
    const every = ["other-account", "other-role", "user"] as const;
    const accepted = async (condition?: Json) => {
      const allowIntruders = every.map((id) => ({ ids: [id], who: "o-exampleorg0" }));
      return chainOf(await proofOf(trusting(trust({ AWS: "*" }, condition)), { allowIntruders })).intruders.find(
        ({ id }) => id === "other-account",
      );
    };
    expect(await accepted(inside)).toMatchObject({ accepted: true });
    expect(await accepted()).toMatchObject({ verdict: "allowed", accepted: false });
  });

  test("a service that is accepted leaves the next service", async () => {
    const world = trusting(trust({ Service: ["lambda.amazonaws.com", "ec2.amazonaws.com"] }));
    expect((await accepting(world, "service", "lambda.amazonaws.com")).others).toBe("refuted");
    expect((await accepting(world, "service", "lambda.amazonaws.com", "ec2.amazonaws.com")).others).toBe("proved");
  });

  test("an issuer is accepted with its tokens, or with those of one subject", async () => {
    const issuer = "token.actions.githubusercontent.com";
    const github = (condition?: Json) =>
      trusting({
        ...trust({ Federated: `arn:aws:iam::${B}:oidc-provider/${issuer}` }, condition),
        Action: "sts:AssumeRoleWithWebIdentity",
      });
    const main = { StringLike: { [`${issuer}:sub`]: "repo:org/app:*" } };
    expect((await accepting(github(), "federated", `https://${issuer}`)).others).toBe("proved");
    expect((await accepting(github(), "federated", "gitlab.com")).others).toBe("refuted");
    expect((await accepting(github(), "federated", `${issuer}#repo:org/app:*`)).others).toBe("refuted");
    expect((await accepting(github(main), "federated", `${issuer}#repo:org/app:*`)).others).toBe("proved");
    expect((await accepting(github(main), "federated", `${issuer}#repo:org/app:main`)).others).toBe("refuted");
  });

  test("tokens of a cluster are accepted by issuer and subject", async () => {
    const issuer = "oidc.eks.eu-west-1.amazonaws.com/id/OTHER";
    const world = trusting({
      ...trust({ Federated: `arn:aws:iam::${B}:oidc-provider/${issuer}` }),
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringLike: { [`${issuer}:sub`]: "system:serviceaccount:batch:*" } },
    });
    const others = async (...whos: string[]) => {
      const allowIntruders = whos.map((who) => ({
        ids: ["other-service-account", "other-namespace", "other-cluster"] as const,
        who,
      }));
      return chainOf(await proofOf(world, { allowIntruders })).others;
    };
    expect(await others()).toBe("refuted");
    expect(await others(`${issuer}#system:serviceaccount:batch:job`)).toBe("refuted");
    expect(await others(`${issuer}#system:serviceaccount:batch:*`)).toBe("proved");
    expect(await others(issuer)).toBe("proved");
  });

  test("a document that is accepted leaves the next document", async () => {
    const world = podWorld({
      targetTrust: [GUIDE, trust({ AWS: role(B, "ops") })],
      b: {
        aws_s3_bucket_policy: {
          p: {
            bucket: "data-bucket",
            policy: document(principal(allow("s3:*", `${BUCKET}/*`), { AWS: `arn:aws:iam::${C}:root` })),
          },
        },
      },
    });
    expect((await accepting(world, "other-account", "account-b/aws_iam_role.target")).others).toBe("refuted");
    for (const address of ["account-b/aws_s3_bucket.data", "account-b/aws_s3_bucket_policy.p"])
      expect((await accepting(world, "other-account", address)).found).toEqual(["allowed", true]);
    expect((await accepting(world, "other-account", { on: "account-b/aws_s3_bucket.data", who: D })).found).toEqual([
      "allowed",
      false,
    ]);
    expect((await accepting(world, "other-account", { on: "account-b/aws_s3_bucket.data", who: C })).found).toEqual([
      "allowed",
      true,
    ]);
  });

  test("anonymous callers accepted at a document include every identity, by the statement that is public", async () => {
    const everybody = principal(allow("s3:GetObject", `${BUCKET}/*`), "*");
    const named = principal(allow("s3:PutObject", `${BUCKET}/*`), { AWS: `arn:aws:iam::${C}:root` });
    const at = "account-b/aws_s3_bucket.data";
    expect((await accepting(bucket(everybody), "anonymous", at)).others).toBe("proved");
    expect((await accepting(bucket(everybody), "anonymous")).others).toBe("refuted");
    const both = await accepting(bucket(everybody, named), "anonymous", at);
    expect(
      both.chain.intruders.filter((one) => one.verdict === "allowed" && !one.accepted).map(({ id }) => id),
    ).toEqual(["other-account"]);
  });

  test("pods of an account are accepted by it, those that no assumption carries", async () => {
    const world = podWorld({ targetTrust: [GUIDE, trust({ Service: "pods.eks.amazonaws.com" })] });
    const all = ["other-service-account", "other-namespace", "other-cluster"] as const;
    const of = async (who: string) =>
      chainOf(await proofOf(world, { allowIntruders: [{ ids: all, who }] })).intruders.filter((one) => one.accepted)
        .length;
    expect([await of(B), await of(A)]).toEqual([3, 0]);
  });
});

describe("an acceptance that accepts no caller", () => {
  const GUARDED = podWorld();

  test("is a warning where it names whom, and none where another witness hides the accepted one", async () => {
    expect((await accepting(GUARDED, "other-role", role(B, "ops"))).warnings).toEqual(["acceptance-unused"]);
    expect((await accepting(IN_BY_NAME, "other-role", role(B, "audit"))).warnings).toEqual([]);
    expect((await accepting(IN_BY_NAME, "other-role", role(B, "opz"))).warnings).toEqual(["acceptance-unused"]);
    expect((await accepting(IN_BY_NAME, "other-role", C)).warnings).toEqual(["acceptance-unused"]);
    expect((await accepting(IN_BY_NAME, "other-role", "ec2.amazonaws.com")).warnings).toEqual(["acceptance-unused"]);
    expect((await accepting(GUARDED, "other-role", {})).warnings).toEqual([]);
  });

  test("is a warning with its line where the expectations file holds it, also for a pod without a chain", async () => {
    const allowIntruders = [
      { ids: ["other-role"], line: 3 },
      { ids: ["other-role"], chain: "clu/ns/nobody", line: 4 },
    ] as const;
    const { findings } = await proofOf(GUARDED, { allowIntruders, expectationsFile: "expect.yaml" });
    expect(findings.map(({ code, location }) => [code, location?.file, location?.line])).toEqual([
      ["acceptance-unused", "expect.yaml", 3],
      ["acceptance-unused", "expect.yaml", 4],
    ]);
  });

  test("accepts through its last day, and no caller the day after", async () => {
    const until = (day: string) => accepting(IN_BY_NAME, "other-role", { who: role(B, "*"), until: day, line: 1 });
    expect(await until("2030-06-15")).toMatchObject({ others: "proved", warnings: [] });
    expect(await until("2030-06-14")).toMatchObject({ others: "refuted", warnings: ["acceptance-ended"] });
  });
});

test("an acceptance for one chain does not apply to another", async () => {
  const allowIntruders = [{ chain: ID, ids: ["other-role"], who: role(B, "*") }] as const;
  expect(chainOf(await proofOf(IN_BY_NAME, { allowIntruders })).others).toBe("proved");
});
