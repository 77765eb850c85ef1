import { slipsOf } from "../mutations/characters";
import type { Json, Stacks } from "../mutations/world";
import { changeDocument, placeOf, type Statement, statementsOf } from "./statement";

/** A statement that is gone, allows less, or allows more. */
export interface StatementMutation {
  readonly kind: "removed" | "narrowed" | "widened";
  readonly at: string;
  readonly statement: Statement;
  apply(stacks: Stacks): void;
}

/** A change of one statement. */
type Change = (statement: Json) => void;

/**
 * Each statement removed, and one value of it made narrower or, of every other statement, wider; of its values a different
 * one each time.
 */
export function statementMutations({ stacks }: { readonly stacks: Stacks }): readonly StatementMutation[] {
  return statementsOf(stacks).flatMap((statement, number) => {
    const { content } = statement;
    const gone = { kind: "removed" as const, at: placeOf(statement), statement, apply: removed(statement) };
    const less = changed("narrowed", statement, narrower(content), number);
    const more = changed("widened", statement, wider(content), number);
    if (keepsKey(statement)) return more;
    const [first = [], second = []] = number % 2 === 0 ? [less, more] : [more, less];
    return [gone, ...(first.length > 0 ? first : second)];
  });
}

function changed(
  kind: StatementMutation["kind"],
  statement: Statement,
  changes: readonly (readonly [string, Change])[],
  number: number,
): readonly StatementMutation[] {
  const [what, change] = changes[number % changes.length] ?? [];
  if (!change) return [];
  const apply = (stacks: Stacks) =>
    changeDocument(stacks, statement, (document) => change(document.Statement[statement.index]));
  return [{ kind, at: `${placeOf(statement)}: ${what}`, statement, apply }];
}

/**
 * Without the statement that gives a key to its account nobody could change the key's policy any more: KMS refuses that.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 */
const keepsKey = ({ type, content }: Statement): boolean =>
  type.startsWith("aws_kms_key") && listOf(content.Principal?.AWS).some((arn) => arn.endsWith(":root"));

/** A document of no statement is none: its only one allows, or denies, what there is not. */
const removed =
  (statement: Statement) =>
  (stacks: Stacks): void =>
    changeDocument(stacks, statement, (document) => {
      if (statement.of > 1) document.Statement.splice(statement.index, 1);
      else inverted(document.Statement[0]);
    });

function inverted(statement: Json): void {
  statement.Effect = statement.Effect === "Allow" ? "Deny" : "Allow";
}

const listOf = (value: Json): readonly string[] => [value ?? []].flat();

/** In place of one text of an element that may have one or several. */
const replaced =
  (element: string, index: number, text: string): Change =>
  (statement) => {
    const list = [...listOf(statement[element])];
    list[index] = text;
    statement[element] = list.length === 1 ? list[0] : list;
  };

function narrower(content: Json): readonly (readonly [string, Change])[] {
  const actions = listOf(content.Action);
  return [
    ...(actions.length > 1 ? [["an action less", (statement: Json) => statement.Action.pop()] as const] : []),
    ...conditionsOf(content).flatMap(([operator, key, value]) =>
      slipsOf(value)
        .slice(0, 1)
        .map(({ text }) => [`${key} of one letter more`, conditioned(operator, key, text)] as const),
    ),
    ...listOf(content.Resource)
      .filter((resource) => resource !== "*")
      .slice(0, 1)
      .map(
        (resource) =>
          ["a resource of another name", replaced("Resource", 0, `${resource.replace(/\*$/, "")}x`)] as const,
      ),
  ];
}

function wider(content: Json): readonly (readonly [string, Change])[] {
  const [action = ""] = listOf(content.Action);
  const service = action.split(":")[0] ?? "";
  const principal: string | undefined = typeof content.Principal?.AWS === "string" ? content.Principal.AWS : undefined;
  const account = principal && /^arn:[^:]*:iam::\d+:/.exec(principal)?.[0];
  return [
    ...conditionsOf(content).map(([operator, key]) => [`${key} not asked for`, unconditioned(operator, key)] as const),
    ...(account && !principal.endsWith(":root")
      ? [
          [
            "its whole account",
            (statement: Json) => {
              statement.Principal.AWS = `${account}root`;
            },
          ] as const,
        ]
      : []),
    ...(content.Principal?.AWS !== undefined
      ? [
          [
            "everybody",
            (statement: Json) => {
              statement.Principal = "*";
            },
          ] as const,
        ]
      : []),
    ...(content.Principal === undefined && service !== ""
      ? [
          [
            "every action of its service",
            (statement: Json) => {
              statement.Action = `${service}:*`;
            },
          ] as const,
        ]
      : []),
  ];
}

/** Each operator, key and text that a statement's conditions compare. */
const conditionsOf = ({ Condition = {} }: Json): readonly (readonly [operator: string, key: string, value: string])[] =>
  Object.entries<Json>(Condition).flatMap(([operator, keys]) =>
    Object.entries<Json>(keys).map(([key, value]) => [operator, key, String(listOf(value)[0])] as const),
  );

const conditioned =
  (operator: string, key: string, text: string): Change =>
  (statement) => {
    statement.Condition[operator][key] = text;
  };

const unconditioned =
  (operator: string, key: string): Change =>
  (statement) => {
    delete statement.Condition[operator][key];
    if (Object.keys(statement.Condition[operator]).length === 0) delete statement.Condition[operator];
    if (Object.keys(statement.Condition).length === 0) delete statement.Condition;
  };
