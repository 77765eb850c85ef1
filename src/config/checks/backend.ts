import type { Path, Problem } from "../../rules";
import { type Draft, entriesOf } from "../draft";
import { backendAt, isUnreadable } from "../handover";
import { placeholdersIn, STATE_PLACEHOLDERS } from "../name-template";
import { choiceOf } from "../suggestion";
import { type CheckContext, problemIf } from "./check-context";
import { checkRegion } from "./regions";

type Written = NonNullable<NonNullable<Draft["defaults"]>["backend"]>;

/** Backends as they are written, and hand-overs that read what cannot be read. */
export function checkBackends({ config, omitted }: CheckContext): readonly Problem[] {
  const places: readonly (readonly [Written | undefined, Path])[] = [
    [config.defaults?.backend, ["defaults", "backend"]],
    ...entriesOf(config.accounts).map(([key, { backend }]) => [backend, ["accounts", key, "backend"]] as const),
  ];
  return [
    ...places.flatMap(([backend, path]) => (backend === undefined || omitted(path) ? [] : checkBackend(backend, path))),
    ...checkHandovers(config),
  ];
}

function checkBackend(backend: Written, path: Path): readonly Problem[] {
  if (typeof backend === "string") return [];
  const kinds = entriesOf(backend).map(([kind]) => kind);
  const { region } = backend.s3 ?? {};
  return [
    ...problemIf(kinds.length !== 1, {
      rule: "exactly-one",
      path,
      at: "key",
      ...(kinds.length === 0
        ? { found: "an empty map", fix: "Write one of them, or the word `local` or `none` in place of the map." }
        : { found: kinds.join(" and ") }),
      expected: "s3, cloud or other",
    }),
    ...checkSettings(backend.s3?.settings, [...path, "s3", "settings"]),
    ...checkPlaceholders(backend, path),
    ...(region === "{region}" ? [] : checkRegion(region, [...path, "s3", "region"])),
  ];
}

/** Settings of Terraform's s3 backend that keys of ours give, which all that is checked and read elsewhere goes by. */
const OWN_KEYS: Readonly<Record<string, string>> = {
  bucket: "bucket",
  key: "key",
  region: "region",
  use_lockfile: "useLockfile",
  encrypt: "kmsKey",
  kms_key_id: "kmsKey",
  profile: "profile",
  assume_role: "assumeRole",
};

const checkSettings = (settings: object | undefined, path: Path): readonly Problem[] =>
  Object.keys(settings ?? {})
    .filter((name) => Object.hasOwn(OWN_KEYS, name))
    .map(
      (name): Problem => ({
        rule: "state-setting",
        path: [...path, name],
        at: "key",
        found: `settings.${name} of backend s3`,
        fix: `Write \`${OWN_KEYS[name]}\` of \`s3\` instead.`,
      }),
    );

/** A problem for each placeholder, in any text, that stands for nothing. */
function checkPlaceholders(value: unknown, path: Path): readonly Problem[] {
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([key, inner]) => checkPlaceholders(inner, [...path, key]));
  if (typeof value !== "string") return [];
  return placeholdersIn(value)
    .filter((name) => !(STATE_PLACEHOLDERS as readonly string[]).includes(name))
    .map(
      (name): Problem => ({
        rule: "state-placeholder",
        path,
        found: `{${name}}`,
        expected: `a placeholder, ${choiceOf(name, STATE_PLACEHOLDERS)}`,
      }),
    );
}

/** Written hand-overs by remote state of an account whose states cannot be read. Without any, a variable is used. */
function checkHandovers(config: Draft): readonly Problem[] {
  const handedOver = entriesOf(config.resources).filter(
    ([, { bucket, account }]) => bucket?.prefix !== undefined && isUnreadable(backendAt(config, account)),
  );
  const written = handedOver.map(([key, { handover, account }]) => ({
    account,
    path: handover === undefined ? ["defaults", "handover"] : ["resources", key, "handover"],
    handover: handover ?? config.defaults?.handover,
  }));
  return written.flatMap(({ account, path, handover }) =>
    problemIf(handover === "remote-state", {
      rule: "handover-unreadable",
      path,
      found: `remote-state, and states of account ${account} with backend ${wordOf(backendAt(config, account))}`,
    }),
  );
}

const wordOf = (backend: Written | undefined): string => (typeof backend === "object" ? "other" : `${backend}`);
