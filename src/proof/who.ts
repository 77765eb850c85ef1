/** Which callers of a class somebody accepts, by one property of theirs. */
export type Who =
  /** A glob of ARNs: of roles, users, or identity providers. */
  | { readonly kind: "arn"; readonly text: string }
  /** A glob of ARNs of sessions. */
  | { readonly kind: "session"; readonly text: string }
  | { readonly kind: "account"; readonly text: string }
  | { readonly kind: "organisation"; readonly text: string }
  | { readonly kind: "service"; readonly text: string }
  /** Tokens of an issuer, without `https://`; those whose subject the glob `subject` matches. */
  | { readonly kind: "issuer"; readonly text: string; readonly subject?: string }
  /** `STACK/ADDRESS`: everybody, at this document. */
  | { readonly kind: "document"; readonly text: string };

export const WHO_FORM = "an ARN, an account, an organisation's id, a service, ISSUER[#SUB] or STACK/ADDRESS";

const ADDRESS = /^.+?\/(?:module\.[\w-]+(?:\[[^\]]*\])?\.)*(?:data\.)?[a-z][a-z0-9]*_\w+\.[\w-]+(?:\[.*\])?$/s;
const ISSUER = /^(?:https:\/\/)?([a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?(?:\/[^#\s]*)?)(?:#(.+))?$/i;

/** What `text` names; undefined for a text of no such form. */
export function whoOf(text: string): Who | undefined {
  if (/^arn:[^:]*:sts::[^:]*:assumed-role\/./.test(text)) return { kind: "session", text };
  if (/^arn:[^:]*:[^:]*:[^:]*:[^:]*:./.test(text)) return { kind: "arn", text };
  if (/^(\d{12}|<account of [^>]+>)$/.test(text)) return { kind: "account", text };
  if (/^o-[a-z0-9]{10,32}$/.test(text)) return { kind: "organisation", text };
  if (/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(text)) return { kind: "service", text };
  if (ADDRESS.test(text)) return { kind: "document", text };
  const [, issuer, subject] = ISSUER.exec(text) ?? [];
  if (issuer === undefined) return undefined;
  return { kind: "issuer", text: issuer.replace(/\/$/, ""), ...(subject === undefined ? {} : { subject }) };
}
