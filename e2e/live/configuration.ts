import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { ConfigInput } from "../../src/config";
import { readConfiguration } from "../../src/library/configuration";
import { prove, readWorld } from "../../src/library/proof";
import type { Model } from "../../src/model";
import type { Proof } from "../../src/proof";
import { synthesize } from "../../stacks";
import type { Run } from "./options";

/** Both articles in one run. Names are the run's own, so that nothing of the user's is touched. */
export interface Articles {
  readonly model: Model;
  readonly proof: Proof;
  /** Names of stacks, each after those that it depends on. */
  readonly order: readonly string[];
  readonly bucket: string;
  readonly podIdentity: ArticleNames & { readonly primaryRole: string };
  readonly irsa: ArticleNames & { readonly issuer: string };
}

export interface ArticleNames {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** ARN of the role whose permissions the pod ends up with. */
  readonly role: string;
}

/** The cluster as AWS describes it. */
export interface LiveCluster {
  /** With `https://`. */
  readonly issuer: string;
  /** The ARN of the provider for its issuer that account B has already. */
  readonly provider?: string;
}

const SERVICE_ACCOUNT = "reader";

/** Writes the run's configuration and what is synthesized from it, and proves that. @throws Error where it is not valid */
export async function articlesOf(run: Run, cluster: LiveCluster): Promise<Articles> {
  const text = stringify(configOf(run, cluster));
  const { configuration, problems } = readConfiguration(text);
  if (!configuration)
    throw new Error(problems.map(({ found, expected }) => `found ${found}, expected ${expected}`).join("\n"));
  const { model } = configuration;
  mkdirSync(run.folder, { recursive: true });
  writeFileSync(join(run.folder, "eks-cross-account.yaml"), text);
  const outdir = join(run.folder, "cdktf.out");
  synthesize(model, { outdir, statePath: (stack) => `../../../state/${stack}.tfstate` });
  const { proof } = await prove(await readWorld([join(outdir, "stacks")]), { configuration });
  const role = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;
  const [a, b] = [run.accounts["account-a"].id, run.accounts["account-b"].id];
  const names = (number: 1 | 2) => ({ namespace: `${run.name}-${number}`, serviceAccount: SERVICE_ACCOUNT });
  return {
    model,
    proof,
    order: model.stacks.map(({ name }) => name),
    bucket: bucketOf(run),
    podIdentity: {
      ...names(1),
      primaryRole: role(a, `${run.name}-primary`),
      role: role(b, `${run.name}-target`),
    },
    irsa: { ...names(2), role: role(b, `${run.name}-web-identity`), issuer: cluster.issuer },
  };
}

const bucketOf = ({ name, accounts }: Run): string => `${name}-${accounts["account-b"].id}`;

function configOf(run: Run, { issuer, provider }: LiveCluster): ConfigInput {
  const { name, region, accounts } = run;
  const tags = { Purpose: `eks-cross-account ${name}` };
  const target = (role: string) => ({ account: "account-b", role: `${name}-${role}`, grants: [{ read: "data" }] });
  return {
    defaults: { tags },
    accounts: { "account-a": { ...accounts["account-a"], region }, "account-b": { ...accounts["account-b"], region } },
    clusters: { cluster: { account: "account-a", name: run.cluster, issuer } },
    resources: { data: { account: "account-b", bucket: { name: bucketOf(run), forceDestroy: true } } },
    workloads: {
      "pod-identity": {
        cluster: "cluster",
        namespace: `${name}-1`,
        serviceAccount: SERVICE_ACCOUNT,
        mechanism: "pod-identity",
        primaryRole: `${name}-primary`,
        target: target("target"),
      },
      irsa: {
        cluster: "cluster",
        namespace: `${name}-2`,
        serviceAccount: SERVICE_ACCOUNT,
        mechanism: "irsa",
        target: target("web-identity"),
        ...(provider === undefined ? {} : { oidcProvider: provider }),
      },
    },
  };
}
