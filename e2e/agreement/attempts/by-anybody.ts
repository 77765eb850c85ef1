import type { Witness } from "../../../src/proof/proof";
import type { Subject } from "../../emulator";
import { symbolic } from "../symbolic";
import type { NamedAttempt } from "./attempt";
import { type AttemptContext, accountOfArn } from "./context";
import { type Asking, assuming, holding, type Sent } from "./ways";

const textIn = (witness: Witness, name: string): string | undefined =>
  typeof witness[name] === "string" ? (witness[name] as string) : undefined;

/** A witness names the shortest text that a pattern matches, which may be none; any longer one matches too. */
const possible = (arn: string): string => (arn.endsWith("/") ? `${arn}any` : arn);

/** The caller that a witness describes. */
function subjectOf(witness: Witness, owner: string): Subject {
  const service = textIn(witness, "service");
  if (service !== undefined) {
    const [sourceAccount, sourceArn] = [textIn(witness, "aws:sourceaccount"), textIn(witness, "aws:sourcearn")];
    return {
      kind: "service",
      name: service,
      ...(sourceAccount === undefined ? {} : { sourceAccount }),
      ...(sourceArn === undefined ? {} : { sourceArn }),
    };
  }
  const provider = textIn(witness, "provider");
  if (provider !== undefined) {
    const url = provider.slice(provider.indexOf("-provider/") + "-provider/".length);
    const issuer = provider.includes(":saml-provider/") ? {} : { issuer: url };
    return { kind: "federated", provider, ...issuer, token: textIn(witness, "sub") ?? "somebody" };
  }
  const caller = textIn(witness, "caller");
  if (caller === undefined || caller === "anybody") return { kind: "anonymous" };
  const account = accountOfArn(caller);
  return {
    kind: "outsider",
    account,
    arn: possible(caller),
    ...(caller.includes(":role/")
      ? { sessionName: textIn(witness, "session")?.split("/").at(-1) ?? "any-session" }
      : {}),
    tags: new Map(Object.entries(after(witness, "principal tag "))),
    permissions: account === owner ? "none" : "all",
  };
}

/** What the witness calls `PREFIX…`, by what follows. */
const after = (witness: Witness, prefix: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(witness).flatMap(([name, value]) =>
      name.startsWith(prefix) && typeof value === "string" ? [[name.slice(prefix.length), value]] : [],
    ),
  );

/** Keys of conditions that the witness chooses. */
function keysOf(witness: Witness): Readonly<Record<string, string>> {
  const [issuer, sub, aud] = ["issuer", "sub", "aud"].map((name) => textIn(witness, name));
  const keys = Object.entries(witness).flatMap(([name, value]) =>
    /^[\w./-]+:/.test(name) && !/^aws:source(account|arn)$/.test(name) && typeof value === "string"
      ? [[name, value] as const]
      : [],
  );
  const organisation = textIn(witness, "organisation");
  return {
    ...Object.fromEntries(keys),
    ...(organisation === undefined ? {} : { "aws:PrincipalOrgID": organisation }),
    ...(issuer !== undefined && sub !== undefined ? { [`${issuer}:sub`]: sub, [`${issuer}:aud`]: aud ?? "" } : {}),
  };
}

const sentIn = (witness: Witness, hop: string): Sent => {
  const externalId = textIn(witness, `${hop}external id`);
  return { tags: after(witness, `${hop}request tag `), ...(externalId === undefined ? {} : { externalId }) };
};

/** The questions that the witness answers: one call, or one and then another with the session. */
function callsOf(context: AttemptContext, witness: Witness): readonly Asking[] {
  const [action, resource] = [textIn(witness, "action"), textIn(witness, "resource")];
  const keys = keysOf(witness);
  if (action !== undefined && resource !== undefined) {
    const real = context.environment.resolve(symbolic(resource));
    const [bucket] = real.split("/");
    const owner = context.guarded.find(({ arn }) => arn === bucket || arn === real)?.account ?? accountOfArn(real);
    const subject = subjectOf(witness, owner);
    const caller: Readonly<Record<string, string>> =
      "account" in subject ? { "kms:CallerAccount": subject.account } : {};
    return [[subject, { action, resource: real, resourceAccount: owner, context: { ...keys, ...caller } }]];
  }
  const [assumes = "", then] = [textIn(witness, "assumes"), textIn(witness, "thenAssumes")];
  const subject = subjectOf(witness, "");
  const role = assumes === "" ? context.roles.final : assumes;
  const sent = sentIn(witness, "");
  const first: readonly Asking[] =
    subject.kind === "federated"
      ? [
          [
            subject,
            { action: federatedAction(subject), resource: role, resourceAccount: accountOfArn(role), context: keys },
          ],
        ]
      : assuming(context, subject, role, sent).map(([who, question]) => [
          who,
          { ...question, context: { ...question.context, ...keys } },
        ]);
  return then === undefined
    ? first
    : [...first, ...assuming(context, holding(role, sent.tags), then, sentIn(witness, "then "))];
}

const federatedAction = ({ issuer }: { readonly issuer?: string }): string =>
  issuer === undefined ? "sts:AssumeRoleWithSAML" : "sts:AssumeRoleWithWebIdentity";

/** The attempt of a caller that has no keys in the emulator: it is asked about, not made. */
export async function askedWitness(context: AttemptContext, witness: Witness): Promise<NamedAttempt> {
  const what = `the witness ${JSON.stringify(witness)}`;
  for (const [subject, question] of callsOf(context, witness)) {
    const { allowed, refusedBy } = await context.environment.emulator.ask(subject, question);
    if (!allowed) return { what, allowed, says: `${question.action} is refused by ${refusedBy}` };
  }
  return { what, allowed: true, says: "every call is allowed" };
}
