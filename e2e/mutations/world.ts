import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../src/config";
import { type Claims, claimsOf } from "../../src/library/claims";
import { buildModel } from "../../src/model";
import { InputError, type Proof, prove } from "../../src/proof";
import { readWorld } from "../../src/terraform";

// Terraform JSON and policy documents have no type of their own here.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Json = any;

/** Terraform JSON by stack. */
export type Stacks = Record<string, Json>;

export interface Example {
  readonly name: string;
  readonly stacks: Stacks;
  readonly claims: Claims;
}

/** The organisation of every account of an example. */
export const ORGANISATION = "o-a1b2c3d4e5";

const FOLDER = join("..", "examples");

/** The examples of which every fact has a declared meaning in the matrix of mutations; `statements` breaks those of all. */
const IN_MATRIX = new Set(["account-principal", "article-irsa", "article-pod-identity", "external-id", "fleet"]);

export const isInMatrix = (name: string): boolean => IN_MATRIX.has(name);

/** Every example of a configuration in one file: its Terraform, and what its configuration claims of it. */
export function examples(): readonly Example[] {
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter(({ name }) => ["golden", "eks-cross-account.yaml"].every((part) => existsSync(join(FOLDER, name, part))))
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const golden = join(FOLDER, name, "golden");
      const stacks = readdirSync(golden).map((stack) => [
        stack,
        JSON.parse(readFileSync(join(golden, stack, "cdk.tf.json"), "utf8")),
      ]);
      return { name, stacks: { ...Object.fromEntries(stacks), ...requestedIn(name) }, claims: claimsIn(name) };
    });
}

/** What the owners of accounts are asked for, as stacks that hold the documents themselves. */
function requestedIn(name: string): Stacks {
  const folder = join(FOLDER, name, "handover");
  if (!existsSync(folder)) return {};
  const asked = readdirSync(folder).map((account) => {
    const text = readFileSync(join(folder, account, "main.tf.json"), "utf8");
    const held = (_: string, value: unknown): unknown => {
      const [, file] = (typeof value === "string" && /^\$\{file\("\$\{path\.module\}\/(.+)"\)\}$/.exec(value)) || [];
      return file === undefined ? value : JSON.stringify(JSON.parse(readFileSync(join(folder, account, file), "utf8")));
    };
    return [`handover-${account}`, JSON.parse(text, held)];
  });
  return Object.fromEntries(asked);
}

function claimsIn(name: string): Claims {
  const file = join(FOLDER, name, "eks-cross-account.yaml");
  const { validPart, problems } = readConfig(readFileSync(file, "utf8"), file);
  if (!validPart) throw new Error(`${file}: ${JSON.stringify(problems)}`);
  const { model } = buildModel(validPart);
  const claims = claimsOf(model);
  // a mutation may rename the chain: where it is the only one, what it accepts holds for all
  if (model.chains.length > 1) return claims;
  return { ...claims, assume: claims.assume.map(({ id }) => ({ id })) };
}

/** What is proved of `stacks`; the message where they cannot be read. */
export async function proofOf(stacks: Stacks, claims: Claims): Promise<Proof | string> {
  const folder = mkdtempSync(join(tmpdir(), "mutations-"));
  try {
    for (const [stack, content] of Object.entries(stacks)) {
      mkdirSync(join(folder, stack));
      writeFileSync(join(folder, stack, "cdk.tf.json"), JSON.stringify(content, undefined, 2));
    }
    return prove(await readWorld([folder], {}), {
      ...claims,
      expectationsFile: "the configuration",
      organisation: ORGANISATION,
    });
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
