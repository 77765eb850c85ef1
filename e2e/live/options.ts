import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";

/** An account of the user's own, and the profile of the AWS CLI that leads there. */
export interface NamedAccount {
  /** 12 digits. */
  readonly id: string;
  readonly profile: string;
}

/** What a run is about; kept in its folder, so that it can be destroyed later. */
export interface Run {
  /** Part of every name that the run makes: `live-1a2b3c`. */
  readonly name: string;
  /** Holds configuration, Terraform's stacks and states, the journal and the report. */
  readonly folder: string;
  readonly cluster: string;
  readonly region: string;
  /** Of pods; with sh and the AWS CLI. */
  readonly image: string;
  /** The cluster's account, and the bucket's. */
  readonly accounts: { readonly "account-a": NamedAccount; readonly "account-b": NamedAccount };
}

export type AccountKey = keyof Run["accounts"];

/** What the user asks for. */
export type Request =
  | { readonly kind: "help" }
  | { readonly kind: "run"; readonly run: Run; readonly understood: boolean }
  | { readonly kind: "destroy"; readonly folder: string };

/** Nothing is done: exit 2. */
export class Refusal extends Error {}

const IMAGE = "amazon/aws-cli:2.34.48";

/**
 * @param home the folder that relative paths start from
 * @throws Refusal saying what is missing or wrong
 */
export function requestOf(args: readonly string[], env: NodeJS.ProcessEnv, home: string): Request {
  const { values } = parsed(args);
  if (values.help) return { kind: "help" };
  if (env.CI)
    throw new Refusal("found CI in the environment, expected a person: this makes and destroys things in AWS");
  if (values.destroy !== undefined) return { kind: "destroy", folder: resolve(home, values.destroy) };
  const required = (name: "account-a" | "account-b" | "profile-a" | "profile-b" | "cluster" | "region"): string => {
    const value = values[name];
    if (!value) throw new Refusal(`found no --${name}; --help lists what a run needs`);
    return value;
  };
  const account = (letter: "a" | "b"): NamedAccount => {
    const id = required(`account-${letter}`);
    if (!/^\d{12}$/.test(id)) throw new Refusal(`found --account-${letter} ${id}, expected 12 digits`);
    return { id, profile: required(`profile-${letter}`) };
  };
  const accounts = { "account-a": account("a"), "account-b": account("b") };
  if (accounts["account-a"].id === accounts["account-b"].id)
    throw new Refusal(`found account ${accounts["account-a"].id} twice, expected two accounts`);
  const name = `live-${randomBytes(3).toString("hex")}`;
  const run: Run = {
    name,
    folder: resolve(home, values.folder ?? "live-runs", name),
    cluster: required("cluster"),
    region: required("region"),
    image: values.image ?? IMAGE,
    accounts,
  };
  return { kind: "run", run, understood: values["i-understand"] === true };
}

/** The run of a folder. @throws Refusal where it holds none */
export function runIn(folder: string): Run {
  try {
    const run: Run = JSON.parse(readFileSync(join(folder, "run.json"), "utf8"));
    // what is destroyed goes by this name
    if (!/^live-[0-9a-f]{6}$/.test(run.name) || run.name !== basename(folder))
      throw new Error(`it is that of ${run.name}`);
    return { ...run, folder };
  } catch (error) {
    throw new Refusal(`found no run in ${folder}: ${(error as Error).message}`);
  }
}

const TEXT = { type: "string" } as const;

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        "account-a": TEXT,
        "account-b": TEXT,
        "profile-a": TEXT,
        "profile-b": TEXT,
        cluster: TEXT,
        region: TEXT,
        image: TEXT,
        folder: TEXT,
        destroy: TEXT,
        "i-understand": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new Refusal((error as Error).message);
  }
}
