import { slipsOf } from "./characters";
import type { Mutation, Signal } from "./mutation";
import { arnPrefix } from "./partition";
import type { Example, Json, Stacks } from "./world";

/** Breaks what is not in a resource: accounts, regions, issuers, clusters' names; and adds what lets intruders in. */
export function stackMutations(example: Example): readonly Mutation[] {
  return Object.keys(example.stacks).flatMap((stack) => [
    ...accountMutations(example, stack),
    ...issuerMutations(example, stack),
    ...bucketMutations(example, stack),
    ...boundaryMutations(example, stack),
  ]);
}

/** What a configuration states of a boundary: with nothing allowed no role of the stack is of use. */
function boundaryMutations({ stacks }: Example, stack: string): readonly Mutation[] {
  const right: Signal = stack.endsWith("-primary") ? "hop:primary-permission" : "hop:grant";
  return Object.keys(stacks[stack].locals ?? {}).map((name) => ({
    kind: "boundary: allows nothing of it",
    at: `${stack}/local.${name}`,
    right: [right],
    apply: (changed: Stacks) => {
      for (const statement of changed[stack].locals[name].Statement) statement.Action = "ec2:*";
    },
  }));
}

function accountMutations(example: Example, stack: string): readonly Mutation[] {
  const { provider, resource } = example.stacks[stack];
  const trusts = Object.values<Json>(resource.aws_iam_role ?? {}).map(({ assume_role_policy }) => assume_role_policy);
  const assumes = provider.aws[0].assume_role !== undefined;
  const right: readonly Signal[] = assumes
    ? ["input"]
    : resource.aws_eks_pod_identity_association
      ? ["hop:association"]
      : trusts.some((text) => text.includes("pods.eks"))
        ? ["unknown:primary-trust"]
        : trusts.length > 0
          ? [example.name === "article-irsa" ? "unknown:oidc-provider" : "unknown:target-trust"]
          : ["proved"];
  const why = assumes
    ? "Terraform refuses a provider whose role is another account's"
    : right[0] === "hop:association"
      ? undefined
      : trusts.length > 0
        ? "its roles are then others"
        : "nothing of AWS is in it";
  return slipsOf(provider.aws[0].allowed_account_ids[0]).map(({ name, text }) => ({
    kind: `allowed_account_ids' ${name}`,
    at: stack,
    right,
    ...(why === undefined ? {} : { why }),
    apply: (stacks: Stacks) => (stacks[stack].provider.aws[0].allowed_account_ids = [text]),
  }));
}

/** The issuer in a cluster's postcondition, and the cluster that a service account's provider names. */
function issuerMutations(example: Example, stack: string): readonly Mutation[] {
  const { data, provider } = example.stacks[stack];
  if (example.name !== "article-irsa" || !data?.aws_eks_cluster) return [];
  const [name, { lifecycle }] = Object.entries<Json>(data.aws_eks_cluster)[0] ?? ["", {}];
  const index = lifecycle.postcondition.findIndex(({ condition }: Json) => condition.includes("issuer"));
  const issuer = /"https:[^"]*"/.exec(lifecycle.postcondition[index].condition)?.[0] ?? "";
  const cluster: string = provider.kubernetes[0].exec[0].args[3];
  return [
    ...slipsOf(issuer).map((slip) => ({
      kind: `issuer's ${slip.name}`,
      at: `${stack}/data.aws_eks_cluster.${name}`,
      right: ["hop:oidc-provider", "unknown:oidc-provider", "hop:target-trust"] as const,
      why: "a provider for that issuer may be elsewhere",
      apply: (stacks: Stacks) => {
        const condition = stacks[stack].data.aws_eks_cluster[name].lifecycle.postcondition[index];
        condition.condition = condition.condition.replace(issuer, slip.text);
      },
    })),
    ...slipsOf(cluster).map((slip) => ({
      kind: `--cluster-name's ${slip.name}`,
      at: `${stack}/provider.kubernetes`,
      right: ["hop:service-account"] as const,
      apply: (stacks: Stacks) => (stacks[stack].provider.kubernetes[0].exec[0].args[3] = slip.text),
    })),
  ];
}

/** Bucket policies that allow everyone, another account, or no one. */
function bucketMutations(example: Example, stack: string): readonly Mutation[] {
  const { resource } = example.stacks[stack];
  return Object.keys(resource.aws_s3_bucket ?? {}).flatMap((name): Mutation[] => {
    const one = (kind: string, right: readonly Signal[], statement: object, open: boolean): Mutation => ({
      kind: `bucket policy: ${kind}`,
      at: `${stack}/aws_s3_bucket.${name}`,
      right,
      apply(stacks) {
        const bucket = `\${aws_s3_bucket.${name}.id}`;
        const Resource = [`\${aws_s3_bucket.${name}.arn}`, `\${aws_s3_bucket.${name}.arn}/*`];
        const policy = JSON.stringify({ Version: "2012-10-17", Statement: [{ Resource, ...statement }] });
        const made = stacks[stack].resource;
        made.aws_s3_bucket_policy = { added: { bucket, policy } };
        if (open) made.aws_s3_bucket_public_access_block = { added: { bucket } };
      },
    });
    const Action = ["s3:GetObject", "s3:PutObject", "s3:ListBucket"];
    return [
      one("Deny", ["hop:grant", "expectation"], { Effect: "Deny", Principal: "*", Action: "s3:*" }, false),
      one("public", ["intruder:anonymous"], { Effect: "Allow", Principal: "*", Action }, true),
      one(
        "another account",
        ["intruder:other-account"],
        { Effect: "Allow", Principal: { AWS: `${arnPrefix(example)}iam::999999999999:root` }, Action },
        false,
      ),
    ];
  });
}
