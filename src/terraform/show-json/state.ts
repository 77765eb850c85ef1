import { groupBy } from "../../collections/group-by";
import type { Accounts } from "../accounts";
import type { Lookup } from "../lookup";
import { reachedFrom, withoutKeys } from "../module/addresses";
import { own } from "../source/block";
import type { SourceFile } from "../source/source-file";
import type { ReadStack } from "../stack/configuration";
import { type Value, walkValue } from "../value";
import type { ReadOptions } from "../world";
import { type Entry, entriesIn } from "./file";
import { accountIn, regionIn, ShowJsonResource, type Surroundings } from "./show-json-resource";

/** Reads what `terraform show -json` writes of a state. It has no providers: account and region come from its ARNs. @throws InputError */
export function readState(
  name: string,
  directory: string,
  file: SourceFile,
  options: ReadOptions,
  lookup: Lookup,
  accounts: Accounts,
): ReadStack {
  const { values } = file.content as { readonly values?: unknown };
  const entries = entriesIn(file, ["values"], values);
  const account = agreed(entries, (entry) => accountIn(entry.values) ?? callerIn(entry));
  const region = agreed(entries, (entry) => regionIn(entry.values) ?? regionOf(entry));
  const dependsOn = dependencies(entries);
  const given = options.accounts?.get(name);
  // a state shows no providers: resources without ARNs may each be in another account
  const unnamed = (place: string) => accounts.of({ stack: name, option: name, credentials: undefined, place });
  const around: Surroundings = {
    stack: name,
    directory,
    file,
    lookup,
    set: ({ values: set }, path) => walkValue(set as Value, path),
    account: (entry) => accountIn(entry.values) ?? account(entry.module) ?? given ?? unnamed(entry.address),
    region: (entry) => regionIn(entry.values) ?? region(entry.module) ?? options.regions?.get(name),
    defaultTags: () => null,
    ignoredTags: () => null,
    cluster: () => undefined,
    dependsOn,
    indefinite: () => undefined,
    provider: ({ address, values }) => accountIn(values) ?? address,
    writes: () => false,
    change: () => "none",
    saves: () => false,
    provisioners: () => [],
    namesWritten: () => [],
  };
  return {
    name,
    kind: "state",
    resources: entries.map((entry) => new ShowJsonResource(around, entry)),
    missing: [],
    problems: [],
    get account() {
      return account("") ?? given ?? unnamed("");
    },
    region: region("") ?? options.regions?.get(name),
    state: undefined,
    statesRead: () => [],
    output: () => undefined,
    locals: () => [],
    aliases: [],
    check: () => {},
  };
}

/** The account in the default provider's caller identity. */
const callerIn = ({ type, values }: Entry): string | undefined => {
  const id = own(values, "account_id");
  return type === "aws_caller_identity" && typeof id === "string" && /^\d{12}$/.test(id) ? id : undefined;
};

const regionOf = ({ type, values }: Entry): string | undefined => {
  const region =
    type === "aws_region"
      ? (own(values, "region") ?? own(values, "name"))
      : type.startsWith("aws_")
        ? own(values, "region")
        : undefined;
  return typeof region === "string" && region !== "" ? region : undefined;
};

/** What all resources of a module agree on that say it at all, else what all of the state do. */
function agreed(
  entries: readonly Entry[],
  of: (entry: Entry) => string | undefined,
): (module: string) => string | undefined {
  const only = (some: readonly Entry[]): string | undefined => {
    const found = new Set(some.map(of).filter((one) => one !== undefined));
    return found.size === 1 ? [...found][0] : undefined;
  };
  const whole = only(entries);
  const byModule = groupBy(entries, ({ module }) => module);
  const known = new Map<string, string | undefined>();
  return (module) => {
    if (!known.has(module)) known.set(module, only(byModule.get(module) ?? []) ?? whole);
    return known.get(module);
  };
}

function dependencies(entries: readonly Entry[]): (entry: Entry) => ReadonlySet<string> {
  const byAddress = groupBy(entries, ({ address }) => withoutKeys(address));
  const known = new Map<string, ReadonlySet<string>>();
  return ({ address }) => {
    const start = withoutKeys(address);
    const found = known.get(start);
    if (found) return found;
    const reached = reachedFrom(start, (one) =>
      (byAddress.get(one) ?? []).flatMap(({ dependsOn }) => dependsOn.map(withoutKeys)),
    );
    known.set(start, reached);
    return reached;
  };
}
