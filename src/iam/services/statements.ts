import type { PolicyProblem, Statement } from "../policy";

/** What a service refuses at an element of `statement`. */
export const refusedAt = (
  statement: Pick<Statement, "pointer">,
  element: string,
  awsError: string,
  message: string,
  fix: string,
): PolicyProblem => ({ cause: "service", pointer: `${statement.pointer}/${element}`, awsError, message, fix });

interface Written {
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
}

/** The actions of `statement`, spelled as they are written; none where it has NotAction. */
export function writtenActions({ source }: Statement): readonly string[] {
  const { Action: actions = [] } = JSON.parse(source) as Written;
  return [actions].flat();
}

/** The first Sid that two of `statements` have. */
export function repeatedSid(statements: readonly Statement[]): Statement | undefined {
  const seen = new Set<string>();
  return statements.find(({ sid }) => {
    if (!sid) return false;
    if (seen.has(sid)) return true;
    seen.add(sid);
    return false;
  });
}
