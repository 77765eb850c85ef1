import { type Config, readConfig } from "../../src/config";
import { claimsOf } from "../../src/library/claims";
import { buildModel } from "../../src/model";
import { changed, DEFAULT, document, exampleIn, type Json, SHIPPED, synth } from "../support/synth";
import { proofOf } from "../support/world";

const COMPANY = `
policies:
  boundary:
    name: company/Boundary
    document:
      Version: "2012-10-17"
      Statement:
        - { Effect: Allow, Action: ["s3:*", "sts:*"], Resource: "*" }
        - { Effect: Deny, Action: "*", Resource: "*", Condition: { StringNotEquals: { aws:PrincipalTag/team: "\${aws:PrincipalTag/team}" } } }
defaults:
  organization: o-a1b2c3d4e5
  roles:
    path: /eks/
    permissionsBoundary: boundary
    tags: { team: data }
    primary: { trust: { sourceAccount: true }, maxSessionDuration: 43200 }
    target:
      managedPolicies: ["arn:{partition}:iam::aws:policy/AWSXRayDaemonWriteAccess"]
      trust:
        statements:
          - Sid: OnlyFromTheCompany
            Effect: Deny
            Principal: "*"
            Action: sts:AssumeRole
            Condition: { StringNotEqualsIfExists: { aws:PrincipalOrgID: o-a1b2c3d4e5 } }
`;
const WITH_XRAY = COMPANY.replace('"sts:*"', '"sts:*", "xray:*"');

const roleIn = ({ stacks }: ReturnType<typeof synth>, stack: string, address: string): Json =>
  stacks[stack].resource.aws_iam_role[address];

const primaryOf = (text: string): Json => roleIn(synth(text), "account-a-primary", "primary_role");
const targetOf = (text: string): Json => roleIn(synth(text), "account-b", "target_role");

/** The proof of a configuration's output, in which `edit` may break something. */
async function proven(text: string, edit: (stacks: Record<string, Json>) => void = () => {}) {
  const { stacks } = synth(text);
  edit(stacks);
  const { config } = readConfig(text, DEFAULT);
  if (!config) throw new Error("the configuration has errors");
  const { chains, verdict } = await proofOf(stacks, claimsOf(buildModel(config).model));
  const broken = chains.flatMap(({ hops }) => hops.filter((hop) => hop.verdict !== "allowed"));
  return { verdict, broken: [...new Set(broken.map(({ id, verdict: one }) => `${id} ${one}`))] };
}

test("path, boundary, tags and session length are on the role, path and tags on its policies", () => {
  const made = synth(SHIPPED + WITH_XRAY);
  expect(roleIn(made, "account-a-primary", "primary_role")).toMatchObject({
    path: "/eks/",
    permissions_boundary: "${data.aws_iam_policy.boundary_policy.arn}",
    max_session_duration: 43_200,
    tags: { team: "data" },
  });
  expect(roleIn(made, "account-b", "target_role").max_session_duration).toBeUndefined();
  for (const [stack, address] of [
    ["account-b", "s3_read_policy"],
    ["account-a-rest", "assume_target_role_policy"],
  ] as const)
    expect(made.stacks[stack].resource.aws_iam_policy[address]).toMatchObject({
      path: "/eks/",
      tags: { team: "data" },
    });
});

test("whatever names a role names its path: trust, permission, association and annotation", () => {
  const { stacks } = synth(SHIPPED + WITH_XRAY);
  const [primary, target] = [
    "arn:aws:iam::111111111111:role/eks/eks-pod-identity-primary-role",
    "arn:aws:iam::222222222222:role/eks/s3-reader-target-role",
  ];
  const { resource } = stacks["account-a-rest"];
  expect(resource.aws_eks_pod_identity_association.cross_account).toMatchObject({
    role_arn: primary,
    target_role_arn: target,
  });
  expect(document(resource.aws_iam_policy.assume_target_role_policy.policy).Statement[0].Resource).toBe(target);
  expect(document(targetOf(SHIPPED + WITH_XRAY).assume_role_policy).Statement[0].Principal).toEqual({ AWS: primary });
  const guide = document(targetOf(`${SHIPPED}    principal: account\n${WITH_XRAY}`).assume_role_policy);
  expect(guide.Statement[0].Condition.ArnEquals).toEqual({ "aws:PrincipalArn": primary });
  const irsa = changed(
    ["mechanism: pod-identity", "mechanism: irsa"],
    ["    primaryRole: eks-pod-identity-primary-role\n", ""],
    ["{ account: account-a }", "{ account: account-a, issuer: oidc.eks.us-east-1.amazonaws.com/id/ABC }"],
  );
  const { resource: byToken } = synth(irsa + WITH_XRAY).stacks["account-a-rest"];
  expect(byToken.kubernetes_service_account_v1.app.metadata.annotations).toEqual({
    "eks.amazonaws.com/role-arn": target,
  });
});

test("the role's own settings count more than its account's, and these more than the file's", () => {
  const text = `${changed(
    [
      'id: "222222222222", region: us-east-1',
      'id: "222222222222", region: us-east-1, roles: { path: /account/, tags: { a: account, b: account }, target: { maxSessionDuration: 3600 } }',
    ],
    [
      "      account: account-b\n      role",
      "      settings: { tags: { a: role } }\n      account: account-b\n      role",
    ],
  )}
defaults: { roles: { path: /file/, tags: { a: file, b: file, c: file }, target: { path: /kind/ } } }
`;
  expect(targetOf(text)).toMatchObject({
    path: "/account/",
    tags: { a: "role", b: "account", c: "file" },
    max_session_duration: 3600,
  });
  expect(primaryOf(text)).toMatchObject({ path: "/file/", tags: { a: "file", b: "file", c: "file" } });
});

test("lists add up: no role can leave out a statement that the file demands of all", () => {
  const text = changed([
    "      account: account-b\n      role",
    "      settings: { trust: { statements: [{ Effect: Deny, Principal: '*', Action: sts:SetSourceIdentity }] } }\n      account: account-b\n      role",
  ]);
  const { Statement } = document(targetOf(text + WITH_XRAY).assume_role_policy);
  expect(Statement.map(({ Effect, Action }: Json) => [Effect, Action])).toEqual([
    ["Allow", ["sts:AssumeRole"]],
    ["Allow", ["sts:TagSession"]],
    ["Deny", "sts:AssumeRole"],
    ["Deny", "sts:SetSourceIdentity"],
  ]);
});

test("further conditions stand beside those that confine, in every statement that allows something", () => {
  const text = `${SHIPPED}\ndefaults: { roles: { trust: { conditions: { StringEquals: { aws:RequestedRegion: us-east-1 }, Bool: { aws:SecureTransport: true } } } } }\n`;
  for (const role of [primaryOf(text), targetOf(text)])
    for (const { Condition } of document(role.assume_role_policy).Statement) {
      expect(Condition.Bool).toEqual({ "aws:SecureTransport": true });
      expect(Condition.StringEquals).toMatchObject({
        "aws:RequestTag/kubernetes-namespace": "my-app-namespace",
        "aws:RequestedRegion": "us-east-1",
      });
    }
});

test("templates make the names that workloads leave out, and a cluster's suffix ends those on several clusters", () => {
  const text = `${changed(
    ["    cluster: my-eks-cluster\n", "    clusters: { my-eks-cluster: {}, other: {} }\n"],
    ["    primaryRole: eks-pod-identity-primary-role\n", ""],
    ["      role: s3-reader-target-role\n      policyName: s3-read-only-for-target-role\n", ""],
    [
      "my-eks-cluster: { account: account-a }",
      "my-eks-cluster: { account: account-a, nameSuffix: -eu }\n  other: { account: account-a }",
    ],
    ["    verify: pod", "    verify: none"],
    ['    addressPrefix: ""\n', ""],
  ).replace(/ {4}addressPrefix: ""\n$/, "")}
defaults: { roles: { primary: { name: "{namespace}-{serviceAccount}.{cluster}" }, target: { name: "{workload}@{account}" } } }
`;
  const { stacks } = synth(text);
  const names = (stack: string) => Object.values<Json>(stacks[stack].resource.aws_iam_role).map(({ name }) => name);
  expect(names("account-a-primary")).toEqual([
    "my-app-namespace-my-app-sa.my-eks-cluster",
    "my-app-namespace-my-app-sa.other",
  ]);
  expect(names("account-b")).toEqual(["my-app@account-b-eu", "my-app@account-b-other"]);
});

test("Terraform stops where a boundary does not say what the configuration states", () => {
  const { data, locals } = synth(SHIPPED + WITH_XRAY).stacks["account-b"];
  expect(data.aws_iam_policy.boundary_policy).toMatchObject({
    arn: "arn:aws:iam::222222222222:policy/company/Boundary",
    lifecycle: { postcondition: [{ condition: "${jsondecode(self.policy) == local.boundary_policy}" }] },
  });
  const [, { Condition }] = locals.boundary_policy.Statement;
  expect(Condition.StringNotEquals).toEqual({ "aws:PrincipalTag/team": "$${aws:PrincipalTag/team}" });
});

test("a session policy is on the association, whose stack then needs a provider that knows it", () => {
  const policy = '{ Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "s3:*", Resource: "*" }] }';
  const { resource, terraform } = synth(
    changed(["    verify: pod", `    sessionTags: false\n    sessionPolicy: ${policy}\n    verify: pod`]),
  ).stacks["account-a-rest"];
  expect(document(resource.aws_eks_pod_identity_association.cross_account.policy).Statement[0].Action).toBe("s3:*");
  expect(terraform.required_providers.aws.version).toBe("~> 6.3, >= 6.57.1");
});

test("a role that exists keeps its owner's settings, and the owner of an account is asked for path and trust", () => {
  const asked = (from: string, to: string) => {
    const theirs = ["{ prefix: my-cross-account-data-bucket }", "{ name: their-data, create: false }"] as const;
    const { config } = readConfig(changed([from, to], theirs) + WITH_XRAY, DEFAULT);
    const [documents] = buildModel(config as Config).model.documents;
    return documents?.roles[0];
  };
  const kept = asked(
    "      account: account-b\n      role: s3-reader-target-role\n      policyName: s3-read-only-for-target-role",
    "      arn: arn:aws:iam::222222222222:role/data/reader",
  );
  expect(JSON.stringify(kept?.trust)).not.toContain("PrincipalOrgID");
  const theirs = asked('"222222222222", region: us-east-1', '"222222222222", region: us-east-1, managed: false');
  expect(theirs?.arn).toBe("arn:aws:iam::222222222222:role/eks/s3-reader-target-role");
  expect(theirs?.trust.Statement.at(-1)).toMatchObject({ Sid: "OnlyFromTheCompany", Effect: "Deny" });
});

describe("what companies ask of roles", () => {
  test("is proved", async () => {
    expect(await proven(SHIPPED + WITH_XRAY)).toEqual({ verdict: "proved", broken: [] });
  });

  test("is proved of the example that docs/roles.md shows", async () => {
    expect(await proven(exampleIn("docs/roles.md"))).toEqual({ verdict: "proved", broken: [] });
  });

  test("is refuted where the boundary does not cover a further policy", async () => {
    expect(await proven(SHIPPED + COMPANY)).toMatchObject({ verdict: "refuted", broken: ["grant denied"] });
  });

  test("is refuted where the boundary does not let the primary role assume the target role", async () => {
    const broken = await proven(SHIPPED + WITH_XRAY.replace('"sts:*", ', ""));
    expect(broken).toEqual({ verdict: "refuted", broken: ["primary-permission denied"] });
  });

  test("is refuted where the mandated statement names another organization", async () => {
    const elsewhere = WITH_XRAY.replace(/(PrincipalOrgID: )o-\w+/, "$1o-zzzzzzzzzz");
    expect(await proven(SHIPPED + elsewhere)).toEqual({ verdict: "refuted", broken: ["target-trust denied"] });
  });

  test("is refuted where the primary role asks for another account than the cluster's", async () => {
    const { verdict, broken } = await proven(SHIPPED + WITH_XRAY, (stacks) => {
      const { primary_role: role } = stacks["account-a-primary"].resource.aws_iam_role;
      role.assume_role_policy = role.assume_role_policy.replace(
        '"aws:SourceAccount":"111111111111"',
        '"aws:SourceAccount":"333333333333"',
      );
    });
    expect([verdict, broken]).toEqual(["refuted", ["primary-trust denied"]]);
  });

  test("keeps it from what nothing grants, but for what a further policy states that it allows", async () => {
    const lists = `policies:
  lists:
    name: Lists
    document: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "s3:Delete*", Resource: "*" }] }
`;
    const cannot = (text: string) => {
      const { config } = readConfig(text, DEFAULT);
      const { expectations } = claimsOf(buildModel(config as Config).model);
      return expectations.flatMap(({ verb, action }) => (verb === "cannot" ? [action] : []));
    };
    const attached = changed([
      "      account: account-b\n      role",
      "      settings: { managedPolicies: [lists] }\n      account: account-b\n      role",
    ]);
    expect(cannot(SHIPPED)).toContain("s3:DeleteObject");
    expect(cannot(attached + lists)).toContain("s3:PutObject");
    expect(cannot(attached + lists)).not.toContain("s3:DeleteObject");
    expect((await proven(attached + lists)).verdict).toBe("proved");
  });

  test("is not decided where only the boundary's name is known", async () => {
    const named = changed([
      "      account: account-b\n      role",
      "      settings: { permissionsBoundary: Boundary }\n      account: account-b\n      role",
    ]);
    expect(await proven(named)).toEqual({ verdict: "unknown", broken: ["grant unknown"] });
  });

  test("is refuted where the session policy is narrower than the grants", async () => {
    const policy = (action: string) =>
      changed([
        "    verify: pod",
        `    sessionTags: false\n    sessionPolicy: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "${action}", Resource: "*" }] }\n    verify: pod`,
      ]);
    // without session tags everything rests on those who may make associations
    expect(await proven(policy("s3:*"))).toEqual({ verdict: "conditional", broken: [] });
    expect(await proven(policy("s3:List*"))).toEqual({ verdict: "refuted", broken: ["grant denied"] });
  });
});
