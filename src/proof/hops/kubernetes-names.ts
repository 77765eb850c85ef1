import { hasUnknown } from "../../unknown/unknown-text";
import type { Why } from "./explain";

const isPart = (part: string): boolean => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(part);
const isLabel = (name: string): boolean => name.length <= 63 && isPart(name);
const isSubdomain = (name: string): boolean => name.length <= 253 && name.split(".").every(isPart);

/**
 * Why no pod has these names: Kubernetes has no object of them, though AWS takes them. Undefined where it may have.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 */
export function noSuchPod(namespace: string, serviceAccount: string): Why | undefined {
  const refused = (what: string, name: string, form: string): Why => ({
    code: "name-not-of-kubernetes",
    message: `no ${what} is called "${name}": its name is ${form}`,
    fix: "Correct the name.",
  });
  if (!hasUnknown(namespace) && !isLabel(namespace))
    return refused("namespace", namespace, "at most 63 small letters, digits and hyphens");
  if (!hasUnknown(serviceAccount) && !isSubdomain(serviceAccount))
    return refused("service account", serviceAccount, "at most 253 small letters, digits, hyphens and dots");
  return undefined;
}
