import type { Context, Values } from "../../iam";
import type { ProofContext } from "../proof-context";
import {
  ABSENT,
  contextOf,
  type EksTags,
  oneValue,
  principalTags,
  requestTags,
  sessionEntries,
  withoutOtherTags,
} from "../requests/context";
import type { ProtectedChain } from "./protected-chain";

/** The keys of the call that EKS makes with the primary's session. */
export const secondHopContext = (
  proof: ProofContext,
  chain: ProtectedChain,
  firstArn: string,
  tags: EksTags | undefined,
  externalId: Values,
  region: string | undefined,
): Context =>
  withoutOtherTags(
    contextOf(sessionEntries(firstArn, proof.organisation), principalTags(tags, chain.primary), requestTags(tags), {
      "sts:externalid": externalId,
      "aws:resourceaccount": oneValue(chain.targetAccount),
      "aws:requestedregion": oneValue(region),
      "aws:sourceidentity": ABSENT,
      "sts:sourceidentity": ABSENT,
    }),
  );
