import { version } from "../../package.json";
import type { AccessChange } from "../proof/access-change";
import type { Answer } from "../proof/answer";
import type { Proof, ProveOptions as ProverOptions } from "../proof/proof";
import type { RefusedHop } from "../proof/refused-hop";
import type { TextOptions } from "../report";
import type { ReadOptions, Worlds } from "../terraform";
import { type Claims, claimsOf } from "./claims";
import type { Configuration } from "./configuration";
import { asCalled } from "./module-claims";

// the reader, the prover and each format are loaded on demand: not every command needs them

/**
 * Reads the Terraform that `paths` lead to: folders, and what `terraform show -json` prints.
 * @throws InputError for what cannot be used
 */
export async function readWorld(paths: readonly string[], options: ReadOptions = {}): Promise<Worlds> {
  return (await import("../terraform")).readWorlds(paths, options);
}

export interface ProveOptions extends ProverOptions {
  /** The configuration that the Terraform was made of: what it grants is expected, and nothing else is. */
  readonly configuration?: Configuration;
}

/** What a world is answered with, for `formats` to write. */
export interface Answered {
  /** In the form of docs/proof.schema.json. */
  readonly proof: Proof;
  readonly answer: Answer;
  /** Where expectations that failed are shown. */
  readonly expectationsFile?: string | undefined;
}

/** Proves that each pod of `world` gets its access, and that no other caller does. @throws InputError for options that name what is not there */
export async function prove(world: Worlds, { configuration, ...options }: ProveOptions = {}): Promise<Answered> {
  const [{ answerWorlds }, { asJson }] = await Promise.all([import("../proof"), import("../report")]);
  const claims = configuration ? { ...claimsIn(world, configuration), expectationsFile: "the configuration" } : {};
  const answer = answerWorlds(world, { ...claims, ...options });
  return {
    get proof() {
      return JSON.parse(asJson(answer)) as Proof;
    },
    answer,
    expectationsFile: options.expectationsFile,
  };
}

/** What pods may do in the world at `after` and might not in the one at `before`, and the other way round. @throws InputError */
export async function accessChange(before: Worlds, after: Worlds): Promise<AccessChange> {
  const [was, will] = [await prove(before), await prove(after)];
  const compared = await import("../proof/access-change");
  return compared.accessChange(
    { worlds: before, proof: was.answer.proof },
    { worlds: after, proof: will.answer.proof },
  );
}

/** The hop of a chain that an error of AWS in its pod's log comes from; undefined where none is found. */
export const refusedHop = async ({ answer }: Answered, log: string, chain: string): Promise<RefusedHop | undefined> =>
  (await import("../proof/refused-hop")).refusedHop(answer, log, chain);

function claimsIn(world: Worlds, { model }: Configuration): Claims {
  const claims = claimsOf(model);
  return model.layout === "modules" ? { ...claims, expectations: asCalled(claims.expectations, world) } : claims;
}

export interface FormatOptions extends TextOptions {}

/** Each writes an answer in one format. */
export const formats = {
  text: async ({ answer }: Answered, options: FormatOptions = {}) =>
    (await import("../report")).asText(answer, options),
  json: async ({ answer }: Answered, { verbose = false }: FormatOptions = {}) =>
    (await import("../report")).asJson(answer, { verbose }),
  sarif: async ({ answer, expectationsFile }: Answered) =>
    (await import("../report/sarif")).asSarif(answer, { version, expectationsFile }),
  markdown: async ({ answer }: Answered) => (await import("../report")).asMarkdown(answer),
  mermaid: async ({ answer }: Answered) => (await import("../report")).asMermaid(answer),
} satisfies Readonly<Record<string, (answered: Answered, options?: FormatOptions) => Promise<string>>>;
