import type { Value } from "../terraform/value";
import type { Resource } from "../terraform/world";
import { UnknownValue } from "../unknown/unknown-value";
import type { RoleSetting } from "./inventory";
import { podsOf } from "./pods";
import type { ResourceIndex } from "./resource-index";
import type { Manifest } from "./service-accounts/manifests";
import { isBlock, isList, knownText, type Path, textAt } from "./values";

/**
 * Texts by which workloads name roles themselves: environment variables and arguments of containers, values of Helm
 * charts. Annotations of service accounts are read with those.
 */
export const roleSettingsOf = (resources: ResourceIndex, manifests: readonly Manifest[]): readonly RoleSetting[] => [
  ...podsOf(resources).flatMap(({ resource, namespace, serviceAccount }) =>
    serviceAccount instanceof UnknownValue ? [] : settingsIn(resource, ["spec"], known(namespace), { serviceAccount }),
  ),
  ...manifests.flatMap(manifestSettings),
  ...resources.managed("helm_release").flatMap((resource) => {
    const namespace = knownText(textAt(resource, "namespace") ?? "default");
    const values = ["name", "values", "set", "set_list", "set_sensitive"].flatMap((name) => textsIn(resource, [name]));
    const mentions = values.map(({ text }) => text).join("\n");
    return ["values", "set", "set_list", "set_sensitive"].flatMap((name) =>
      settingsIn(resource, [name], namespace, { mentions }),
    );
  }),
];

/** Those of the containers that a manifest makes. */
function manifestSettings({ resource, made }: Manifest): readonly RoleSetting[] {
  const argument = resource.type === "kubectl_manifest" ? "yaml_body" : "manifest";
  if (!textsIn(resource, [argument]).some(isAboutRole) || made instanceof UnknownValue) return [];
  return made.flatMap(({ object }): readonly RoleSetting[] => {
    const { namespace = "default" } = isBlock(object.metadata) ? object.metadata : {};
    const texts = within(object.spec, []);
    const { text: serviceAccount = "default" } = texts.find(({ path }) => path.at(-1) === "serviceAccountName") ?? {};
    if (typeof namespace !== "string") return [];
    return texts.filter(isAboutRole).map(({ text, path }) => ({
      resource,
      namespace,
      serviceAccount,
      text,
      location: () => resource.location(argument, "spec", ...path),
    }));
  });
}

const isAboutRole = ({ text }: Found): boolean => text.includes(":role/");

const known = (name: string | UnknownValue): string | undefined => (name instanceof UnknownValue ? undefined : name);

function settingsIn(
  resource: Resource,
  root: Path,
  namespace: string | undefined,
  more: Partial<RoleSetting>,
): readonly RoleSetting[] {
  if (namespace === undefined) return [];
  return textsIn(resource, root)
    .filter(isAboutRole)
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
