import type { IntruderId } from "../../src/proof";
import { slipsOf } from "./characters";
import type { Mutation, Signal } from "./mutation";
import { arnPrefix } from "./partition";
import type { Example, Json, Stacks } from "./world";

/** A trust policy of an example. */
interface Trust {
  readonly stack: string;
  readonly name: string;
  readonly content: Json;
  readonly hop: Signal;
}

function trustsOf({ stacks }: Example): readonly Trust[] {
  return Object.entries(stacks).flatMap(([stack, { resource }]) =>
    Object.entries<Json>(resource.aws_iam_role ?? {}).map(([name, { assume_role_policy }]) => {
      const content = JSON.parse(assume_role_policy);
      const hop = content.Statement[0].Principal.Service ? "hop:primary-trust" : "hop:target-trust";
      return { stack, name, content, hop } as const;
    }),
  );
}

/** Whom each key keeps out. */
const KEPT_OUT: Readonly<Record<string, IntruderId>> = {
  "aws:RequestTag/eks-cluster-arn": "other-cluster",
  "aws:RequestTag/kubernetes-namespace": "other-namespace",
  "aws:RequestTag/kubernetes-service-account": "other-service-account",
};

/** Tags of the calling session, which the targets of several accounts ask for beside the primary role, whose trust keeps others out. */
const HELD = "the primary role's trust keeps every other pod out";
const isHeld = (key: string): boolean => key.startsWith("aws:PrincipalTag/");

/** Breaks every key, value and operator of every trust's conditions. */
export function conditionMutations(example: Example): readonly Mutation[] {
  const made = trustsOf(example).flatMap((trust) =>
    (trust.content.Statement as Json[]).flatMap((statement, index) =>
      statement.Effect === "Deny"
        ? [denying(trust, index)]
        : Object.entries<Json>(statement.Condition ?? {}).flatMap(([operator, keys]) =>
            Object.entries<string>(keys).flatMap(([key, value]) => ofKey(trust, index, operator, key, value)),
          ),
    ),
  );
  return [...made, ...widened(example)];
}

const change =
  ({ stack, name, content }: Trust, statement: (copy: Json) => void, index: number) =>
  (stacks: Stacks) => {
    const copy = structuredClone(content);
    statement(copy.Statement[index]);
    stacks[stack].resource.aws_iam_role[name].assume_role_policy = JSON.stringify(copy);
  };

function ofKey(trust: Trust, index: number, operator: string, key: string, value: string): readonly Mutation[] {
  const at = `${trust.stack}/aws_iam_role.${trust.name} Statement/${index}/Condition/${operator}/${key}`;
  const one = (kind: string, statement: (copy: Json) => void, right: readonly Signal[], why?: string): Mutation => ({
    kind: `${trust.hop.slice(4)}: condition's ${kind}`,
    at,
    right,
    ...(why === undefined ? {} : { why }),
    apply: change(trust, statement, index),
  });
  const put = (name: string, text: string) => (copy: Json) => {
    delete copy.Condition[operator][key];
    copy.Condition[operator][name] = text;
  };
  const negated = operator.replace("Equals", "NotEquals");
  return [
    ...slipsOf(value).map(({ name, text }) => one(`value, ${name}`, put(key, text), [trust.hop])),
    ...slipsOf(key).map(({ name, text }) =>
      name === "case"
        ? one("key, case", put(text, value), ["proved"], "condition keys have no case")
        : /^aws:(Request|Principal)Tag\//.test(key) || name === "digit"
          ? one(`key, ${name}`, put(text, value), [trust.hop])
          : one(
              `key, ${name}`,
              put(text, value),
              [`unknown:${trust.hop.slice(4)}` as Signal],
              "an unknown condition key is unknown",
            ),
    ),
    one(
      "operator negated",
      (copy) => {
        delete copy.Condition[operator][key];
        copy.Condition[negated] = { ...copy.Condition[negated], [key]: value };
      },
      [trust.hop],
    ),
    one(
      "operator unknown",
      (copy) => {
        copy.Condition[`${operator}s`] = copy.Condition[operator];
        delete copy.Condition[operator];
      },
      [trust.hop],
    ),
    one(
      "key without a value",
      (copy) => {
        copy.Condition[operator][key] = [];
      },
      [`unknown:${trust.hop.slice(4)}` as Signal],
      "AWS saves it, and does not tell what it does",
    ),
  ];
}

/** A Deny whose condition is gone refuses the pod too. */
const denying = (trust: Trust, index: number): Mutation => ({
  kind: `${trust.hop.slice(4)}: Deny without its condition, on every action`,
  at: `${trust.stack}/aws_iam_role.${trust.name} Statement/${index}`,
  right: [trust.hop],
  apply: change(
    trust,
    (copy) => {
      delete copy.Condition;
      copy.Action = "sts:*";
    },
    index,
  ),
});

/** Removes, loosens and globs a key in every trust at once: one trust alone may keep the other's intruders out. */
function widened(example: Example): readonly Mutation[] {
  const all = trustsOf(example);
  const keys = new Set(all.flatMap(({ content }) => allowing(content).flatMap(keysOf)));
  const everywhere = (alter: (condition: Json, operator: string) => void, key: string) => (stacks: Stacks) => {
    for (const { stack, name, content } of all) {
      const copy = structuredClone(content);
      for (const { Condition } of allowing(copy))
        for (const operator of Object.keys(Condition ?? {})) if (key in Condition[operator]) alter(Condition, operator);
      for (const statement of copy.Statement)
        for (const operator of Object.keys(statement.Condition ?? {}))
          if (Object.keys(statement.Condition[operator]).length === 0) delete statement.Condition[operator];
      stacks[stack].resource.aws_iam_role[name].assume_role_policy = JSON.stringify(copy);
    }
  };
  return [...keys].flatMap((key): Mutation[] => {
    const right = intrudersOf(key, example);
    const why = right[0] !== "proved" ? undefined : isHeld(key) ? HELD : HARMLESS;
    const one = (kind: string, alter: (condition: Json, operator: string) => void): Mutation => ({
      kind: `condition ${kind} in every trust`,
      at: key,
      right,
      ...(why === undefined ? {} : { why }),
      apply: everywhere(alter, key),
    });
    const moved =
      (to: (operator: string) => string, value: (old: string) => unknown) => (condition: Json, operator: string) => {
        const old = condition[operator][key];
        delete condition[operator][key];
        condition[to(operator)] = { ...condition[to(operator)], [key]: value(old) };
      };
    return [
      one("removed", (condition, operator) => delete condition[operator][key]),
      one(
        "made like *",
        moved(
          (operator) => operator.replace("Equals", "Like"),
          () => (key === "aws:PrincipalArn" ? `${arnPrefix(example)}iam::*:role/*` : "*"),
        ),
      ),
      one(
        "given a * at its end",
        moved(
          (operator) => operator.replace("Equals", "Like"),
          (old) => `${old}*`,
        ),
      ),
      one(
        "given a ? for its last character",
        moved(
          (operator) => operator.replace("Equals", "Like"),
          (old) => old.replace(/.$/, "?"),
        ),
      ),
      one(
        "given a second value",
        moved(
          (operator) => operator,
          (old) => [old, old.replace(/.$/, "x")],
        ),
      ),
    ];
  });
}

const allowing = ({ Statement }: Json): Json[] => Statement.filter(({ Effect }: Json) => Effect === "Allow");

const keysOf = ({ Condition }: Json): string[] => Object.values<Json>(Condition ?? {}).flatMap(Object.keys);

/** Keys that a company asks for besides those that name the pod. */
const BESIDES: ReadonlySet<string> = new Set(["aws:SourceAccount", "aws:PrincipalOrgID"]);

const HARMLESS =
  "the subject, or the tags and the caller, alone name the pod; a token's audience is the pod's own choice";

/** The intruders that the lack of a key lets in. */
function intrudersOf(key: string, { name }: Example): readonly Signal[] {
  const kept = KEPT_OUT[key];
  if (kept) return [`intruder:${kept}`];
  if (key.endsWith(":aud") || BESIDES.has(key) || isHeld(key)) return ["proved"];
  if (key === "aws:PrincipalArn") return ["intruder:other-role"];
  return name === "external-id" || key.endsWith(":sub") ? ["intruder:other-service-account"] : ["intruder:other-role"];
}
