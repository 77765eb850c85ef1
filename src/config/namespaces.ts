import type { Path } from "../rules";
import type { DraftWorkload } from "./draft";
import type { NameAtPath } from "./name-at-path";

interface WithNamespaces extends Pick<DraftWorkload, "namespace" | "roles"> {
  readonly namespaces?: readonly (string | undefined)[] | undefined;
}

/** The namespaces of a workload, and whether it says that they are several. */
export interface Namespaces {
  readonly names: readonly NameAtPath[];
  readonly several: boolean;
}

export function namespacesOf(key: string, { namespace, namespaces }: WithNamespaces): Namespaces {
  const path: Path = ["workloads", key];
  if (namespaces === undefined)
    return {
      names: namespace === undefined ? [] : [{ text: namespace, path: [...path, "namespace"] }],
      several: false,
    };
  const names = namespaces.flatMap((text, index) =>
    text === undefined ? [] : [{ text, path: [...path, "namespaces", index] }],
  );
  return {
    names: names.filter(({ text }, index) => names.findIndex((one) => one.text === text) === index),
    several: true,
  };
}

/** The namespaces in as many parts as there are sets of roles. */
export const rolesIn = ({ names, several }: Namespaces, { roles }: WithNamespaces): readonly Namespaces[] =>
  several && roles !== "shared" ? names.map((name) => ({ names: [name], several })) : [{ names, several }];
