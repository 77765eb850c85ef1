import { slipsOf } from "./characters";
import type { Mutation, Signal } from "./mutation";
import { arnPrefix } from "./partition";
import type { Example, Json, Stacks } from "./world";

/** Which hop a document is about. */
export type Role = "primary-trust" | "target-trust" | "token-trust" | "primary-permission" | "grant";

interface Document {
  readonly stack: string;
  readonly type: string;
  readonly name: string;
  readonly attribute: "assume_role_policy" | "policy";
  readonly role: Role;
  readonly content: Json;
}

/** Every policy document of an example. */
function documentsOf({ stacks }: Example): readonly Document[] {
  return Object.entries(stacks).flatMap(([stack, { resource }]) =>
    (["aws_iam_role", "aws_iam_policy"] as const).flatMap((type) =>
      Object.entries<Json>(resource[type] ?? {}).map(([name, attributes]) => {
        const attribute = type === "aws_iam_role" ? ("assume_role_policy" as const) : ("policy" as const);
        const content = JSON.parse(attributes[attribute]);
        return { stack, type, name, attribute, content, role: roleOf(content.Statement[0]) };
      }),
    ),
  );
}

function roleOf({ Principal, Action }: Json): Role {
  if (Principal?.Service) return "primary-trust";
  if (Principal?.Federated) return "token-trust";
  if (Principal) return "target-trust";
  return Action.includes("sts:AssumeRole") ? "primary-permission" : "grant";
}

/** Where a document that lets too little through shows. */
const NARROW: Readonly<Record<Role, readonly Signal[]>> = {
  "primary-trust": ["hop:primary-trust"],
  "target-trust": ["hop:target-trust"],
  "token-trust": ["hop:target-trust"],
  "primary-permission": ["hop:primary-permission"],
  grant: ["expectation"],
};

/** Where a document shows that AWS would not save. */
const MALFORMED: Readonly<Record<Role, readonly Signal[]>> = { ...NARROW, grant: ["hop:grant"] };

/** Breaks every fact of every policy document, one at a time. */
export function documentMutations(example: Example): readonly Mutation[] {
  return documentsOf(example).flatMap((document) => {
    const tags = example.name !== "external-id";
    const made: Mutation[] = [];
    const { stack, type, name, attribute, role, content } = document;
    const add = (kind: string, path: string, right: readonly Signal[], change: (copy: Json) => void, why?: string) =>
      made.push({
        kind: `${role}: ${kind}`,
        at: `${stack}/${type}.${name} ${path}`,
        right,
        ...(why === undefined ? {} : { why }),
        apply(stacks: Stacks) {
          const copy = structuredClone(content);
          change(copy);
          stacks[stack].resource[type][name][attribute] = JSON.stringify(copy);
        },
      });
    add("no Statement", "", MALFORMED[role], (copy) => delete copy.Statement);
    add("unknown element", "", MALFORMED[role], (copy) => Object.assign(copy, { Statements: [] }));
    for (const [index, statement] of content.Statement.entries()) {
      if (statement.Effect === "Deny") continue;
      const at = (copy: Json): Json => copy.Statement[index];
      const path = `Statement/${index}`;
      const only = statement.Action.length === 1 && statement.Action[0] === "sts:TagSession";
      // with tags off a missing TagSession is a warning
      const right: readonly Signal[] = only && !tags ? ["proved"] : NARROW[role];
      const why = only && !tags ? "with session tags off nothing needs TagSession" : undefined;
      if (content.Statement.length > 1)
        add("statement removed", path, right, (copy) => copy.Statement.splice(index, 1), why);
      add("Allow to Deny", path, right, (copy) => (at(copy).Effect = "Deny"), why);
      add("Effect in lower case", path, MALFORMED[role], (copy) => (at(copy).Effect = "allow"));
      add("Effect removed", path, MALFORMED[role], (copy) => delete at(copy).Effect);
      add("Action removed", path, MALFORMED[role], (copy) => delete at(copy).Action);
      for (const [number, action] of statement.Action.entries()) {
        const optional = action === "sts:TagSession" && !tags;
        const missing: readonly Signal[] = optional ? ["proved"] : NARROW[role];
        const reason = optional ? "with session tags off nothing needs TagSession" : undefined;
        const spot = `${path}/Action/${number}`;
        if (statement.Action.length > 1)
          add("action removed", spot, missing, (copy) => at(copy).Action.splice(number, 1), reason);
        for (const slip of slipsOf(action))
          if (slip.name === "case")
            add(
              "action's case",
              spot,
              ["proved"],
              (copy) => (at(copy).Action[number] = slip.text),
              "actions have no case",
            );
          else {
            const unsaved = role.endsWith("trust");
            const [shows, because] = unsaved ? [MALFORMED[role], undefined] : [missing, reason];
            add(`action's ${slip.name}`, spot, shows, (copy) => (at(copy).Action[number] = slip.text), because);
          }
      }
      if (role === "grant") {
        // read and written: of its objects the configuration's sample of what is not granted holds nothing more
        const further = Object.values<Json>(example.stacks[stack].resource.aws_iam_role_policy_attachment).some(
          ({ policy_arn }) => policy_arn.startsWith("arn:"),
        );
        const both = stack === "lake" && name.startsWith("ingest_") && statement.Resource[0].endsWith("/*");
        const wide: readonly Signal[] = both || further ? ["expectation", "proved"] : ["expectation"];
        const sample = both
          ? "claimsOf samples no action on objects beyond read and write"
          : further
            ? "of a role with a policy that AWS manages nothing is claimed beyond the grants"
            : undefined;
        add("every action", `${path}/Action`, wide, (copy) => (at(copy).Action = ["s3:*"]), sample);
        for (const [number, resource] of statement.Resource.entries()) {
          const spot = `${path}/Resource/${number}`;
          for (const { name: how, text } of slipsOf(resource))
            add(`resource's ${how}`, spot, ["expectation"], (copy) => (at(copy).Resource[number] = text));
          add(
            "another bucket",
            spot,
            ["expectation"],
            (copy) => (at(copy).Resource[number] = `${arnPrefix(example)}s3:::another/*`),
          );
          const narrow = resource.replace(/(\/\*)?$/, "/only/*");
          add("resource narrowed", spot, ["expectation"], (copy) => (at(copy).Resource[number] = narrow));
        }
      }
      if (role === "primary-permission")
        for (const resource of [statement.Resource].flat())
          for (const { name: how, text } of slipsOf(resource))
            add(`resource's ${how}`, `${path}/Resource`, NARROW[role], (copy) => {
              const all = [statement.Resource].flat().map((one) => (one === resource ? text : one));
              at(copy).Resource = all.length === 1 ? text : all;
            });
      for (const [kind, principal] of Object.entries<string>(statement.Principal ?? {})) {
        const spot = `${path}/Principal/${kind}`;
        const put = (text: unknown) => (copy: Json) => (at(copy).Principal = { [kind]: text });
        for (const slip of slipsOf(principal)) {
          const root = principal.endsWith(":root") && slip.name !== "digit";
          const unsaved = kind === "Service" || root ? MALFORMED[role] : right;
          add(`principal's ${slip.name}`, spot, unsaved, put(slip.text), why);
        }
        if (kind !== "AWS") continue;
        const short = principal.replace(/:(\d{11})\d:/, ":$1:");
        add("account of 11 digits", spot, MALFORMED[role], put(short));
      }
      add("Principal removed or added", path, MALFORMED[role], (copy) => {
        if (statement.Principal) delete at(copy).Principal;
        else at(copy).Principal = "*";
      });
    }
    return made;
  });
}
