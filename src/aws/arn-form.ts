import { beginsUnknown, endOfUnknown } from "../unknown/unknown-text";

/**
 * Whether a resource pattern of a statement and the form that a type's ARNs have can meet: whether
 * any ARN is of that form and matched by that pattern.
 */

/** The placeholders of the first fields of an ARN, which hold neither slash nor colon. */
const FIELD = /^(Partition|Service|Region|Account)$/;

/**
 * Services whose types of resource lie within each other, so that a slash or a colon tells them apart: their placeholders
 * hold none, but for those that may hold anything. Those of other services may, since AWS's reference does not say.
 */
const NESTED = /^(dynamodb|kms|s3|secretsmanager|sns|sqs|ssm)$/;
const OPEN = /^(ObjectName|SecretId|ParameterNameWithoutLeadingSlash|Alias|RoleName|ResourceId|TaskId|Anything)$/;

const NAME = -1;
const ANYTHING = -2;

/** The form of an ARN: the code of a character, or a run of one or more characters of a placeholder. */
export type Form = readonly number[];

/** The form that `text` such as `arn:${Partition}:s3:::${BucketName}` describes; `*` is as good as a placeholder there. */
export function form(text: string): Form {
  const nested = NESTED.test(text.split(":")[2] ?? "");
  const holds = (placeholder: string) =>
    !FIELD.test(placeholder) && (!nested || OPEN.test(placeholder)) ? ANYTHING : NAME;
  return [...text.matchAll(/\$?\{([^}]+)\}|\*|./gs)].map(([character, placeholder]) =>
    character === "*" ? ANYTHING : placeholder === undefined ? character.charCodeAt(0) : holds(placeholder),
  );
}

const [SLASH, COLON, STAR, QUESTION, DOLLAR] = [47, 58, 42, 63, 36] as const;
/** `?` and `*` that match any character, and those within one of an ARN's first fields, which match no colon. */
const [ONE, MANY, FIELD_ONE, FIELD_MANY] = [-3, -4, -5, -6] as const;
/** An unknown value: anything without a slash. */
const UNKNOWN = -7;

/** A resource as a statement writes it, to be compared with forms. */
export type Pattern = readonly number[];

/**
 * Characters and wildcards of `resource`. A `*` at the end of a field also takes the colons and fields that follow. A
 * policy variable, `${aws:username}`, counts as `*`, but `${*}`, `${?}` and `${$}` for the character.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards
 */
export function pattern(resource: string): Pattern {
  const tokens: number[] = [];
  let colons = 0;
  for (let at = 0; at < resource.length; at++) {
    const code = resource.charCodeAt(at);
    const field = colons < 5;
    if (code === COLON) colons++;
    const ends = resource[at + 1] === undefined || resource[at + 1] === ":";
    if (code === STAR) tokens.push(field && !ends ? FIELD_MANY : MANY);
    else if (code === QUESTION) tokens.push(field ? FIELD_ONE : ONE);
    else if (beginsUnknown(code)) {
      tokens.push(UNKNOWN);
      at = endOfUnknown(resource, at);
    } else if (code === DOLLAR && resource[at + 1] === "{") {
      const close = end(resource, "}", at);
      const escaped = /^\$\{([*?$])\}$/.exec(resource.slice(at, close + 1))?.[1];
      tokens.push(escaped ? escaped.charCodeAt(0) : field ? FIELD_MANY : MANY);
      at = close;
    } else tokens.push(code);
  }
  return tokens;
}

/** Where `closing` is, from `at` on; the last place where it is missing. */
function end(text: string, closing: string, at: number): number {
  const found = text.indexOf(closing, at);
  return found === -1 ? text.length - 1 : found;
}

/**
 * Whether some ARN of the form `form` matches `pattern`. Follows both at once: `at` holds, in ascending
 * order, the places in the form that what was read of the pattern so far may have come to.
 */
export function meet(form: Form, pattern: Pattern): boolean {
  let at = [0];
  let count = 1;
  let next: number[] = [];
  for (const token of pattern) {
    const many = token === MANY || token === FIELD_MANY || token === UNKNOWN;
    let last = -1;
    let size = 0;
    const add = (place: number) => {
      if (place <= last) return false;
      next[size++] = place;
      last = place;
      return true;
    };
    for (let index = 0; index < count; index++) {
      let place = at[index] ?? 0;
      let element = form[place];
      if (many) {
        // any number of characters, none included
        while (add(place) && element !== undefined && common(element, token)) element = form[++place];
      } else if (element !== undefined && common(element, token)) {
        // a run of one or more characters stays where it is, or ends
        if (element < 0) add(place);
        add(place + 1);
      }
    }
    if (size === 0) return false;
    [at, next, count] = [next, at, size];
  }
  return at[count - 1] === form.length;
}

/** Whether the form's element and the pattern's token have a character in common. */
function common(element: number, token: number): boolean {
  if (token >= 0)
    return element === token || element === ANYTHING || (element === NAME && token !== SLASH && token !== COLON);
  if (element === COLON) return token === ONE || token === MANY || token === UNKNOWN;
  return element !== SLASH || token !== UNKNOWN;
}
