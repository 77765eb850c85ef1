import { type Document, listOf, type StatementJson } from "../pair";
import { ACCOUNT, type Asked, ROLE_PREFIX, TAGS } from "./trusts";

/** A key of the request as an SMT term, and the formula for whether it is present. */
interface Term {
  readonly term: string;
  readonly there: string;
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
export const and = (parts: readonly string[]): string => (parts.length === 0 ? "true" : `(and ${parts.join(" ")})`);
export const or = (parts: readonly string[]): string => (parts.length === 0 ? "false" : `(or ${parts.join(" ")})`);
export const not = (part: string): string => `(not ${part})`;

/**
 * The keys of a request: `role` is the role's name with its path; each tag has a value and a flag. Where `direct`,
 * EKS itself calls, which has no ARN.
 */
function keyCalled(key: string): Term {
  if (key === "aws:PrincipalArn")
    return { term: '(str.++ "arn:aws:iam::" account ":role/" role)', there: "(not direct)" };
  if (key === "sts:ExternalId") return { term: "external", there: "has_external" };
  const tag = key.replace("aws:RequestTag/", "").replaceAll("-", "_");
  return { term: tag, there: `has_${tag}` };
}

/** The regular expression of a pattern. */
function regex(pattern: string): string {
  const parts = pattern.split(/([*?])/).filter((part) => part !== "");
  const pieces = parts.map((part) =>
    part === "*" ? "re.all" : part === "?" ? "re.allchar" : `(str.to_re ${quoted(part)})`,
  );
  return pieces.length === 1
    ? (pieces[0] as string)
    : pieces.length === 0
      ? '(str.to_re "")'
      : `(re.++ ${pieces.join(" ")})`;
}

function matches(base: string, term: string, value: string): string {
  const variable = /^(.*)\$\{([^}]+)\}$/.exec(value);
  if (variable) {
    const { term: inner, there } = keyCalled(variable[2] ?? "");
    return and([there, `(= ${term} (str.++ ${quoted(variable[1] ?? "")} ${inner}))`]);
  }
  return /Like|Arn/.test(base) ? `(str.in_re ${term} ${regex(value)})` : `(= ${term} ${quoted(value)})`;
}

/** Tag keys beside the three that trusts test: SMT terms, and the formula for whether they are present. */
interface MoreTags {
  readonly names: readonly string[];
  readonly there: string;
}

function test(operator: string, key: string, values: readonly string[], more: MoreTags): string {
  const [, set, base = ""] = /^(?:(ForAllValues|ForAnyValue):)?(.*)$/.exec(operator) ?? [];
  if (set) {
    const fits = (tag: string) => or(values.map((value) => matches(base, tag, value)));
    const tags = [
      ...TAGS.map((tag) => [quoted(tag), keyCalled(`aws:RequestTag/${tag}`).there] as const),
      ...more.names.map((tag) => [tag, more.there] as const),
    ];
    return set === "ForAllValues"
      ? and(tags.map(([tag, there]) => or([not(there), fits(tag)])))
      : or(tags.map(([tag, there]) => and([there, fits(tag)])));
  }
  const { term, there } = keyCalled(key);
  if (operator === "Null") return or(values.map((value) => (value === "true" ? not(there) : there)));
  const name = base.replace("IfExists", "");
  const any = or(values.map((value) => matches(name, term, value)));
  if (name.includes("Not")) return or([not(there), not(any)]);
  return base.endsWith("IfExists") ? or([not(there), any]) : and([there, any]);
}

function applies(statement: StatementJson, action: string, more: MoreTags): string {
  if (!listOf(statement.Action).some((a) => a === action || a === "sts:*")) return "false";
  const names = typeof statement.Principal === "object" ? listOf(statement.Principal.AWS) : [];
  const named = names.map((name) =>
    name === "*"
      ? "true"
      : and([
          "(not direct)",
          `(= account ${quoted(ACCOUNT)})`,
          name.endsWith(":root") ? "true" : `(= role ${quoted(name.slice(ROLE_PREFIX.length))})`,
        ]),
  );
  const tests = Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => test(operator, key, listOf(value), more)),
  );
  return and([or(named), ...tests]);
}

/** Whether `trust` allows `action`; `external` is whether an ExternalId comes with it. */
export function allowedBy(trust: Document, action: string, external: string, more: MoreTags): string {
  const of = (effect: string) =>
    or(trust.Statement.filter(({ Effect }) => Effect === effect).map((s) => applies(s, action, more)));
  return `(let ((has_external ${external})) ${and([of("Allow"), not(of("Deny"))])})`;
}

const NO_MORE: MoreTags = { names: [], there: "false" };

/** "Some request of the class passes `trust`", in SMT-LIB. */
export function formula(trust: Document, asked: Asked): string {
  const allowed = (action: string, external: string) => allowedBy(trust, action, external, NO_MORE);
  const names = [...TAGS.map((tag) => tag.replaceAll("-", "_")), "external"];
  const tagged = or(TAGS.map((tag) => `has_${tag.replaceAll("-", "_")}`));
  const printable = (name: string) => `(str.in_re ${name} (re.+ (re.range " " "~")))`;
  return [
    `(define-const account String ${quoted(ACCOUNT)})`,
    "(define-const direct Bool false)",
    "(declare-const role String)",
    ...names.map((name) => `(declare-const ${name} String)(declare-const has_${name} Bool)(assert ${printable(name)})`),
    `(assert ${printable("role")})`,
    asked === "other-role"
      ? '(assert (not (= role "primary")))'
      : `(assert ${and(['(= role "primary")', "has_kubernetes_namespace", "has_kubernetes_service_account", "has_eks_cluster_arn", "(not has_external)", '(not (= kubernetes_namespace "payments"))', `(= eks_cluster_arn "arn:aws:eks:us-east-1:${ACCOUNT}:cluster/production")`])})`,
    `(assert ${allowed("sts:AssumeRole", "has_external")})`,
    // TagSession has no ExternalId; it is checked only where there is a tag to set.
    `(assert ${or([not(tagged), allowed("sts:TagSession", "false")])})`,
  ].join("\n");
}
