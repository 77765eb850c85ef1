import { POLICY_VERSION } from "../aws";
import { type Policy, type PolicyKind, type PolicyReading, readPolicy } from "../iam";
import type { Document, Inventory, Role } from "../inventory";
import { proofRuleOf } from "../rules";
import { InputError } from "../terraform/source-location";
import type { World } from "../terraform/world";
import { UnknownValue } from "../unknown/unknown-value";
import type { ChainName } from "./chain-id";
import { type LookUps, lookUpsIn } from "./look-ups";
import {
  fullAccessBeside,
  fullAccessOfManagement,
  organisationPolicies,
  sparingManagement,
} from "./organisation-policies";
import type { Assumption, Finding, HopId, IntruderId, ProveOptions } from "./proof";
import { openForm, type ReadDocument } from "./read-document";

export type { ReadDocument } from "./read-document";

/** All that is known about the world, and what is found out on the way. */
export interface ProofContext extends LookUps {
  readonly world: World;
  readonly inventory: Inventory;
  readonly organisation: string | undefined;
  /** Ids of the pods of which it is expected that their tokens give them something. */
  readonly expectedByToken: ReadonlySet<string>;
  /** Service control policies in force; undefined for none. */
  readonly scps: readonly ReadDocument[] | undefined;
  readonly rcps: readonly ReadDocument[];
  read(document: Document, kind: PolicyKind): ReadDocument;
  /** Lets go of what one chain was the only one to read so far; what a second one reads is kept. */
  release(documents: Iterable<Document>): void;
  /** Notes a finding of the table in src/rules, once. */
  warn(finding: Omit<Finding, "level">): void;
  readonly findings: readonly Finding[];
  /** Notes what a decision rests on and the world does not show. */
  readonly assume: (assumption: Assumed) => void;
}

/** An assumption of one chain; those of one id and subject are one. */
export type Assumed = Omit<Assumption, "accepted" | "for"> & { readonly for: HopId | IntruderId };

/** @throws InputError for an SCP or RCP that AWS would refuse */
export function proofContextOf(world: World, inventory: Inventory, options: ProveOptions): ProofContext {
  const readings = new Map<Document, ReadDocument>();
  const released = new Set<Document>();
  const ofAws = new Map<string, PolicyReading>();
  const findings: Finding[] = [];
  const seen = new Set<string>();
  const given = options.scps?.map((one) => organisationPolicy(one, "organisation")) ?? [];
  const attached = organisationPolicies(inventory, "service");
  const scps = [...given, ...attached];
  return {
    world,
    inventory,
    organisation: options.organisation,
    expectedByToken: new Set(
      (options.expectations ?? []).flatMap(({ pod, mechanism }) => (mechanism === "irsa" ? [pod] : [])),
    ),
    scps:
      scps.length > 0
        ? [
            ...sparingManagement(inventory, "service", scps),
            ...(given.some(allowsSomething) ? [] : [fullAccessBeside(FULL_ACCESS, attached)]),
            ...fullAccessOfManagement(inventory, FULL_ACCESS),
          ]
        : undefined,
    rcps: sparingManagement(inventory, "resource", [
      ...(options.rcps?.map((one) => organisationPolicy(one, "resource-control")) ?? []),
      ...organisationPolicies(inventory, "resource"),
    ]),
    findings,
    ...lookUpsIn(inventory),
    read(document, kind) {
      const known = readings.get(document);
      if (known) return known;
      const made = { ...readingOf(document, kind, ofAws), document, kind };
      readings.set(document, made);
      return made;
    },
    release(documents) {
      for (const document of documents) if (!released.has(document)) readings.delete(document);
      for (const document of documents) {
        if (!released.has(document)) readings.delete(document);
        released.add(document);
      }
    },
    assume() {},
    warn(finding) {
      const key = JSON.stringify([finding.code, finding.chain, finding.message]);
      if (seen.has(key)) return;
      seen.add(key);
      findings.push({ ...finding, level: proofRuleOf(finding.code).level });
    },
  };
}

/** `proof` for one chain: what it warns of is about that chain. */
export const aboutChain = (proof: ProofContext, { id, key }: ChainName): ProofContext => ({
  ...proof,
  warn: (finding) => proof.warn({ ...finding, chain: id, key }),
});

function readingOf(
  { text, location, label, holder, refused, ofAws }: Document,
  kind: PolicyKind,
  known: Map<string, PolicyReading>,
): ReadDocument {
  if (refused) return { policy: undefined, label, location, problem: refused };
  if (text instanceof UnknownValue) return { policy: undefined, label, location, unknown: text };
  // many roles have the same policies that AWS manages, some of them long
  const reading = (ofAws !== undefined && known.get(ofAws)) || readPolicy(text, kind, holder);
  if (ofAws !== undefined) known.set(ofAws, reading);
  const { policy, problem } = reading;
  if (!problem) return { policy, label, location };
  const unknown = openForm(problem);
  return { policy: undefined, label, location, ...(unknown ? { unknown } : { problem }) };
}

const FULL_ACCESS: ReadDocument = {
  policy: readPolicy(
    JSON.stringify({ Version: POLICY_VERSION, Statement: { Effect: "Allow", Action: "*", Resource: "*" } }),
    "organisation",
  ).policy,
  label: "FullAWSAccess",
  location: { file: "", pointer: "", line: 0 },
};

const allowsSomething = ({ policy }: { readonly policy: Policy | undefined }): boolean =>
  policy?.statements.some(({ effect }) => effect === "Allow") ?? false;

function organisationPolicy(
  { file, text }: { readonly file: string; readonly text: string },
  kind: "organisation" | "resource-control",
): ReadDocument {
  const { policy, problem } = readPolicy(text, kind);
  if (problem) throw new InputError(`${problem.message} (${problem.awsError}); ${problem.fix}`, { file });
  return { policy, label: file, location: { file, pointer: "", line: 1 } };
}

/**
 * The identity policies of `role`; what is attached unseen stands as an unknown policy, and what all of them
 * together exceed as one that IAM refuses.
 */
export const identityOf = (proof: ProofContext, role: Role): readonly ReadDocument[] => [
  ...role.refused.map((problem) => ({
    policy: undefined,
    label: `a policy of ${role.resource.address}`,
    location: role.resource.location(),
    problem,
  })),
  ...role.policies.map((document) => proof.read(document, "identity")),
  ...role.unseen.map((reason) => ({
    policy: undefined,
    label: `a policy of ${role.resource.address}`,
    location: role.resource.location(),
    unknown: new UnknownValue("not-read", reason, {
      advice: "Put what is attached into the world, or prove the state.",
    }),
  })),
];

export const boundaryOf = (proof: ProofContext, role: Role): readonly ReadDocument[] =>
  role.boundary ? [proof.read(role.boundary, "identity")] : [];
