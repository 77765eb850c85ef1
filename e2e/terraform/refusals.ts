import type { Refusal } from "../loader/deployment";
import type { Line } from "./terraform";

/** AWS's error code and text in the provider's message: `…, RequestID: 1, api error Code: text` or, for an error type of the SDK, `…, Code: text` */
const AWS_ERROR = /StatusCode: \d+, RequestID: [^,]*,(?: HostID: [^,]*,)? (?:api error )?(\w+): (.*)/s;

/** Terraform's verbs as a refusal has them. */
const ACTIONS: Readonly<Record<string, Refusal["action"]>> = { create: "create", update: "update", delete: "delete" };

/** The errors of one run: a resource's are at its address, those of a whole stack at `""`; code is AWS's, else Terraform's own heading. */
export function refusalsIn(stack: string, lines: readonly Line[]): readonly Refusal[] {
  const failed = new Map(
    lines.flatMap(({ type, hook }) => (type === "apply_errored" && hook ? [[hook.resource.addr, hook.action]] : [])),
  );
  return lines.flatMap(({ diagnostic }) => {
    if (diagnostic?.severity !== "error") return [];
    const { address = "", summary, detail } = diagnostic;
    const aws = AWS_ERROR.exec(summary) ?? AWS_ERROR.exec(detail);
    const said = aws ? { code: aws[1] ?? "", message: (aws[2] ?? "").trim() } : { code: summary, message: detail };
    return [{ stack, address, ...said, action: ACTIONS[failed.get(address) ?? ""] ?? "read" }];
  });
}
