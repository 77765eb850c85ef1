import { isPlaceholder, regionOfIssuer } from "../../aws";
import { hasUnknown } from "../../unknown/unknown-text";
import type { IrsaChain } from "../chains";

/** Why an issuer that the trust policy names is certainly not that of the cluster, whose own is yet `open`. */
export function notItsIssuer(
  { serviceAccountObject: object }: IrsaChain,
  { isMade }: { readonly isMade: boolean },
  issuer: string,
): string | undefined {
  if (isMade && isPlaceholder(issuer))
    return "which stands in AWS's pages as an example: no cluster has it for an issuer";
  const [its, named] = [object?.region, regionOfIssuer(issuer)];
  return its === undefined || named === undefined || its === named || hasUnknown(its)
    ? undefined
    : `which is of a cluster in ${named}, and the service account's is in ${its}`;
}
