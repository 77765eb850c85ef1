import type { DeniedCall } from "../aws";
import type { Answer, Way } from "../proof/answer";
import { chainsRead } from "./chain-names";
import type { WorldCommand } from "./prove";

/** Why a text is not taken for an error of AWS, and what would be. */
export function noError(text: string): string {
  if (text.trim() === "") return "found nothing on standard input, expected an error of AWS, as a log has it";
  if (text.includes("\0"))
    return "found text in UTF-16, as PowerShell writes it, expected UTF-8: iconv -f UTF-16 -t UTF-8 FILE | eks-cross-account explain -";
  if (/Encoded authorization failure message/i.test(text))
    return "found an encoded message, which AWS alone can read: give explain what `aws sts decode-authorization-message --encoded-message MESSAGE --query DecodedMessage --output text` prints";
  if (/\.dkr\.ecr\.[\s\S]*(?:403|denied)/i.test(text))
    return "found an image that could not be pulled: the kubelet pulls images with the node's role, and no chain of a pod decides that";
  const [, code, cli, go] =
    /\((\w+)\) when calling the (\w+) operation|operation error [\w ]+: (\w+),/.exec(text) ?? [];
  if (cli ?? go)
    return `found ${code === undefined ? "an error" : code} of ${cli ?? go}, which is no refusal by a policy: what expires, is not there or is signed wrongly no document decides`;
  return `found no error of AWS in what was given, expected a line such as: User: ARN is not authorized to perform: ACTION on resource: ARN. Of a log give the lines of the refused call, or name a chain: explain CHAIN`;
}

/** Why no hop fits any of `calls`; `known` are the chains on whose way the role of a caller is. */
export function noHop(calls: readonly DeniedCall[], { ways }: Answer, known: readonly Way[]): string {
  const read = `The chains that were read: ${chainsRead(ways.map(({ chain }) => chain.id))}`;
  const looked = `found no hop for ${calls.map(lookedFor).join("; nor for ")}`;
  const node = calls.map(({ caller }) => /:assumed-role\/([^/]+)\/(i-[0-9a-f]{8,})$/.exec(caller ?? "")).find(Boolean);
  if (node)
    return `${looked}. ${node[1]} with session ${node[2]} is the role of an instance, such as a node: a pod that calls with it had no credentials of its own, so that its SDK took the node's. Explain the pod's CHAIN/association or CHAIN/service-account; if it is allowed, the pod started before it was there, or its SDK is too old. ${read}`;
  if (known.length > 0)
    return `${looked}. Of ${chainsRead(known.map(({ chain }) => chain.id))} it is a role, and no statement that was read lets it do that${known.some(hasTarget) ? ". If it is the primary role, the pod's call should come from the target role: the association that AWS holds may have none, or the pod is older than it" : ""}. ${read}`;
  const unread = ways.filter(({ edges }) =>
    edges.some(({ hop }) => /^(primary|target)-trust$/.test(hop.id) && hop.resource === undefined),
  );
  if (unread.length > 0)
    return `${looked}. Of ${chainsRead(unread.map(({ chain }) => chain.id))} the role is not known, so that it may be the caller's: explain such a chain to see why, such as a module that \`terraform init\` has not installed. ${read}`;
  return `${looked}. Either the Terraform of the caller's role is in a folder that was not given, or it is no role of a pod. ${read}`;
}

const hasTarget = ({ edges }: Way): boolean => edges.some(({ hop }) => hop.id === "primary-permission");

const STEPS: Readonly<Record<NonNullable<DeniedCall["step"]>, string>> = {
  "web-identity": "a token that a role's trust policy refuses (IRSA)",
  "oidc-provider": "a token whose OIDC provider is not there or has another audience (IRSA)",
  "pod-identity": "a role that EKS may not assume (Pod Identity)",
  association: "a service account without an association (Pod Identity)",
  "no-credentials": "a pod without credentials",
};

/** What was looked for, for a sentence. */
function lookedFor({ caller, action, operation, resource, service, step }: DeniedCall): string {
  const call = step ? STEPS[step] : (action ?? operation ?? `a call of ${service}`);
  return `${call}${resource === undefined ? "" : ` on ${resource}`}${caller === undefined ? "" : ` by ${caller}`}`;
}

/**
 * What AWS says of a refusal that no document which was read can: that a policy of the organisation or of a VPC endpoint
 * made it. What is missing at the hop does not count then, and a fix of it does not help by itself.
 * @see https://aws.amazon.com/blogs/security/enhanced-access-denied-error-messages-with-policy-arns/
 */
export function beyondReading({ policy }: DeniedCall, { scp = [], rcp = [] }: WorldCommand): string | undefined {
  const given = { "service-control": scp, "resource-control": rcp, endpoint: [] }[policy as string];
  if (given === undefined || given.length > 0) return undefined;
  if (policy === "endpoint")
    return "AWS says that the policy of a VPC endpoint refuses it. Such policies are not read: look at the endpoint's own, first.";
  const [name, option] = policy === "service-control" ? ["service control", "--scp"] : ["resource control", "--rcp"];
  return `AWS says that a ${name} policy refuses it, and none was given: ${option} FILE reads one. Until it allows the call, no other change helps.`;
}
