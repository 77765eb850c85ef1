import type { Json, Stacks } from "../mutations/world";

/** One statement of a policy document in Terraform JSON. */
export interface Statement {
  readonly stack: string;
  /** `aws_iam_role`, `aws_sqs_queue_policy`, … */
  readonly type: string;
  readonly name: string;
  /** Path of the document in its resource: `policy`, `inline_policy/0/policy`. */
  readonly attribute: readonly (string | number)[];
  /** How many statements the document has. */
  readonly of: number;
  readonly index: number;
  readonly content: Json;
}

/** `account-b/aws_iam_role.target_role assume_role_policy Statement/0` */
export const placeOf = ({ stack, type, name, attribute, index }: Statement): string =>
  `${stack}/${type}.${name} ${attribute.join("/")} Statement/${index}`;

/** Every statement of every policy document: trusts, permissions, policies of resources and keys, session policies. */
export function statementsOf(stacks: Stacks): readonly Statement[] {
  return Object.entries(stacks).flatMap(([stack, { resource }]) =>
    Object.entries<Json>(resource ?? {}).flatMap(([type, named]) =>
      Object.entries<Json>(named).flatMap(([name, attributes]) =>
        documentsIn(attributes).flatMap(({ attribute, document }) =>
          document.Statement.map((content: Json, index: number) => {
            const of = document.Statement.length;
            return { stack, type, name, attribute, of, index, content };
          }),
        ),
      ),
    ),
  );
}

interface Found {
  readonly attribute: Statement["attribute"];
  readonly document: Json;
}

function documentsIn(value: Json, attribute: Statement["attribute"] = []): readonly Found[] {
  if (typeof value === "string") {
    const document = parsed(value);
    return Array.isArray(document?.Statement) ? [{ attribute, document }] : [];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries<Json>(value).flatMap(([name, inside]) =>
    documentsIn(inside, [...attribute, Array.isArray(value) ? Number(name) : name]),
  );
}

function parsed(text: string): Json {
  try {
    return text.startsWith("{") ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

/** Changes the document of `statement` in `stacks`. */
export function changeDocument(stacks: Stacks, statement: Statement, change: (document: Json) => void): void {
  const { stack, type, name, attribute } = statement;
  const holder = attribute.slice(0, -1).reduce((at, step) => at[step], stacks[stack].resource[type][name]);
  const last = attribute.at(-1) ?? "";
  const document = JSON.parse(holder[last]);
  change(document);
  holder[last] = JSON.stringify(document);
}
