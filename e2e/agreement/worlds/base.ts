import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { configuration } from "../../../__tests__/support/arbitrary";
import { type ConfigInput, readConfig } from "../../../src/config";
import type { Claims } from "../../../src/library/claims";
import { claimsOf } from "../../../src/library/claims";
import { buildModel, type Model } from "../../../src/model";
import { synthesize } from "../../../stacks";
import { examples, type Stacks } from "../../mutations/world";

/** What a configuration means, and its Terraform JSON by stack. */
export interface Base {
  /** An example's name, or the number of a random configuration. */
  readonly name: string;
  readonly isExample: boolean;
  readonly model: Model;
  readonly claims: Claims;
  readonly stacks: Stacks;
  /** The configuration, for the report. */
  readonly text: string;
}

/** Every example, with the Terraform that is kept beside it. */
export const exampleBases = (): readonly Base[] =>
  examples().map(({ name, stacks, claims }) => {
    const text = readFileSync(join("..", "examples", name, "eks-cross-account.yaml"), "utf8");
    return { name, isExample: true, model: modelOf(text), claims, stacks, text };
  });

/** The name of what `goingOnBase` makes. */
export const GOING_ON = "going-on";

/** The first article's example, but that the pod is given the primary role and assumes the target by itself. */
export function goingOnBase(): Base {
  const base = exampleBases().find(({ name }) => name === "article-pod-identity");
  if (!base) throw new Error("there is no example article-pod-identity");
  const stacks = structuredClone(base.stacks);
  for (const { resource = {} } of Object.values(stacks))
    for (const association of Object.values(resource.aws_eks_pod_identity_association ?? {}))
      delete (association as { target_role_arn?: string }).target_role_arn;
  return { ...base, name: GOING_ON, stacks };
}

/** What the text of a configuration gives. */
export function baseOf(name: string, text: string): Base {
  const model = modelOf(text);
  return { name, isExample: false, model, claims: claimsOf(model), stacks: stacksOf(model), text };
}

/** Whether a configuration is compared: the emulated AWS has none of the services of any ARN. */
const isCompared = ({ resources }: ConfigInput): boolean =>
  Object.values(resources).every(({ arn }) => arn === undefined);

/** `count` random valid configurations; the same for the same seed. */
export const randomBases = (seed: number, count: number): readonly (() => Base)[] =>
  fc
    .sample(configuration.filter(isCompared), { seed, numRuns: count })
    .map((config, index) => () => baseOf(`configuration ${index}`, stringify(config)));

/** The `kmsKey` of each resource of a configuration that gives its ARN, by the resource's key. */
export function customerKeysIn(text: string): Readonly<Record<string, string>> {
  const { resources = {} } = parse(text) as { resources?: Readonly<Record<string, object>> };
  return Object.fromEntries(
    Object.entries(resources).flatMap(([key, resource]) => {
      const keys = Object.values(resource).map((map: { kmsKey?: unknown } | string) =>
        typeof map === "object" ? map.kmsKey : undefined,
      );
      const arn = keys.find((one) => typeof one === "string" && one.startsWith("arn:"));
      return arn === undefined ? [] : [[key, String(arn)]];
    }),
  );
}

function modelOf(text: string): Model {
  const { validPart, problems } = readConfig(text, "configuration.yaml");
  if (!validPart) throw new Error(`not valid: ${JSON.stringify(problems)}`);
  const { model, problems: more } = buildModel(validPart);
  const wrong = more.filter((problem) => "level" in problem && problem.level === "error");
  if (wrong.length > 0) throw new Error(`not valid: ${JSON.stringify(wrong)}`);
  return model;
}

function stacksOf(model: Model): Stacks {
  const outdir = mkdtempSync(join(tmpdir(), "agreement-synth-"));
  try {
    synthesize(model, { outdir, statePath: (stack) => `../../../state/${stack}.tfstate` });
    const folder = join(outdir, "stacks");
    return Object.fromEntries(
      readdirSync(folder).map((stack) => [stack, JSON.parse(readFileSync(join(folder, stack, "cdk.tf.json"), "utf8"))]),
    );
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
