import { createHash } from "node:crypto";
import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import type { Answer, Edge, Way } from "../proof/answer";
import type { Fault } from "../proof/derivation";
import type { Assumption, ChainResult, ExpectationResult, Finding, HopId, Intruder, IntruderId } from "../proof/proof";
import { type ProofRuleId, proofRuleOf } from "../rules";
import type { SourceLocation } from "../terraform/source-location";
import { readable } from "../unknown/unknown-text";

export interface SarifOptions {
  /** Of this program. */
  readonly version: string;
  /** Where expectations that failed are shown. */
  readonly expectationsFile?: string | undefined;
}

type Level = "error" | "warning" | "note";

type Identity = readonly (string | undefined)[];

/** Something to show, before it has SARIF's form. */
interface Alert {
  readonly rule: ProofRuleId;
  readonly level: Level;
  readonly text: readonly (string | undefined)[];
  readonly location: SourceLocation | { readonly file: string; readonly line: number } | undefined;
  /** Further places, each with what stands there. */
  readonly related?: readonly { readonly location: SourceLocation; readonly text: string }[];
  /** What identifies the result, regardless of file and line; the second beside `key`. */
  readonly identity: { readonly v1: Identity; readonly v2: Identity };
  /** The folder of its world, where several were proved. */
  readonly world?: string;
  readonly chain?: string | undefined;
  /** Of the chain. */
  readonly key?: string | undefined;
  readonly hop?: HopId | undefined;
}

/**
 * The proof as a SARIF 2.1.0 log with one run: a result for each hop that is denied (error) or unknown
 * (warning), each intruder that gets in and is not accepted (error) or is unknown (warning), each
 * assumption that is not accepted (note), each expectation that is not met, and each finding. Where a wrong value comes
 * from an argument, a variable or a local, the places that it flows through are related locations.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
 */
export function asSarif({ proof, ways }: Answer, { version, expectationsFile }: SarifOptions): string {
  const { expectations, findings } = proof;
  const alerts = [
    ...ways.flatMap((way) => chainAlerts(way, expectationsFile)),
    ...expectations.flatMap((expectation) => expectationAlerts(expectation, expectationsFile)),
    ...findings.map(findingAlert),
  ];
  const ids = [...new Set(alerts.map(({ rule }) => rule))];
  const indices = new Map(ids.map((id, index) => [id, index]));
  const seen = new Map<string, number>();
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "eks-cross-account", version, rules: ids.map(ruleOf) } },
        columnKind: "utf16CodeUnits",
        results: alerts.map((alert) => resultOf(alert, indices.get(alert.rule) ?? -1, seen)),
        properties: { verdict: proof.verdict },
      },
    ],
  };
  return readable(`${JSON.stringify(log, undefined, 2)}\n`);
}

function chainAlerts({ chain, edges }: Way, file: string | undefined): readonly Alert[] {
  return [
    ...edges.flatMap((edge) => hopAlerts(chain, edge)),
    ...chain.intruders.flatMap((intruder) => intruderAlerts(chain, intruder)),
    ...chain.assumptions.flatMap((assumption) => assumptionAlerts(chain, assumption)),
    ...chain.expectations.flatMap((expectation) => expectationAlerts(expectation, file, chain.key)),
  ].map((alert) => ({ ...alert, ...(chain.world === undefined ? {} : { world: chain.world }) }));
}

function hopAlerts(chain: ChainResult, { hop, derivation }: Edge): readonly Alert[] {
  const { id, verdict, action, resource, code, message, awsError, fix, location } = hop;
  if (verdict === "allowed") return [];
  const what = [action, resource && `on ${resource}`].filter(Boolean).join(" ");
  return [
    {
      rule: code ?? (verdict === "denied" ? "not-allowed" : "not-decided"),
      level: verdict === "denied" ? "error" : "warning",
      text: [`${chain.id}: ${id} is ${verdict}${what ? `, ${what}` : ""}.`, message, awsError, fix],
      location: location ?? chainLocation(chain),
      related: derivation().faults.flatMap(provenanceOf),
      identity: { v1: [...nameOf(chain), id, action, resource], v2: [id, action, resource] },
      chain: chain.id,
      key: chain.key,
      hop: id,
    },
  ];
}

/** The way of a wrong value from the document that has it to what sets it, which is the place to correct. */
function provenanceOf({ origin }: Fault): NonNullable<Alert["related"]> {
  if (!origin) return [];
  const { name, location, value, way } = origin;
  return [
    ...way.map((one) => ({ location: one, text: `"${value}" is passed on here` })),
    { location, text: `"${value}" is given here, by ${name}` },
  ];
}

const INTRUDER: Readonly<Record<IntruderId, string>> = {
  "other-service-account": "A pod of another service account gets in",
  "other-namespace": "A pod of another namespace gets in",
  "other-cluster": "A pod of another cluster gets in",
  "other-role": "Another role of the same account gets in",
  "other-account": "A role of another account gets in",
  anonymous: "Anybody gets in, without credentials",
  "primary-holder": "Somebody who holds the primary role's own credentials gets in",
  user: "A user of the same account gets in",
  federated: "Somebody who signs in through another identity provider gets in",
  service: "An AWS service gets in",
  "other-principal": "A principal that is not one of the classes may get in",
};

function intruderAlerts(chain: ChainResult, intruder: Intruder): readonly Alert[] {
  const { id, verdict, accepted, assumption, message, witness, through = [] } = intruder;
  if (verdict === "denied" || accepted || assumption !== undefined) return [];
  const open = through.filter((one) => one.assumption === undefined);
  const related = open.flatMap(({ location, who, actions, document }) =>
    location ? [{ location, text: `${who} by ${document}: ${actions.join(", ") || "any action"}` }] : [],
  );
  return [
    {
      rule: `intruder-${id}`,
      level: verdict === "allowed" ? "error" : "warning",
      text: [
        `${chain.id}: ${verdict === "allowed" ? "" : "unknown whether: "}${INTRUDER[id]}.`,
        message,
        witness && `This request passes: ${JSON.stringify(witness)}`,
        `Narrow what lets it in, or accept it with --allow-intruders ${id}.`,
      ],
      location: related[0]?.location ?? chainLocation(chain),
      related,
      identity: { v1: [...nameOf(chain), id], v2: [id] },
      chain: chain.id,
      key: chain.key,
    },
  ];
}

function assumptionAlerts(chain: ChainResult, assumption: Assumption): readonly Alert[] {
  const { id, subject, for: rests, message, accepted, location } = assumption;
  if (accepted) return [];
  return [
    {
      rule: `assumption-${id}`,
      level: "note",
      text: [
        `${chain.id}: proved if ${message}.`,
        `About ${subject}; ${rests.join(", ")} rest on it. Accept it with --assume ${id}@${subject}.`,
      ],
      location: location ?? chainLocation(chain),
      identity: { v1: [...nameOf(chain), id, subject], v2: [id, subject] },
      chain: chain.id,
      key: chain.key,
    },
  ];
}

/** What named a chain before it had a key. */
const nameOf = ({ id, mechanism, account }: ChainResult): Identity => [id, mechanism, account ?? ""];

/** Where a chain as a whole is shown: at the trust that guards it, else at any hop that has a location. */
function chainLocation({ hops }: ChainResult): SourceLocation | undefined {
  const of = (id?: HopId) => hops.find((hop) => hop.location && (id === undefined || hop.id === id))?.location;
  return of("target-trust") ?? of("primary-trust") ?? of();
}

function expectationAlerts(expectation: ExpectationResult, file: string | undefined, key?: string): readonly Alert[] {
  const { line, pod, can, cannot, on: resource, as, verdict, message } = expectation;
  if (verdict === "met") return [];
  const on = as === undefined ? resource : `${resource} as ${as}`;
  const verb = can === undefined ? `cannot ${cannot}` : `can ${can}`;
  const failed = verdict === "failed";
  return [
    {
      rule: failed ? "expectation-failed" : "expectation-unknown",
      level: failed ? "error" : "warning",
      text: [`Expected that ${pod} ${verb} on ${on}: ${verdict}.`, message],
      location: file === undefined ? undefined : { file, line },
      identity: { v1: [pod, verb, on], v2: [...(key === undefined ? [pod] : []), verb, on] },
      chain: pod,
      key,
    },
  ];
}

const findingAlert = ({ code, level, world, chain, key, hop, message, fix, location }: Finding): Alert => ({
  ...(world === undefined ? {} : { world }),
  rule: code,
  level,
  text: [chain === undefined ? message : `${chain}: ${message}`, fix],
  location,
  identity: { v1: [chain, hop, message], v2: [hop, message] },
  chain,
  key,
  hop,
});

/** The SARIF form of an entry of the table. */
function ruleOf(id: ProofRuleId): object {
  const { level, expected, fix, page } = proofRuleOf(id);
  return {
    id,
    shortDescription: { text: `Expected: ${expected}` },
    help: { text: fix },
    ...(page === undefined ? {} : { helpUri: page }),
    defaultConfiguration: { level },
  };
}

function resultOf(alert: Alert, ruleIndex: number, seen: Map<string, number>): object {
  const { rule, level, text, location, related = [], identity, world, chain, key, hop } = alert;
  const place = world === undefined ? [] : [world];
  return {
    ruleId: rule,
    ruleIndex,
    level,
    message: { text: text.filter((part) => part !== undefined && part !== "").join("\n") },
    ...(location ? { locations: [locationOf(location)] } : {}),
    ...(related.length > 0 ? { relatedLocations: relatedOf(related) } : {}),
    partialFingerprints: {
      // baselines written before chains had keys match by this one
      "identity/v1": fingerprint([rule, ...identity.v1, ...place], "v1", seen),
      "identity/v2": fingerprint([rule, key, ...identity.v2, ...place], "v2", seen),
    },
    ...(chain === undefined
      ? {}
      : {
          properties: {
            chain,
            ...(key === undefined ? {} : { key }),
            ...(world === undefined ? {} : { world }),
            ...(hop ? { hop } : {}),
          },
        }),
  };
}

/** Each place once, as SARIF wants it: two faults may have one origin. */
function relatedOf(related: NonNullable<Alert["related"]>): readonly object[] {
  const all = related.map(({ location, text }) => ({ ...locationOf(location), message: { text } }));
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

/** A hash of `parts`, and how many results before had the same. */
function fingerprint(parts: Identity, version: string, seen: Map<string, number>): string {
  const hash = createHash("sha256")
    .update(JSON.stringify(parts.map((part) => part ?? null)))
    .digest("hex");
  const nth = (seen.get(`${version} ${hash}`) ?? 0) + 1;
  seen.set(`${version} ${hash}`, nth);
  return `${hash}:${nth}`;
}

const locationOf = (location: NonNullable<Alert["location"]>): object => ({
  physicalLocation: {
    artifactLocation: { uri: uriOf(location.file) },
    region: { startLine: Math.max(1, location.line) },
  },
  ...("pointer" in location && location.pointer !== ""
    ? { logicalLocations: [{ fullyQualifiedName: location.pointer }] }
    : {}),
});

/** A relative path stays relative to the working directory, as viewers want it. */
function uriOf(file: string): string {
  if (isAbsolute(file)) return pathToFileURL(file).href;
  const path = file.replaceAll("\\", "/").replace(/^(\.\/)+/, "");
  return path.split("/").map(encodeURIComponent).join("/");
}
