import { slipsOf } from "./characters";
import type { Mutation, Signal } from "./mutation";
import { anotherRegion, arnPrefix } from "./partition";
import type { Example, Json, Stacks } from "./world";

const FURTHER = "no grant of the configuration needs a further policy";
const NOT_THERE = "a role that is in no stack is unknown";

/** Breaks every attribute of one kind of resource. */
type Breaker = (add: Adder, attributes: Json, example: Example) => void;

type Adder = (kind: string, right: readonly Signal[], change: (attributes: Json) => void, why?: string) => void;

/** Whether a pod gets in only with its own tags. */
const confined = ({ name }: Example): boolean => name !== "article-pod-identity" && name !== "external-id";

const BREAKERS: Readonly<Record<string, Breaker>> = {
  aws_iam_role: (add, { name, assume_role_policy, permissions_boundary: boundary }) => {
    const hop = assume_role_policy.includes("pods.eks.amazonaws.com") ? "primary-trust" : "target-trust";
    const right: readonly Signal[] = [`unknown:${hop}`];
    for (const slip of slipsOf(name)) add(`name's ${slip.name}`, right, (copy) => (copy.name = slip.text), NOT_THERE);
    add("path", right, (copy) => (copy.path = "/other/"), NOT_THERE);
    if (boundary)
      add(
        "another boundary",
        [hop === "primary-trust" ? "unknown:primary-permission" : "unknown:grant"],
        (copy) => (copy.permissions_boundary = "arn:aws:iam::111111111111:policy/another"),
        "a boundary that is in no stack is unknown",
      );
    const policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }],
    });
    add("inline Deny", hop === "primary-trust" ? ["hop:primary-permission", "hop:grant"] : ["hop:grant"], (copy) => {
      copy.inline_policy = [{ name: "deny", policy }];
    });
  },
  aws_iam_role_policy_attachment: (add, { role, policy_arn }, example) => {
    const first = /assume_target/.test(policy_arn);
    const right: readonly Signal[] = first
      ? ["hop:primary-permission"]
      : [policy_arn.startsWith("arn:") ? "proved" : "expectation"];
    add("to another role", right, (copy) => (copy.role = "another-role"), FURTHER);
    if (!role.startsWith("$"))
      for (const { name, text } of slipsOf(role))
        if (name !== "case") add(`role's ${name}`, right, (copy) => (copy.role = text));
    add(
      "another policy",
      [first ? "unknown:primary-permission" : "unknown:grant", "expectation"],
      (copy) => {
        copy.policy_arn = `${arnPrefix(example)}iam::111111111111:policy/another`;
      },
      "a policy that is in no stack is unknown",
    );
  },
  aws_eks_pod_identity_association: (add, attributes, example) => {
    for (const key of ["cluster_name", "namespace", "service_account"])
      for (const { name, text } of slipsOf(attributes[key]))
        add(`${key}'s ${name}`, ["hop:association"], (copy) => (copy[key] = text));
    // the target's trust names the old role
    const otherRole: readonly Signal[] = attributes.target_role_arn ? ["hop:target-trust"] : ["unknown:primary-trust"];
    for (const { name, text } of slipsOf(attributes.role_arn))
      add(
        `role_arn's ${name}`,
        name === "digit" ? ["hop:association"] : otherRole,
        (copy) => (copy.role_arn = text),
        NOT_THERE,
      );
    add("role_arn's account", ["hop:association"], (copy) => (copy.role_arn = otherAccount(copy.role_arn)));
    if (attributes.target_role_arn) {
      for (const { name, text } of slipsOf(attributes.target_role_arn))
        add(`target_role_arn's ${name}`, ["hop:primary-permission"], (copy) => (copy.target_role_arn = text));
      add(
        "target_role_arn's account",
        ["hop:primary-permission"],
        (copy) => (copy.target_role_arn = otherAccount(copy.target_role_arn)),
      );
      add(
        "target_role_arn removed",
        ["conditional:request-carries"],
        (copy) => delete copy.target_role_arn,
        "the program may assume the role by itself",
      );
    }
    add("namespace removed", ["hop:association", "input"], (copy) => delete copy.namespace, "Terraform refuses it");
    const [right, why] = tagsFlipped(example);
    add("session tags turned around", right, (copy) => (copy.disable_session_tags = !copy.disable_session_tags), why);
    const named =
      example.name === "article-pod-identity" ? "proved" : confined(example) ? "hop:primary-trust" : "hop:target-trust";
    add(
      "region",
      [named],
      (copy) => (copy.region = anotherRegion(example)),
      "no document of this example names the cluster's region",
    );
    add("session policy with tags", ["hop:association"], (copy) => {
      copy.policy = "{}";
      copy.disable_session_tags = false;
    });
  },
  aws_iam_openid_connect_provider: (add, { url }) => {
    const why = "a data source or another stack may make a provider that is not in the world";
    for (const { name, text } of slipsOf(url))
      add(`url's ${name}`, ["unknown:oidc-provider"], (copy) => (copy.url = text), why);
    add("client id", ["hop:oidc-provider"], (copy) => (copy.client_id_list = ["sts.amazonaws.con"]));
    add("no client id", ["hop:oidc-provider"], (copy) => (copy.client_id_list = []));
  },
  kubernetes_service_account_v1: (add, { metadata }) => {
    const key = "eks.amazonaws.com/role-arn";
    const arn = metadata.annotations?.[key];
    if (!arn) return;
    for (const { name, text } of slipsOf(arn))
      add(
        `annotation's ${name}`,
        ["unknown:target-trust"],
        (copy) => (copy.metadata.annotations[key] = text),
        NOT_THERE,
      );
    add(
      "annotation's account",
      ["unknown:oidc-provider"],
      (copy) => (copy.metadata.annotations[key] = otherAccount(arn)),
      NOT_THERE,
    );
    add("annotation removed", ["hop:service-account"], (copy) => delete copy.metadata.annotations);
    for (const { name, text } of slipsOf(key))
      add(`annotation key's ${name}`, ["hop:service-account"], (copy) => (copy.metadata.annotations = { [text]: arn }));
    for (const field of ["name", "namespace"])
      for (const { name, text } of slipsOf(metadata[field]))
        add(`${field}'s ${name}`, ["hop:service-account"], (copy) => (copy.metadata[field] = text));
  },
  aws_s3_bucket: (add, { bucket }, example) => {
    const literal = example.name === "article-irsa" || example.name === "fleet";
    if (bucket.includes("$") || !literal) return;
    for (const { name, text } of slipsOf(bucket))
      add(`bucket's ${name}`, ["expectation"], (copy) => (copy.bucket = text));
  },
};

const otherAccount = (arn: string): string => arn.replace(/:\d{12}:/, ":999999999999:");

function tagsFlipped(example: Example): readonly [readonly Signal[], string | undefined] {
  if (example.name === "external-id")
    return [["unknown:target-trust"], "AWS's pages disagree about tags with an ExternalId"];
  if (!confined(example)) return [["proved"], "no document asks for tags"];
  return [["hop:primary-trust"], undefined];
}

/** Breaks, removes and doubles every resource. */
export function resourceMutations(example: Example): readonly Mutation[] {
  return Object.entries(example.stacks).flatMap(([stack, { resource }]) =>
    Object.entries<Json>(resource).flatMap(([type, resources]) =>
      Object.entries<Json>(resources).flatMap(([name, attributes]) => {
        const made: Mutation[] = [];
        const add: Adder = (kind, right, change, why) =>
          made.push({
            kind: `${type}: ${kind}`,
            at: `${stack}/${type}.${name}`,
            right,
            ...(why === undefined ? {} : { why }),
            apply: (stacks) => change(stacks[stack].resource[type][name]),
          });
        BREAKERS[type]?.(add, attributes, example);
        const right = REMOVED[type]?.(attributes, name);
        if (right)
          made.push({
            kind: `${type}: removed`,
            at: `${stack}/${type}.${name}`,
            right,
            why: "what names it is then unknown, or Terraform's own error",
            apply: (stacks: Stacks) => delete stacks[stack].resource[type][name],
          });
        if (type === "aws_eks_pod_identity_association")
          made.push({
            kind: `${type}: twice`,
            at: `${stack}/${type}.${name}`,
            right: ["hop:association"],
            apply: (stacks) => (stacks[stack].resource[type].again = structuredClone(attributes)),
          });
        return made;
      }),
    ),
  );
}

/** Where it shows that a resource is gone. */
const REMOVED: Readonly<Record<string, (attributes: Json, name: string) => readonly Signal[]>> = {
  aws_iam_role: ({ assume_role_policy }) => [
    assume_role_policy.includes("pods.eks") ? "unknown:primary-trust" : "unknown:target-trust",
    "input",
  ],
  aws_iam_policy: (_, name) => [
    name.includes("assume_target") ? "unknown:primary-permission" : "unknown:grant",
    "input",
  ],
  aws_iam_role_policy_attachment: ({ policy_arn }, name) => [
    policy_arn.startsWith("arn:") ? "proved" : name.includes("primary_role") ? "hop:primary-permission" : "expectation",
  ],
  aws_eks_pod_identity_association: () => ["hop:association"],
  aws_iam_openid_connect_provider: () => ["unknown:oidc-provider"],
};
