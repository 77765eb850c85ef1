import { tooDeep } from "../nesting-limit";
import { InputError } from "../source-location";
import { quickHcl } from "./quick-hcl";

const DEPTH = 300;

/** Parses HCL to the form of Terraform's JSON syntax. @throws InputError with the line */
export async function parseHcl(file: string, written: string): Promise<unknown> {
  const text = written.replaceAll("\r\n", "\n");
  // the parser recurses, and a WebAssembly stack that overflows ends it for the files behind this one too
  if (depthOf(text) > DEPTH)
    throw new InputError(`found brackets nested more than ${DEPTH} deep, expected Terraform`, { file });
  const quick = quickHcl(text);
  if (quick !== undefined) return quick;
  const { parse } = await import("@cdktf/hcl2json").catch(() => {
    throw new InputError("found HCL without the package that reads it, expected @cdktf/hcl2json: npm install it", {
      file,
    });
  });
  try {
    return await parse(file, text);
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep({ file });
    throw refused(file, (error as Error)?.message ?? String(error));
  }
}

/** The most brackets open at one place; brackets in texts are counted too, which only makes it larger. */
function depthOf(text: string): number {
  let [depth, most] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "{" || character === "[" || character === "(") most = Math.max(most, ++depth);
    else if (character === "}" || character === "]" || character === ")") depth = Math.max(0, depth - 1);
  }
  return most;
}

function refused(file: string, message: string): InputError {
  const text = message.replace(/^parse config: \[?/, "").replace(/\]$/, "");
  const problem = text.split(/\s(?=\S+:\d+,\d+-)/)[0] ?? text;
  const [, line, found = problem] = /:(\d+),\d+-[\d,]+: ([\s\S]*)$/.exec(problem) ?? [];
  const hint = /interpolation doesn't expect a colon|Extra characters after interpolation/.test(found)
    ? "; write a policy variable such as ${aws:username} as $${aws:username}"
    : "";
  return new InputError(
    `found HCL that Terraform refuses (${found.trim().replace(/\.$/, "")}), expected valid Terraform${hint}`,
    {
      file,
      ...(line === undefined ? {} : { line: Number(line) }),
    },
  );
}
