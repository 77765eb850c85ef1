import { partitionOf } from "../emulator/partitions";
import type { Mutation, Signal } from "./mutation";
import { type Example, type Json, ORGANISATION, type Stacks } from "./world";

/** A principal of one form, and where it shows: at a final role, at a primary role. */
interface Stranger {
  readonly name: string;
  readonly statement: Json;
  readonly final: readonly Signal[];
  readonly primary: readonly Signal[];
}

const ASSUME = ["sts:AssumeRole", "sts:TagSession"];
const WEB = "sts:AssumeRoleWithWebIdentity";
const GITHUB = "token.actions.githubusercontent.com";
/** No account of an example. */
const ELSEWHERE = "999999999999";

/** Whom a trust policy of `account` may admit beside its own chains, in every form that a principal has. */
function strangersOf(partition: string, account: string): readonly Stranger[] {
  const arn = (rest: string, of = account) => `arn:${partition}:iam::${of}:${rest}`;
  const one = (name: string, Principal: unknown, final: Signal, rest: Json = {}): Stranger => ({
    name,
    statement: { Effect: "Allow", Principal, Action: ASSUME, ...rest },
    final: [final],
    primary: ["intruder:primary-holder", final],
  });
  const github = { Federated: arn(`oidc-provider/${GITHUB}`) };
  return [
    one("a service", { Service: "ec2.amazonaws.com" }, "intruder:service", { Action: "sts:AssumeRole" }),
    one("a service for one source", { Service: "lambda.amazonaws.com" }, "intruder:service", {
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "aws:SourceAccount": ELSEWHERE } },
    }),
    one("a user", { AWS: arn("user/administrator") }, "intruder:user"),
    one("the account's root", { AWS: arn("root") }, "intruder:other-role"),
    one("its account number", { AWS: account }, "intruder:other-role"),
    one("another account", { AWS: arn("root", ELSEWHERE) }, "intruder:other-account"),
    one("another account's user", { AWS: arn("user/administrator", ELSEWHERE) }, "intruder:other-account"),
    one("everybody", { AWS: "*" }, "intruder:other-account"),
    one("the organisation", "*", "intruder:other-account", {
      Condition: { StringEquals: { "aws:PrincipalOrgID": ORGANISATION } },
    }),
    one("everybody with a tag", "*", "intruder:other-account", {
      Condition: { StringLike: { "aws:PrincipalTag/team": "pay*" } },
    }),
    one("a token of GitHub", github, "intruder:federated", {
      Action: WEB,
      Condition: { StringLike: { [`${GITHUB}:sub`]: "repo:example/*:ref:refs/heads/main" } },
    }),
    one("an assertion", { Federated: arn("saml-provider/corporate") }, "intruder:federated", {
      Action: "sts:AssumeRoleWithSAML",
      Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
    }),
    one("somebody's unique id", { AWS: "AIDAEXAMPLEUSERID1234" }, "unknown:other-principal"),
  ];
}

/** Adds a statement for a stranger to each trust policy. */
export function strangerMutations(example: Example): readonly Mutation[] {
  return Object.entries(example.stacks).flatMap(([stack, { provider, resource }]) => {
    const account: string = provider.aws?.[0]?.allowed_account_ids?.[0] ?? "";
    const region: string = provider.aws?.[0]?.region ?? "";
    const partition = partitionOf(region);
    const trusts = Object.entries<Json>(resource.aws_iam_role ?? {}).flatMap(([name, attributes]) => {
      const content = JSON.parse(attributes.assume_role_policy);
      const isPrimary = content.Statement.some(({ Principal }: Json) => Principal?.Service);
      // a service is in no organisation
      const refused = content.Statement.some(
        ({ Effect, Condition }: Json) => Effect === "Deny" && Condition?.StringNotEquals?.["aws:PrincipalOrgID"],
      );
      return strangersOf(partition, account).map(
        (stranger): Mutation => ({
          kind: `trust admits ${stranger.name}`,
          at: `${stack}/aws_iam_role.${name}`,
          right: isPrimary
            ? stranger.primary
            : refused && stranger.statement.Principal.Service
              ? ["proved"]
              : stranger.final,
          ...(refused ? { why: "the company's Deny refuses whoever is not in its organisation" } : {}),
          apply(stacks: Stacks) {
            const copy = structuredClone(content);
            copy.Statement.push(stranger.statement);
            stacks[stack].resource.aws_iam_role[name].assume_role_policy = JSON.stringify(copy);
          },
        }),
      );
    });
    return [...trusts, ...bucketStrangers(stack, resource, partition, account)];
  });
}

/** Bucket policies for strangers, and for some who are none. */
function bucketStrangers(stack: string, resource: Json, partition: string, account: string): readonly Mutation[] {
  const READ = ["s3:GetObject", "s3:ListBucket"];
  const arn = (rest: string, of = account) => `arn:${partition}:iam::${of}:${rest}`;
  const distribution = (of: string) => ({
    StringEquals: { "aws:SourceArn": `arn:${partition}:cloudfront::${of}:distribution/E1` },
  });
  const cloudfront = { Service: "cloudfront.amazonaws.com" };
  const some: readonly (readonly [string, Signal, Json])[] = [
    ["CloudFront for everybody", "intruder:service", { Principal: cloudfront }],
    [
      "CloudFront for another account",
      "intruder:service",
      { Principal: cloudfront, Condition: distribution(ELSEWHERE) },
    ],
    ["CloudFront for its own account", "proved", { Principal: cloudfront, Condition: distribution(account) }],
    ["its own root", "proved", { Principal: { AWS: arn("root") } }],
    ["a user of its own", "proved", { Principal: { AWS: arn("user/administrator") } }],
    ["another account's user", "intruder:other-account", { Principal: { AWS: arn("user/administrator", ELSEWHERE) } }],
    [
      "everybody of its account",
      "intruder:other-role",
      { Principal: "*", Condition: { StringEquals: { "aws:PrincipalAccount": account } } },
    ],
    [
      "the organisation",
      "intruder:other-account",
      { Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": ORGANISATION } } },
    ],
  ];
  return Object.keys(resource.aws_s3_bucket ?? {}).flatMap((name) =>
    some.map(
      ([who, right, statement]): Mutation => ({
        kind: `bucket policy: ${who}`,
        at: `${stack}/aws_s3_bucket.${name}`,
        right: [right],
        ...(right === "proved" ? { why: "who is named is the owner's" } : {}),
        apply(stacks) {
          const bucket = `\${aws_s3_bucket.${name}.id}`;
          const Resource = [`\${aws_s3_bucket.${name}.arn}`, `\${aws_s3_bucket.${name}.arn}/*`];
          const Statement = [{ Effect: "Allow", Action: READ, Resource, ...statement }];
          const policy = JSON.stringify({ Version: "2012-10-17", Statement });
          stacks[stack].resource.aws_s3_bucket_policy = { added: { bucket, policy } };
        },
      }),
    ),
  );
}
