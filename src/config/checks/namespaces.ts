import type { Problem } from "../../rules";
import { entriesOf } from "../draft";
import { type CheckContext, problemIf } from "./check-context";

/** A workload is in one namespace, or in several that are listed: EKS associates roles with single service accounts. */
export const checkNamespaces = ({ config, omitted }: CheckContext): readonly Problem[] =>
  entriesOf(config.workloads).flatMap(([key, { namespace, namespaces, roles }]) => {
    const path = ["workloads", key];
    return [
      ...problemIf(!omitted(path) && (namespace === undefined) === (namespaces === undefined), {
        rule: "exactly-one",
        path,
        at: "key",
        found: namespace === undefined ? "neither namespace nor namespaces" : "namespace and namespaces",
        expected: "one of namespace and namespaces",
      }),
      ...(namespaces ?? []).flatMap((name, index) =>
        problemIf(name !== undefined && namespaces?.indexOf(name) !== index, {
          rule: "namespace-repeated",
          path: [...path, "namespaces", index],
          found: `"${name}"`,
        }),
      ),
      ...problemIf(roles !== undefined && namespaces === undefined && namespace !== undefined, {
        rule: "no-effect",
        path: [...path, "roles"],
        at: "key",
        found: "roles without namespaces",
      }),
    ];
  });
