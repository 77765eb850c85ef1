import {
  all,
  and,
  type Context,
  type Glob,
  keysWith,
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
  type Entries,
  oneValue,
  principalTags,
  requestTags,
  sessionCallerOf,
  sessionEntries,
  withoutOtherTags,
} from "../requests/context";
import { callerAllowed, trustAllows } from "../requests/decide";
import { EKS_SERVICE, eksContext } from "../requests/pod-session";
import { withRoleTags } from "../requests/resource-tags";
import type { AccessPath } from "./access-path";
import type { ProtectedChain } from "./protected-chain";

/** EKS's own call for the first role. `tags` undefined with tags off. */
export function firstHop(
  proof: ProofContext,
  { guard, firstArn, account }: AccessPath,
  tags: EksTags | undefined,
): Truth {
  const actions = tags ? ["sts:assumerole", "sts:tagsession"] : ["sts:assumerole"];
  const eks = withoutOtherTags(eksContext(proof, guard.document.reading, account, tags));
  const context = withRoleTags(proof, firstArn, eks);
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
  const caller = sessionCallerOf(path.firstArn);
  const resource = literal(chain.targetArn);
  const contextWith = secondHopContext(proof, chain, path.firstArn, tags, region);
  const sameAccount = chain.targetAccount === chain.primary?.account;
  const ask = (sent: Values): Truth =>
    all(actions, (action) => {
      const context = contextWith(action === "sts:tagsession" ? ABSENT : sent);
      const request: Request = { action: literal(action), resource, caller, context };
      return and(
        trustAllows(proof, target, request),
        callerAllowed(proof, path.side, request, sameAccount ? target : undefined),
      );
    });
  const withId = ask(externalId ? [externalId] : OPEN);
  // with tags on it is not known whether EKS sends one, which makes no difference where no policy asks for it
  if (!tags || keysWith(path.policies, EXTERNAL_ID).length === 0) return withId;
  return withId === ask(ABSENT) ? withId : MAYBE;
}

const EXTERNAL_ID = "sts:externalid";

/** The keys of the call that EKS makes with the primary's session and the ExternalId that is given. */
export function secondHopContext(
  proof: ProofContext,
  chain: ProtectedChain,
  firstArn: string,
  tags: EksTags | undefined,
  region: string | undefined,
): (externalId: Values) => Context {
  const entries: readonly Entries[] = [
    sessionEntries(firstArn, proof.organisation),
    principalTags(tags, chain.primary),
    requestTags(tags),
    {
      "aws:resourceaccount": oneValue(chain.targetAccount),
      "aws:requestedregion": oneValue(region),
      "aws:sourceidentity": ABSENT,
      "sts:sourceidentity": ABSENT,
    },
  ];
  return (externalId) =>
    withRoleTags(proof, chain.targetArn, withoutOtherTags(contextOf(...entries, { [EXTERNAL_ID]: externalId })));
}
