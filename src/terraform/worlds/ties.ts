import { parseArn } from "../../aws";
import { groupBy } from "../../collections/group-by";
import { lazy } from "../../collections/lazy";
import { hasUnknown } from "../../unknown/unknown-text";
import { InputError } from "../source-location";
import type { ReadStack } from "../stack/configuration";
import type { Resource } from "../world";
import { textsIn, valuesIn } from "./texts";

/** A stack by itself, and the texts that are written in it. */
export interface Alone {
  /** It alone. */
  readonly stacks: readonly ReadStack[];
  /** Whether the digits of an account stand for one that nothing numbers. */
  readonly isUnnamed: (account: string) => boolean;
  readonly written: readonly string[];
}

/** Types whose ARNs others name. */
const NAMED =
  /^aws_(iam_role|iam_policy|s3_bucket|sqs_queue|sns_topic|dynamodb_table|kms_key|eks_cluster|iam_openid_connect_provider)$/;

/** `stacks` in groups: those of a group are tied by a state that one reads of another, or an ARN that it writes. */
export function tied(stacks: readonly Alone[]): readonly (readonly Alone[])[] {
  const facts = stacks.map(factsOf);
  const makers = groupBy(
    facts.flatMap((one) => [...one.maybe()].map((arn) => ({ arn, one }))),
    ({ arn }) => arn,
  );
  // a number that is written may be that of an account without one, where one stack only makes such a thing
  const isOne = (arn: string) => makers.get(arn)?.length === 1;
  const groups: Alone[][] = [];
  for (const [index, one] of stacks.entries()) {
    const mine = groups.filter((group) =>
      group.some((other) => {
        const [a, b] = [facts[index], facts[stacks.indexOf(other)]];
        return a !== undefined && b !== undefined && (names(a, b, isOne) || names(b, a, isOne));
      }),
    );
    const rest = groups.filter((group) => !mine.includes(group));
    groups.splice(0, groups.length, ...rest, [...mine.flat(), one]);
  }
  return groups.map((group) => [...group].sort((a, b) => stacks.indexOf(a) - stacks.indexOf(b)));
}

interface Facts {
  readonly state: string | undefined;
  readonly states: () => ReadonlySet<string>;
  readonly arns: () => ReadonlySet<string>;
  /** Those in accounts that nothing numbers, without the account. */
  readonly maybe: () => ReadonlySet<string>;
  /** What is written, and what arguments come to be but for what the stack makes itself. */
  readonly written: () => ReadonlySet<string>;
}

const names = (one: Facts, other: Facts, isOne: (arn: string) => boolean): boolean =>
  (other.state !== undefined && one.states().has(other.state)) ||
  [...other.arns()].some((arn) => one.written().has(arn)) ||
  [...other.maybe()].some((arn) => isOne(arn) && one.written().has(arn));

function factsOf({ stacks, isUnnamed, written }: Alone): Facts {
  const [stack] = stacks;
  const made = lazy(() => (stack?.resources ?? []).flatMap(arnOf));
  const isOpen = (arn: string) => isUnnamed(parseArn(arn)?.account ?? "");
  return {
    state: stack?.state && JSON.stringify([stack.state.type, stack.state.key]),
    states: lazy(() => new Set((stack?.statesRead() ?? []).map(({ type, key }) => JSON.stringify([type, key])))),
    arns: lazy(() => new Set(made().filter((arn) => !isOpen(arn)))),
    maybe: lazy(() => new Set(made().filter(isOpen).map(withoutAccount))),
    written: lazy(() => {
      const own = new Set(made());
      const computed = textsIn(valuesIn(stacks)).flatMap(arnsIn);
      const named = (stack?.resources ?? []).flatMap((one) => [...rolesNamedBy(one), ...bucketsNamedBy(one)]);
      const others = [...written.flatMap(arnsIn), ...[...computed, ...named].filter((arn) => !own.has(arn))];
      return new Set(others.flatMap((arn) => [arn, withoutAccount(arn)]));
    }),
  };
}

const withoutAccount = (arn: string): string => arn.replace(/:\d{12}:/, ":ACCOUNT:");

/** The ARN of what a stack makes, in the form of `arnsIn`, and what a role is called by what is attached to it. */
function arnOf(resource: Resource): readonly string[] {
  if (resource.mode !== "managed" || !NAMED.test(resource.type)) return [];
  const arn = textsAt(resource, "arn");
  return resource.type === "aws_iam_role" ? [...arn, ...namesAt(resource, "name")] : arn;
}

/** Resources that change a role which they name without its account. */
const ATTACHED = /^aws_iam_(role_policy(_attachment)?|policy_attachment|role_polic(y_attachments|ies)_exclusive)$/;

const rolesNamedBy = (resource: Resource): readonly string[] =>
  resource.mode === "managed" && ATTACHED.test(resource.type)
    ? ["role", "roles", "role_name"].flatMap((argument) => namesAt(resource, argument))
    : [];

/**
 * A bucket's name is that of one bucket, whatever the account, and what is set beside a bucket has nothing but the name.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
const bucketsNamedBy = (resource: Resource): readonly string[] =>
  resource.mode === "managed" && /^aws_s3_bucket_/.test(resource.type)
    ? textsAt(resource, "bucket", (_, name) => ["aws", "aws-cn", "aws-us-gov"].map((one) => `arn:${one}:s3:::${name}`))
    : [];

/** A role's ARN has its path, which what only names the role does not know. */
const namesAt = (resource: Resource, argument: string): readonly string[] =>
  textsAt(resource, argument, ({ account }, name) =>
    account === undefined ? [] : [`arn:aws:iam::${account}:role-name/${name}`],
  );

/** What the text or texts of an argument give, as far as they are known. */
function textsAt(
  resource: Resource,
  argument: string,
  made: (resource: Resource, text: string) => readonly string[] = (_, text) => [text],
): readonly string[] {
  try {
    const texts = textsIn([resource.get(argument)]).filter((text) => !hasUnknown(text));
    return texts.flatMap((text) => made(resource, text));
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}

/** The ARNs that are written in a text. */
const arnsIn = (text: string): readonly string[] =>
  [...text.matchAll(/arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:\d*:[^\s"',\\${}*?]+/g)].flatMap(([arn]) => [
    arn,
    // an object's ARN names its bucket
    ...(arn.includes(":s3:::") ? [arn.replace(/\/.*$/s, "")] : []),
  ]);
