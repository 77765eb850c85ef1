import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChainResult, Decision, HopId, IntruderId, Proof, ProveOptions } from "../../src/proof";
import { prove } from "../../src/proof";
import type { AssumptionId } from "../../src/proof/proof";
import { type ReadOptions, readWorld, type World } from "../../src/terraform";
import {
  A,
  allow,
  B,
  BOTH,
  BY_EXTERNAL_ID,
  document,
  EKS_TRUST,
  GUIDE,
  ID,
  ISSUER,
  type Json,
  PRIMARY,
  READ_BUCKET,
  TARGET,
  TOKEN,
  webTrust,
} from "./documents";

export const stackIn = (account: string, resource: Json, rest: Json = {}): Json => ({
  provider: { aws: [{ region: "us-east-1", allowed_account_ids: [account] }] },
  resource,
  ...rest,
});

type Statements = Json | readonly Json[] | string;

/** What differs from a world whose chain is proved. */
export interface Difference {
  readonly primaryTrust?: Statements;
  readonly targetTrust?: Statements;
  readonly permission?: Statements;
  readonly grant?: Statements;
  readonly association?: Json;
  readonly primary?: Json;
  readonly target?: Json;
  /** More resources of account A, of account B, and more stacks. */
  readonly a?: Json;
  readonly b?: Json;
  readonly stacks?: Readonly<Record<string, Json>>;
}

const merged = (base: Json, more: Json = {}): Json => ({
  ...base,
  ...Object.fromEntries(
    Object.entries(more).map(([type, resources]) => [
      type,
      { ...((base[type] as Json | undefined) ?? {}), ...(resources as Json) },
    ]),
  ),
});

const DATA = { aws_s3_bucket: { data: { bucket: "data-bucket" } } };

/** The association of the chain, with other names where they are given. */
export const association = (names: Json = {}): Json => ({
  cluster_name: "clu",
  namespace: "ns",
  service_account: "sa",
  role_arn: PRIMARY,
  target_role_arn: TARGET,
  ...names,
});

/** Stacks whose one chain goes by Pod Identity from `primary` in account A to `target` in account B. */
export function podWorld(difference: Difference = {}): Readonly<Record<string, Json>> {
  const { primaryTrust = EKS_TRUST, targetTrust = GUIDE, permission, grant = READ_BUCKET } = difference;
  return {
    "account-a": stackIn(
      A,
      merged(
        {
          aws_iam_role: {
            primary: { name: "primary", assume_role_policy: document(primaryTrust), ...difference.primary },
          },
          aws_iam_role_policy: {
            assume: { role: "primary", name: "assume", policy: document(permission ?? allow(BOTH, TARGET)) },
          },
          aws_eks_pod_identity_association: {
            one: association(difference.association),
          },
        },
        difference.a,
      ),
    ),
    "account-b": stackIn(
      B,
      merged(
        {
          ...DATA,
          aws_iam_role: {
            target: { name: "target", assume_role_policy: document(targetTrust), ...difference.target },
          },
          aws_iam_role_policy: { read: { role: "target", name: "read", policy: document(grant) } },
        },
        difference.b,
      ),
    ),
    ...difference.stacks,
  };
}

/** The same with session tags off, and a trust that asks for the ExternalId. */
export const podWorldWithoutTags = (difference: Difference = {}): Readonly<Record<string, Json>> =>
  podWorld({
    targetTrust: BY_EXTERNAL_ID,
    ...difference,
    association: { disable_session_tags: true, ...difference.association },
  });

export interface IrsaDifference {
  readonly targetTrust?: Statements;
  readonly annotations?: Json;
  /** Replaces the whole stack of the service account. */
  readonly cluster?: Json;
  readonly provider?: Json;
  readonly grant?: Statements;
  readonly a?: Json;
  readonly b?: Json;
  readonly stacks?: Readonly<Record<string, Json>>;
}

/** Stacks whose one chain goes by IRSA from the cluster `clu` to `target` in account B. */
export function irsaWorld(difference: IrsaDifference = {}): Readonly<Record<string, Json>> {
  const { targetTrust = webTrust({ StringEquals: TOKEN }), grant = READ_BUCKET } = difference;
  return {
    clu:
      difference.cluster ??
      stackIn(
        A,
        merged(
          {
            aws_eks_cluster: {
              clu: { name: "clu", identity: [{ oidc: [{ issuer: `https://${ISSUER}` }] }] },
            },
            kubernetes_service_account_v1: {
              sa: {
                metadata: [
                  {
                    name: "sa",
                    namespace: "ns",
                    annotations: { "eks.amazonaws.com/role-arn": TARGET, ...difference.annotations },
                  },
                ],
              },
            },
          },
          difference.a,
        ),
      ),
    "account-b": stackIn(
      B,
      merged(
        {
          ...DATA,
          aws_iam_openid_connect_provider: {
            p: { url: `https://${ISSUER}`, client_id_list: ["sts.amazonaws.com"], ...difference.provider },
          },
          aws_iam_role: { target: { name: "target", assume_role_policy: document(targetTrust) } },
          aws_iam_role_policy: { read: { role: "target", name: "read", policy: document(grant) } },
        },
        difference.b,
      ),
    ),
    ...difference.stacks,
  };
}

/** What most worlds rest on: their primary roles trust whatever EKS is told to. */
const ADMINS: ProveOptions["assume"] = [{ id: "association-admins" }];

/** Writes `stacks` to a directory, reads them through the front door and proves them, with association admins trusted. */
export const proofOf = (
  stacks: Readonly<Record<string, Json>>,
  options: ProveOptions = {},
  read: ReadOptions = {},
): Promise<Proof> => withWorld(stacks, (world) => prove(world, { assume: ADMINS, ...options }), read);

/** What `use` makes of the world of `stacks`, which are in a directory meanwhile. */
export async function withWorld<T>(
  stacks: Readonly<Record<string, Json>>,
  use: (world: World) => T,
  read: ReadOptions = {},
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), "prove-"));
  try {
    for (const [name, stack] of Object.entries(stacks)) {
      mkdirSync(join(directory, name));
      writeFileSync(join(directory, name, "main.tf.json"), JSON.stringify(stack));
    }
    return use(await readWorld([directory], read));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

export function chainOf(proof: Proof, id = ID): ChainResult {
  const chain = proof.chains.find((one) => one.id === id);
  if (!chain) throw new Error(`no chain ${id}, but ${proof.chains.map((one) => one.id).join(", ")}`);
  return chain;
}

/** The verdict of the hop `id`; for several grants the worst, or that of `action`. */
export function hopIn({ hops }: ChainResult, id: HopId, action?: string): Decision | undefined {
  const found = hops.filter((hop) => hop.id === id && (action === undefined || hop.action === action));
  const verdicts = found.map(({ verdict }) => verdict);
  return (["denied", "unknown", "allowed"] as const).find((verdict) => verdicts.includes(verdict));
}

export const intruderIn = ({ intruders }: ChainResult, id: IntruderId): Decision | undefined =>
  intruders.find((one) => one.id === id)?.verdict;

/** The intruders that get in, or may. */
export const intrudersIn = ({ intruders }: ChainResult): Readonly<Record<string, Decision>> =>
  Object.fromEntries(intruders.flatMap(({ id, verdict }) => (verdict === "denied" ? [] : [[id, verdict]])));

export const warningsIn = ({ findings }: Proof): readonly string[] => findings.map(({ code }) => code);

/** A chain by Pod Identity of which every hop is allowed. */
export const POD_HOPS = {
  association: "allowed",
  "primary-trust": "allowed",
  "primary-permission": "allowed",
  "target-trust": "allowed",
  grant: "allowed",
} as const;

/** A chain by IRSA of which every hop is allowed. */
export const IRSA_HOPS = {
  "service-account": "allowed",
  "oidc-provider": "allowed",
  "target-trust": "allowed",
  grant: "allowed",
} as const;

/** A chain that keeps out every intruder that there always is. */
export const NO_INTRUDERS = {
  "other-service-account": "denied",
  "other-namespace": "denied",
  "other-cluster": "denied",
  "other-role": "denied",
  "other-account": "denied",
  anonymous: "denied",
} as const;

/** What a test states of one chain; what it leaves out it does not state. */
export interface Stated {
  readonly id?: string;
  readonly verdict?: string;
  /** By id, or by `id action`. */
  readonly hops?: Readonly<Record<string, Decision>>;
  readonly intruders?: Readonly<Record<string, Decision>>;
  /** Intruders that get in only by an assumption, and that. */
  readonly carried?: Readonly<Record<string, AssumptionId>>;
  readonly warnings?: readonly string[];
  readonly noWarnings?: readonly string[];
}

export type Row = readonly [
  title: string,
  world: Readonly<Record<string, Json>>,
  stated: Stated,
  options?: ProveOptions,
];

/** Proves the world of a row, and compares what it states. */
export async function compare([, world, stated, options]: Row): Promise<void> {
  const proof = await proofOf(world, options);
  const chain = chainOf(proof, stated.id);
  const hop = (name: string) => {
    const [id = "", action] = name.split(" ");
    return [name, hopIn(chain, id as HopId, action)];
  };
  const found = {
    ...(stated.verdict ? { verdict: chain.verdict } : {}),
    ...(stated.hops ? { hops: Object.fromEntries(Object.keys(stated.hops).map(hop)) } : {}),
    ...(stated.intruders
      ? {
          intruders: Object.fromEntries(
            Object.keys(stated.intruders).map((id) => [id, intruderIn(chain, id as IntruderId)]),
          ),
        }
      : {}),
    ...(stated.carried
      ? {
          carried: Object.fromEntries(
            Object.keys(stated.carried).map((id) => [id, chain.intruders.find((one) => one.id === id)?.assumption]),
          ),
        }
      : {}),
  };
  const { verdict, hops, intruders, carried } = stated;
  expect(found).toEqual(JSON.parse(JSON.stringify({ verdict, hops, intruders, carried })));
  const codes = warningsIn(proof);
  expect(codes).toEqual(expect.arrayContaining([...(stated.warnings ?? [])]));
  expect(codes.filter((code) => stated.noWarnings?.includes(code))).toEqual([]);
}

/** One test for each row. */
export function stating(about: string, rows: readonly Row[]): void {
  describe(about, () => {
    for (const row of rows) test(row[0], () => compare(row));
  });
}
