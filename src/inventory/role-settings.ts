import type { Value } from "../terraform/value";
import type { Resource } from "../terraform/world";
import { UnknownValue } from "../unknown/unknown-value";
import type { RoleSetting } from "./inventory";
import { namespaceOf } from "./kubernetes";
import { podsOf } from "./pods";
import type { ResourceIndex } from "./resource-index";
import { isBlock, isList, knownText, type Path, textAt } from "./values";

/**
 * Texts by which workloads name roles themselves: environment variables and arguments of containers, annotations of service
 * accounts, values of Helm charts.
 */
export const roleSettingsOf = (resources: ResourceIndex): readonly RoleSetting[] => [
  ...podsOf(resources).flatMap(({ resource, namespace, serviceAccount }) =>
    serviceAccount instanceof UnknownValue ? [] : settingsIn(resource, ["spec"], known(namespace), { serviceAccount }),
  ),
  ...resources.managed("kubernetes_service_account", "kubernetes_service_account_v1").flatMap((resource) =>
    settingsIn(resource, ["metadata", 0, "annotations"], known(namespaceOf(resource)), {
      serviceAccount: knownText(textAt(resource, "metadata", 0, "name")),
      annotation: true,
    }),
  ),
  ...resources.managed("helm_release").flatMap((resource) => {
    const namespace = knownText(textAt(resource, "namespace") ?? "default");
    const values = ["name", "values", "set", "set_list", "set_sensitive"].flatMap((name) => textsIn(resource, [name]));
    const mentions = values.map(({ text }) => text).join("\n");
    return ["values", "set", "set_list", "set_sensitive"].flatMap((name) =>
      settingsIn(resource, [name], namespace, { mentions }),
    );
  }),
];

const known = (name: string | UnknownValue): string | undefined => (name instanceof UnknownValue ? undefined : name);

function settingsIn(
  resource: Resource,
  root: Path,
  namespace: string | undefined,
  more: Partial<RoleSetting>,
): readonly RoleSetting[] {
  if (namespace === undefined) return [];
  return textsIn(resource, root)
    .filter(({ text }) => text.includes(":role/"))
    .map(({ text, path }) => ({
      resource,
      namespace,
      text,
      location: () => resource.location(...path),
      serviceAccount: undefined,
      ...more,
    }));
}

interface Found {
  readonly text: string;
  readonly path: Path;
}

const textsIn = (resource: Resource, root: Path): readonly Found[] => within(resource.get(...root), root);

function within(value: Value | undefined, path: Path): readonly Found[] {
  if (typeof value === "string") return [{ text: value, path }];
  if (value === undefined || value === null || value instanceof UnknownValue) return [];
  if (isList(value)) return value.flatMap((one, index) => within(one, [...path, index]));
  return isBlock(value) ? Object.entries(value).flatMap(([name, one]) => within(one, [...path, name])) : [];
}
