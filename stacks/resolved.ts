import { DefaultTokenResolver, StringConcat, type TerraformStack, Tokenization } from "cdktf";
import { TokenMap } from "cdktf/lib/tokens/private/token-map";

/** How cdktf marks a token in a text: by its marker, or as a number in scientific notation. */
const MAY_HOLD_TOKEN = /TfToken\[|[-|\d.+]e[-|\d.eE+]/;

const RESOLVER = new DefaultTokenResolver(new StringConcat());

/**
 * `value` with its tokens resolved and what is undefined left out, as cdktf resolves it. cdktf searches every text for
 * tokens of each kind, and makes a context for it; here it is asked only for what may hold one.
 */
export function resolved(stack: TerraformStack, value: unknown): unknown {
  if (Array.isArray(value))
    return value.every(isWithoutToken)
      ? value.map((one) => resolved(stack, one)).filter((one) => one !== undefined)
      : byCdktf(stack, value);
  return isPlain(value) ? resolvedBlock(stack, value) : isWithoutToken(value) ? value : byCdktf(stack, value);
}

function resolvedBlock(stack: TerraformStack, block: Readonly<Record<string, unknown>>): unknown {
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(block)) {
    if (MAY_HOLD_TOKEN.test(key)) return byCdktf(stack, block);
    const value = resolved(stack, block[key]);
    if (value !== undefined) result[key] = value;
  }
  return result;
}

const byCdktf = (scope: TerraformStack, value: unknown): unknown =>
  Tokenization.resolve(value, { scope, preparing: false, resolver: RESOLVER });

/** Whether a value that is no plain object, or the place of one in a list, is no token; those in lists are whole elements. */
function isWithoutToken(value: unknown): boolean {
  switch (typeof value) {
    case "string":
      return !MAY_HOLD_TOKEN.test(value);
    // tokens are large negative numbers
    case "number":
      return Number.isSafeInteger(value) && value >= 0;
    case "boolean":
    case "undefined":
      return true;
    default:
      return value === null || Array.isArray(value) || isPlain(value);
  }
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" &&
  value !== null &&
  Object.getPrototypeOf(value) === Object.prototype &&
  !Tokenization.isResolvable(value);

type Tokens = Map<string | number, unknown>;

const tokenMaps = (): readonly Tokens[] =>
  ["stringTokenMap", "numberTokenMap"].map((name): Tokens => Reflect.get(TokenMap.instance(), name));

/**
 * Forgets the tokens that are made from now on, once it is called: cdktf keeps every token, and what it stands for, for
 * ever. Those of other programs in the process stay.
 */
export function forgettingTokens(): () => void {
  const before = tokenMaps().map((tokens) => new Set(tokens.keys()));
  return () =>
    tokenMaps().forEach((tokens, index) => {
      for (const token of tokens.keys()) if (!before[index]?.has(token)) tokens.delete(token);
    });
}
