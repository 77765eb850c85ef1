import type { Document } from "../pair";
import { allowedBy, and, not, or } from "./smt";
import { ACCOUNT, type Asked, TARGET_ACCOUNT } from "./trusts";

const SMT_TAGS = ["kubernetes_namespace", "kubernetes_service_account", "eks_cluster_arn"];
const CLUSTERS = '(str.++ "arn:aws:eks:us-east-1:" account ":cluster/" cluster)';
/** Tags that EKS sends besides; a free caller may send any other instead. */
const OTHERS = ["eks-cluster-name", "kubernetes-pod-name", "kubernetes-pod-uid"];

/**
 * "Some request of the class `asked`, as the contract of prove describes it, passes `trust`": of
 * another namespace's pod with EKS's tags or with its ExternalId, by the primary role or, where the trust admits
 * everybody, by an association in the target's own account; or of any role of the cluster's or the target's account that
 * chooses freely.
 */
export function frontDoorFormula(trust: Document, asked: Asked): string {
  const extra = asked === "other-role" ? ["extra"] : OTHERS.map((tag) => `"${tag}"`);
  const hasExtra = asked === "other-role" ? "has_extra" : "tagged";
  const tagged = or([...SMT_TAGS.map((tag) => `has_${tag}`), hasExtra]);
  const allowed = (action: string, external: string) =>
    allowedBy(trust, action, external, { names: extra, there: hasExtra });
  const name = (text: string) => `(str.in_re ${text} (re.+ (re.union (re.range " " ".") (re.range "0" "~"))))`;
  // Kubernetes takes no capital letters, so that no pod has them.
  const small = (text: string) => `(not (str.in_re ${text} (re.++ re.all (re.range "A" "Z") re.all)))`;
  const printable = (text: string) => `(str.in_re ${text} (re.+ (re.range " " "~")))`;
  const strings = [...SMT_TAGS, "external", "role", "account", "extra", "cluster"];
  const pod = [
    '(= role "primary")',
    `(= account (ite direct "${TARGET_ACCOUNT}" "${ACCOUNT}"))`,
    '(not (= kubernetes_namespace "payments"))',
    `(= eks_cluster_arn ${CLUSTERS})`,
    ...SMT_TAGS.map((tag) => `(= has_${tag} tagged)`),
    "(= has_external (and (not tagged) (not direct)))",
    `(= external (str.++ "us-east-1/${ACCOUNT}/" cluster "/" kubernetes_namespace "/" kubernetes_service_account))`,
    ...["cluster", "kubernetes_namespace", "kubernetes_service_account"].map(name),
    ...["kubernetes_namespace", "kubernetes_service_account"].map(small),
  ];
  const free = [
    "(not direct)",
    or([
      and([`(= account "${ACCOUNT}")`, '(not (= role "primary"))']),
      and([`(= account "${TARGET_ACCOUNT}")`, '(not (= role "target"))']),
    ]),
    printable("role"),
    ...SMT_TAGS.map(printable),
    printable("external"),
    // What a tag's key may hold: no wildcards.
    '(str.in_re extra (re.+ (re.union (re.range "0" "9") (re.range "A" "Z") (re.range "a" "z") (str.to_re "-") (str.to_re ":"))))',
    // It is another tag than those three: keys of conditions have no case.
    ...SMT_TAGS.map((tag) => not(`(str.in_re extra ${inAnyCase(tag.replaceAll("_", "-"))})`)),
  ];
  return [
    ...strings.map((text) => `(declare-const ${text} String)`),
    ...[...SMT_TAGS, "external", "extra"].map((text) => `(declare-const has_${text} Bool)`),
    "(declare-const tagged Bool)",
    "(declare-const direct Bool)",
    `(assert ${and(asked === "other-role" ? free : pod)})`,
    `(assert ${allowed("sts:AssumeRole", "has_external")})`,
    `(assert ${or([not(tagged), allowed("sts:TagSession", "false")])})`,
  ].join("\n");
}

const inAnyCase = (text: string): string =>
  `(re.++ ${[...text].map((letter) => `(re.union (str.to_re "${letter}") (str.to_re "${letter.toUpperCase()}"))`).join(" ")})`;
