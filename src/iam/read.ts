import { POLICY_VERSION } from "../aws";
import { isObject, listOf } from "../collections/json";
import { readable } from "../unknown/unknown-text";
import { escaped, MalformedPolicy, malformed, quotedJson, SYNTAX } from "./malformed-policy";
import type { Policy, PolicyHolder, PolicyKind, PolicyProblem } from "./policy";
import { statementOf } from "./read-statement";
import { repeatedKey } from "./repeated-keys";
import { checkHolder, inServiceWords } from "./services";
import { checkSize } from "./sizes";

export type PolicyReading =
  | { readonly policy: Policy; readonly problem?: undefined }
  | { readonly policy?: undefined; readonly problem: PolicyProblem };

/**
 * Reads the text of a policy document as AWS does when it is saved. `kind` decides which elements
 * it may have, `holder` what its service refuses besides. Never guesses: a document that AWS would refuse is a problem
 * with its place.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function readPolicy(text: string, kind: PolicyKind, holder?: PolicyHolder): PolicyReading {
  try {
    checkSize(text, kind, holder);
    const policy = document(parse(text), kind, holder);
    if (holder) checkHolder(policy, holder);
    return { policy };
  } catch (error) {
    if (error instanceof MalformedPolicy) return { problem: inServiceWords(error.problem, holder) };
    throw error;
  }
}

function parse(text: string): unknown {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return malformed(
      "",
      SYNTAX,
      `the document is not JSON: ${(error as Error).message}`,
      "Write the document as one JSON object.",
    );
  }
  const repeated = repeatedKey(text, json);
  if (repeated)
    malformed(
      repeated.pointer,
      SYNTAX,
      `"${readable(repeated.name)}" appears twice in one object`,
      "Write it once; several values are a list, several statements too.",
    );
  return json;
}

const ELEMENTS: ReadonlySet<string> = new Set(["Version", "Id", "Statement"]);

function document(json: unknown, kind: PolicyKind, holder: PolicyHolder | undefined): Policy {
  if (!isObject(json))
    return malformed(
      "",
      SYNTAX,
      `the document is ${quotedJson(json)}, not an object`,
      "Write it as an object with Version and Statement.",
    );
  const unknown = Object.keys(json).find((name) => !ELEMENTS.has(name));
  if (unknown !== undefined)
    malformed(
      `/${escaped(unknown)}`,
      SYNTAX,
      `"${unknown}" is not an element of a policy`,
      "Use Version, Id and Statement; names begin with a capital letter.",
    );
  const { Version: version, Statement: written } = json;
  if (version !== undefined && version !== POLICY_VERSION && version !== "2008-10-17")
    malformed(
      "/Version",
      `Policy document must be version ${POLICY_VERSION} or greater.`,
      `Version is ${quotedJson(version)}`,
      `Write "Version": "${POLICY_VERSION}".`,
    );
  if (written === undefined)
    malformed("", SYNTAX, "the document has no Statement", "Add Statement, a list of statements.");
  const list = listOf(written);
  if (list.length === 0) malformed("/Statement", SYNTAX, "Statement is empty", "Add a statement.");
  const variables = version === POLICY_VERSION;
  const statements = list.map((statement, index) =>
    statementOf(statement, Array.isArray(written) ? `/Statement/${index}` : "/Statement", {
      kind,
      variables,
      partition: holder?.partition ?? "aws",
      saved: holder?.saved ?? false,
    }),
  );
  const sids = statements.flatMap(({ sid }) => (sid ? [sid] : []));
  const twice = sids.find((sid, index) => sids.indexOf(sid) !== index);
  if (twice !== undefined && kind !== "resource")
    malformed(
      "/Statement",
      "Statement IDs (SID) in a single policy must be unique.",
      `two statements have the Sid "${readable(twice)}"`,
      "Give each its own.",
    );
  return { statements };
}
