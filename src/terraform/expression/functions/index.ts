import { UnknownValue } from "../../../unknown/unknown-value";
import { isList, OneOfTwo, type Value } from "../../value";
import { type Body, type Call, Failure } from "./arguments";
import { COLLECTIONS } from "./collections";
import { CONVERSIONS } from "./conversions";
import { ENCODINGS } from "./encodings";
import { FILES } from "./files";
import { FORMATS } from "./format";
import { HASHES } from "./hashes";
import { NETWORKS } from "./networks";
import { NOT_EVALUATED } from "./not-evaluated";
import { NUMBERS } from "./numbers";
import { REGEX } from "./regex";
import { SETS } from "./sets";
import { symbolically } from "./symbolic";
import { TEXT } from "./text";
import { TIMES } from "./times";

/** The functions that are evaluated: those that depend on arguments and files only. @see https://developer.hashicorp.com/terraform/language/functions */
export const FUNCTIONS: ReadonlyMap<string, Body> = new Map(
  [COLLECTIONS, CONVERSIONS, ENCODINGS, FILES, FORMATS, HASHES, NETWORKS, NUMBERS, REGEX, SETS, TEXT, TIMES].flatMap(
    (table) => Object.entries(table),
  ),
);

/** Functions that certainly give a text, whatever they are given. */
const GIVES_TEXT: ReadonlySet<string> = new Set([
  ..."chomp format indent join lower replace strrev substr title trim trimprefix trimspace trimsuffix upper".split(" "),
  ..."base64decode base64encode base64gzip textdecodebase64 textencodebase64 urlencode tostring".split(" "),
  ..."abspath basename dirname file filebase64 pathexpand templatestring".split(" "),
  ..."cidrhost cidrnetmask cidrsubnet bcrypt formatdate plantimestamp timeadd timestamp uuid".split(" "),
  ...Object.keys(HASHES),
  ...Object.keys(FILES).filter((name) => /^file(base64)?(md5|sha)/.test(name)),
]);

/** Functions that give the elements of their lists as they are, and all of them. */
const HANDS_ON: ReadonlySet<string> = new Set(
  "coalescelist concat distinct flatten nonsensitive sensitive tolist toset".split(" "),
);

/** What the function `name` gives for `args`: an unknown value where Terraform refuses them, or where it is not known. */
export function callFunction(name: string, args: readonly Value[], call: Call): Value {
  const plain = name.replace(/^core::/, "");
  const body = FUNCTIONS.get(plain);
  if (!body) {
    const why = NOT_EVALUATED.get(plain);
    return new UnknownValue("not-read", `the function ${name} is not evaluated${why === undefined ? "" : `: ${why}`}`, {
      isText: GIVES_TEXT.has(plain),
    });
  }
  const either = args.find((arg) => arg instanceof OneOfTwo);
  if (either) {
    const result = either.map((one) => callFunction(name, args.with(args.indexOf(either), one), call));
    const isKept = !(result instanceof OneOfTwo) || !isList(result.second) || HANDS_ON.has(plain);
    return isKept ? result : result.as({});
  }
  return symbolically(plain, args, (given) => attempt(body, given, call), GIVES_TEXT.has(plain));
}

function attempt(body: Body, args: readonly Value[], call: Call): Value {
  try {
    return body(args, call);
  } catch (error) {
    // what is made of an unknown value is not that value
    if (error instanceof Failure) return error.unknown.as({ origin: undefined, isText: false });
    throw error;
  }
}
