import { parseArn, partitionOf } from "../aws";
import { UnknownValue } from "../unknown/unknown-value";
import type { Accounts } from "./accounts";
import { assumedRole, credentialsOf } from "./credentials";
import { isKnownText } from "./expression/access";
import { InputError, type SourceLocation } from "./source-location";
import { clusterNameIn, regionIn, signerOf, type TokenCommand } from "./token-signer";
import { isList, type Value } from "./value";
import type { ClusterPlace, ReadOptions, Resource } from "./world";

/** A provider configuration, in one form for all that is read. */
export interface ProviderFacts {
  readonly stack: string;
  /** Its alias; undefined for the default configuration. */
  readonly alias: string | undefined;
  /** Where it stands, if it is written at all. */
  location(): SourceLocation | undefined;
  /** What is set at `path`. */
  readonly get: (...path: readonly (string | number)[]) => Value;
  /** The account in the ARNs of what it has made already, where a plan or state has them. */
  readonly made?: () => string | undefined;
  /** The first aws_eks_cluster that its values refer to. */
  cluster(): Resource | undefined;
}

/** Whether a type is of a provider that works in a cluster. */
export const isInCluster = (type: string): boolean => /^(kubernetes|helm|kubectl)_/.test(type);

/** What such a provider sets for its cluster. */
export interface ClusterFacts {
  readonly name: string | UnknownValue | undefined;
  readonly resource: Resource | undefined;
  readonly place: ClusterPlace;
}

export const partitionFor = (region: string | undefined): string =>
  (region === undefined ? undefined : partitionOf(region)) ?? "aws";

/** @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs#allowed_account_ids-1 */
const isLeftOut = (allowed: readonly string[] | undefined, account: string): boolean =>
  allowed !== undefined && allowed.length > 0 && !allowed.includes(account);

/** Which account, region and cluster a provider works in. */
export class ProviderConfiguration {
  private chosen: string | undefined;
  private known: { readonly account: string | undefined } | undefined;
  private isBeingRead = false;
  private where: { readonly region: string | undefined } | undefined;
  private reached: ClusterFacts | undefined;

  constructor(
    private readonly facts: ProviderFacts,
    private readonly options: ReadOptions,
    private readonly accounts: Accounts,
  ) {}

  /** How the command line names it: `STACK` or `STACK.ALIAS`. */
  get key(): string {
    const { stack, alias } = this.facts;
    return alias === undefined ? stack : `${stack}.${alias}`;
  }

  get stack(): string {
    return this.facts.stack;
  }

  /** The number that its account is given: by `--account`, by itself, or by what it has made. @throws InputError where `--account` is contradicted */
  get named(): string | undefined {
    if (this.isBeingRead) return undefined;
    this.known ??= { account: this.reading(() => this.findAccount()) };
    return this.known.account;
  }

  /** What its settings are made of may ask for the accounts of the other providers, and those compare theirs with its own. */
  private reading<T>(read: () => T): T {
    this.isBeingRead = true;
    try {
      return read();
    } finally {
      this.isBeingRead = false;
    }
  }

  private findAccount(): string | undefined {
    const given = this.options.accounts?.get(this.key);
    const allowed = knownTexts(this.facts.get("allowed_account_ids"));
    const forbidden = knownTexts(this.facts.get("forbidden_account_ids"));
    if (given !== undefined && (isLeftOut(allowed, given) || forbidden?.includes(given)))
      throw new InputError(
        `found --account ${this.key}=${given}, but the provider ${allowed?.length ? `allows ${allowed.join(", ")} only` : `forbids ${given}`}; correct one of them`,
        this.facts.location(),
      );
    if (given !== undefined) return given;
    const role = assumedRole(this.facts.get);
    const { account = "" } = (isKnownText(role) && parseArn(role)) || {};
    const assumed = /^\d{12}$/.test(account) ? account : undefined;
    if (assumed !== undefined && (isLeftOut(allowed, assumed) || forbidden?.includes(assumed)))
      throw new InputError(
        `found a provider that assumes a role of account ${assumed}, which its ${isLeftOut(allowed, assumed) ? "allowed_account_ids leave out" : "forbidden_account_ids have"}; correct one of them`,
        this.facts.location(),
      );
    if (allowed?.length === 1) return allowed[0];
    return assumed ?? this.facts.made?.();
  }

  /** The settings that choose its credentials, as one text. */
  get credentials(): string {
    const { file = "", line = 0 } = this.facts.location() ?? {};
    const place = `${this.key} ${file}:${line}`;
    if (this.isBeingRead) return place;
    this.chosen ??= this.reading(() => credentialsOf(this.facts.get, place));
    return this.chosen;
  }

  /** Its account: the number, or the digits that stand for it. */
  get account(): string {
    return this.named ?? this.accounts.of({ stack: this.stack, option: this.key, credentials: this.credentials });
  }

  get region(): string | undefined {
    this.where ??= { region: this.findRegion() };
    return this.where.region;
  }

  private findRegion(): string | undefined {
    const region = this.facts.get("region");
    return isKnownText(region) && region !== "" ? region : this.options.regions?.get(this.key);
  }

  /** Tags of everything that it makes; null for none. */
  get defaultTags(): Value {
    return this.facts.get("default_tags", 0, "tags");
  }

  /** Keys and prefixes of keys of tags that it leaves as others set them; null for none. */
  get ignoredTags(): Value {
    return this.facts.get("ignore_tags", 0);
  }

  /** In the contract's order: `--cluster-name` in exec args, a cluster that is referred to, config_context. */
  get cluster(): ClusterFacts {
    this.reached ??= this.findCluster();
    return this.reached;
  }

  private findCluster(): ClusterFacts {
    const resource = this.facts.cluster();
    // the helm provider has what the others have at its top in `kubernetes`
    const set = (...path: readonly (string | number)[]) =>
      [path, ["kubernetes", 0, ...path]].map((one) => this.facts.get(...one));
    const first = <T>(values: readonly Value[], read: (value: Value) => T | undefined) =>
      values.map(read).find((one) => one !== undefined);
    const commands = [[], ["kubernetes", 0]].map((at): TokenCommand => {
      const part = (...path: readonly string[]): Value => this.facts.get(...at, "exec", 0, ...path);
      return { command: part("command"), args: part("args"), env: (variable) => part("env", variable) };
    });
    const named = commands.find((one) => clusterNameIn(one) !== undefined);
    const open = commands.map(({ args }) => args).find((args) => args instanceof UnknownValue);
    const name =
      (named && clusterNameIn(named)) ?? clusterNameOf(resource) ?? first(set("config_context"), nameInContext) ?? open;
    const region = named && regionIn(named);
    return {
      name,
      resource,
      place: {
        ...this.signing(commands),
        ...(region === undefined ? {} : { region }),
        ...(named ? {} : first(set("config_context"), placeInContext)),
      },
    };
  }

  /**
   * The account whose credentials sign the tokens: that of a role, or the one that aws providers of the stack with this profile
   * or role alone work in. Without such a provider nothing shows which account it is.
   * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html#cli-configure-files-using-profiles
   */
  private signing(commands: readonly TokenCommand[]): ClusterPlace {
    const [signer] = commands.map((one) => signerOf(one, `${this.key}.exec`)).filter((one) => one !== undefined);
    if (signer === undefined) return {};
    if (signer === null) return { callers: null };
    if ("account" in signer) return { callers: signer.account };
    return { callers: this.accounts.workedIn(this.stack, signer.credentials) ?? null };
  }
}

/** The known texts of a list; undefined where one is not known, or nothing is set. */
function knownTexts(value: Value): readonly string[] | undefined {
  if (value === null || value instanceof UnknownValue) return undefined;
  const texts = (isList(value) ? value : [value]).map((one) =>
    typeof one === "number" ? String(one).padStart(12, "0") : one,
  );
  return texts.every(isKnownText) ? texts : undefined;
}

function clusterNameOf(cluster: Resource | undefined): string | UnknownValue | undefined {
  const name = cluster?.get("name");
  return typeof name === "string" || name instanceof UnknownValue ? name : undefined;
}

const CONTEXT = /^arn:[^:]*:eks:([^:]*):(\d*):cluster\/(.+)$/;

function nameInContext(context: Value): string | UnknownValue | undefined {
  if (context instanceof UnknownValue) return context;
  if (typeof context !== "string" || context === "") return undefined;
  return CONTEXT.exec(context)?.[3] ?? context;
}

/** Contexts that `aws eks update-kubeconfig` writes have the cluster's ARN for a name. */
function placeInContext(context: Value): ClusterPlace | undefined {
  const [, region = "", account = ""] = (isKnownText(context) && CONTEXT.exec(context)) || [];
  return account === "" ? undefined : { account, region };
}
