import type { Answer } from "../proof/answer";
import type {
  Assumption,
  ChainResult,
  ExpectationResult,
  Finding,
  Hop,
  Intruder,
  Shared,
  Through,
} from "../proof/proof";
import { readable } from "../unknown/unknown-text";

export interface JsonOptions {
  /** Whether each hop has the statement that decided it. @default false */
  readonly verbose?: boolean;
}

/**
 * The proof for machines, in the form of docs/proof.schema.json: two spaces, a newline at the end.
 * What is not known or does not apply is left out; account and region of a chain are then null.
 */
export function asJson({ proof }: Answer, { verbose = false }: JsonOptions = {}): string {
  const { version, verdict } = proof;
  const answer = {
    version,
    verdict,
    chains: proof.chains.map((chain) => chainOf(chain, verbose)),
    expectations: proof.expectations.map(expectationOf),
    findings: proof.findings.map(findingOf),
  };
  return readable(`${JSON.stringify(answer, undefined, 2)}\n`);
}

// each names its fields, so that their order is the contract's however the value was made

const chainOf = (chain: ChainResult, verbose: boolean) => {
  const { id, key, world, account, region, mechanism, verdict, access, others, hops, expectations, intruders } = chain;
  return {
    id,
    key,
    world,
    account,
    region,
    mechanism,
    verdict,
    access,
    others,
    hops: hops.map((hop) => hopOf(hop, verbose)),
    expectations: expectations.map(expectationOf),
    intruders: intruders.map(intruderOf),
    shared: chain.shared.map(sharedOf),
    assumptions: chain.assumptions.map(assumptionOf),
  };
};

const hopOf = (hop: Hop, verbose: boolean) => {
  const { id, verdict, action, resource, via, code, message, awsError, fix, patch, statement, location } = hop;
  return {
    id,
    verdict,
    action,
    resource,
    via,
    code,
    message,
    awsError,
    fix,
    patch: patch && { document: patch.document, location: locationJson(patch.location), ops: patch.ops },
    statement: verbose && statement ? { effect: statement.effect, text: statement.text } : undefined,
    location: locationJson(location),
  };
};

const expectationOf = ({ line, pod, can, cannot, on, as, verdict, message }: ExpectationResult) => ({
  line,
  pod,
  can,
  cannot,
  on,
  as,
  verdict,
  message,
});

const intruderOf = ({ id, verdict, accepted, assumption, message, witness, through }: Intruder) => ({
  id,
  verdict,
  accepted,
  assumption,
  message,
  witness,
  through: through?.map(throughOf),
});

const throughOf = ({ verdict, document, who, actions, statement, location, witness, assumption }: Through) => ({
  verdict,
  document,
  who,
  actions,
  statement,
  location: locationJson(location),
  witness,
  assumption,
});

const sharedOf = ({ who, document, statement, actions, location }: Shared) => ({
  who,
  document,
  statement,
  actions,
  location: locationJson(location),
});

const assumptionOf = ({ id, subject, for: rests, message, accepted, location }: Assumption) => ({
  id,
  subject,
  for: rests,
  message,
  accepted,
  location: locationJson(location),
});

const findingOf = ({ code, level, world, chain, key, hop, message, fix, location }: Finding) => ({
  code,
  level,
  world,
  chain,
  key,
  hop,
  message,
  fix,
  location: locationJson(location),
});

const locationJson = (location: Hop["location"]) =>
  location && { file: location.file, pointer: location.pointer, line: location.line };
