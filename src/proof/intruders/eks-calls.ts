import {
  all,
  and,
  type Context,
  type Glob,
  literal,
  MAYBE,
  NO,
  OPEN,
  type Request,
  type Truth,
  type Values,
} from "../../iam";
import type { ProofContext, ReadDocument } from "../proof-context";
import {
  ABSENT,
  contextOf,
  type EksTags,
  oneValue,
  principalTags,
  requestTags,
  sessionCallerOf,
  sessionEntries,
  withoutOtherTags,
} from "../requests/context";
import { callerAllowed, trustAllows } from "../requests/decide";
import { EKS_SERVICE, eksContext } from "../requests/pod-session";
import type { AccessPath } from "./access-path";
import type { ProtectedChain } from "./protected-chain";

/** EKS's own call for the first role. `tags` undefined with tags off. */
export function firstHop(
  proof: ProofContext,
  { guard, firstArn, account }: AccessPath,
  tags: EksTags | undefined,
): Truth {
  const actions = tags ? ["sts:assumerole", "sts:tagsession"] : ["sts:assumerole"];
  const context = withoutOtherTags(eksContext(proof, guard.document.reading, account, tags));
  return all(actions, (action) =>
    trustAllows(proof, action === "sts:assumerole" ? guard.reading : guard.document.reading, {
      action: literal(action),
      resource: literal(firstArn),
      caller: { kind: "service", name: EKS_SERVICE },
      context,
    }),
  );
}

/** Both calls that EKS makes. */
export function bothHops(
  proof: ProofContext,
  chain: ProtectedChain,
  path: AccessPath,
  tags: EksTags | undefined,
  externalId: Glob | undefined,
  region: string | undefined,
): Truth {
  const trusted = firstHop(proof, path, tags);
  if (trusted === NO || path.target === undefined) return trusted;
  return and(trusted, secondHop(proof, chain, path, path.target, tags, externalId, region));
}

function secondHop(
  proof: ProofContext,
  chain: ProtectedChain,
  path: AccessPath,
  target: ReadDocument,
  tags: EksTags | undefined,
  externalId: Glob | undefined,
  region: string | undefined,
): Truth {
  const actions = tags ? ["sts:assumerole", "sts:tagsession"] : ["sts:assumerole"];
  const ask = (sent: Values): Truth =>
    all(actions, (action) => {
      const request: Request = {
        action: literal(action),
        resource: literal(chain.targetArn),
        caller: sessionCallerOf(path.firstArn),
        context: secondHopContext(
          proof,
          chain,
          path.firstArn,
          tags,
          action === "sts:tagsession" ? ABSENT : sent,
          region,
        ),
      };
      const sameAccount = chain.targetAccount === chain.primary?.account;
      return and(
        trustAllows(proof, target, request),
        callerAllowed(proof, path.side, request, sameAccount ? target : undefined),
      );
    });
  if (!tags) return ask(externalId ? [externalId] : OPEN);
  const [withId, without] = [ask(externalId ? [externalId] : OPEN), ask(ABSENT)];
  return withId === without ? withId : MAYBE;
}

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
