import { all, type Shown } from "./world";

/** What is looked for. "" is anything. */
export interface Filter {
  readonly text: string;
  readonly account: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly resource: string;
  readonly verdict: string;
}

export const ANY: Filter = { text: "", account: "", cluster: "", namespace: "", resource: "", verdict: "" };

/** The chains that a filter leaves. */
export const matching = (filter: Filter): readonly Shown[] => all.filter((one) => matches(one, filter));

export const isAny = (filter: Filter): boolean => Object.values(filter).every((value) => value === "");

function matches({ chain, own }: Shown, { text, account, cluster, namespace, resource, verdict }: Filter): boolean {
  return (
    (account === "" || own.accounts.includes(account)) &&
    (cluster === "" || own.cluster === cluster) &&
    (namespace === "" || own.namespace === namespace) &&
    (resource === "" || own.resources.includes(resource)) &&
    (verdict === "" || chain.verdict === verdict) &&
    words(text).every((word) => searched(chain.id, own).includes(word))
  );
}

const words = (text: string): readonly string[] => text.toLowerCase().split(/\s+/).filter(Boolean);

const searched = (id: string, { accounts, resources }: Shown["own"]): string =>
  [id, ...accounts, ...resources].join(" ").toLowerCase();

/** The link to a chain; that of the page as a whole is empty. */
export const linkTo = ({ own }: Shown): string => `#chain=${encodeURIComponent(own.link)}`;

/** The chain that the address names, by its id or its key. */
export function linked(hash: string): Shown | undefined {
  const [, written] = /^#chain=(.*)$/s.exec(hash) ?? [];
  if (written === undefined) return undefined;
  const name = decoded(written);
  return all.find(({ own }) => own.link === name) ?? all.find(({ chain }) => chain.key === name || chain.id === name);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
