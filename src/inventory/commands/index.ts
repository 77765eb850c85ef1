import { lazy } from "../../collections/lazy";
import type { Value } from "../../terraform/value";
import type { Resource } from "../../terraform/world";
import { asWords } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import { unknownAssociation } from "../associations";
import type { Association, MayAssociate, ServiceAccount, UnreadManifest } from "../inventory";
import type { ResourceIndex } from "../resource-index";
import { accountElsewhere, notDescribed } from "../service-accounts/account";
import { hasAnnotation } from "../service-accounts/objects-in-values";
import { isBlock, isList, type Path, textValue, unlessWrong } from "../values";
import { type Doing, doingOf, PROGRAMS } from "./calls";
import { callsIn, nameOf } from "./shell";

/** A command that Terraform runs, and what it may do. */
export interface Command {
  readonly resource: Resource;
  readonly doing: Doing;
}

/** What Terraform runs beside its resources, which no plan and no state shows. */
export interface Commands {
  /** Those that change who gets to what. */
  readonly access: readonly { readonly resource: Resource; readonly doing: Doing & { readonly kind: "access" } }[];
  readonly associations: readonly Association[];
  readonly mayAssociate: readonly MayAssociate[];
  readonly serviceAccounts: readonly ServiceAccount[];
  readonly unreadManifests: readonly UnreadManifest[];
}

/**
 * The commands of provisioners, of `external` data sources and of the provider shell, as far as they are programs that are known to change what
 * chains consist of. What scripts in files do, or any other program, is not looked into.
 * @see https://developer.hashicorp.com/terraform/language/resources/provisioners/syntax
 * @see https://registry.terraform.io/providers/hashicorp/external/latest/docs/data-sources/external
 */
export function commandsOf(resources: ResourceIndex): Commands {
  const all = lazy(() => [
    ...resources.stacks.flatMap(({ resources: found }) => found).flatMap(commandsIn),
    ...resources.managed("shell_script", "shell_sensitive_script").flatMap(ofScript),
    ...resources.data("external").flatMap((resource) => ofTexts(resource, programOf(resource), null)),
  ]);
  const of = <K extends Doing["kind"]>(kind: K) =>
    all().flatMap(({ resource, doing }) =>
      doing.kind === kind ? [{ resource, doing: doing as Doing & { readonly kind: K } }] : [],
    );
  return {
    get access() {
      return of("access");
    },
    get associations() {
      return of("associations").flatMap(({ resource, doing }) =>
        doing.makes ? [unknownAssociation(resource, notRead(doing))] : [],
      );
    },
    get mayAssociate() {
      return of("associations").map(({ resource, doing: { cluster, does } }) => ({
        resource,
        cluster,
        changes: false,
        does,
      }));
    },
    get serviceAccounts() {
      return of("objects").flatMap(({ resource, doing }) => {
        const why = notRead(doing);
        return doing.annotates ? [accountElsewhere(resource, notDescribed(why), why)] : [];
      });
    },
    get unreadManifests() {
      return of("objects").map(({ resource, doing }) => {
        const why = notRead(doing);
        return { resource, why, cluster: why, account: undefined, isFile: doing.annotates };
      });
    },
  };
}

const notRead = ({ does }: Doing): UnknownValue =>
  new UnknownValue("not-read", `it ${does}, and what commands do is not read`, {
    advice: "Make it with Terraform, or review what the command does by hand.",
  });

function commandsIn(resource: Resource): readonly Command[] {
  return (resource.provisioners ?? []).flatMap(({ interpreter, command, inline, environment }) => {
    const line = [interpreter, command].flatMap(textsIn).filter((word) => typeof word === "string");
    const isOneOf = textsIn(interpreter).some((word) => typeof word === "string" && PROGRAMS.has(nameOf(word)));
    const texts = isOneOf ? [line.join(" ")] : [command, inline].flatMap(textsIn);
    return ofTexts(resource, texts, environment);
  });
}

/** @see https://registry.terraform.io/providers/scottwinkler/shell/latest/docs/resources/shell_script_resource */
function ofScript(resource: Resource): readonly Command[] {
  const at = (...path: Path): Value => unlessWrong(() => resource.get(...path)) ?? null;
  const texts = ["create", "update"].flatMap((name) => textsIn(at("lifecycle_commands", 0, name)));
  return ofTexts(resource, texts, at("environment"));
}

const programOf = (resource: Resource): readonly (string | UnknownValue)[] => {
  const words = textsIn(unlessWrong(() => resource.get("program")) ?? null);
  // a shell has its script in one of them
  return [...words, words.filter((word) => typeof word === "string").join(" ")];
};

const textsIn = (value: Value): readonly (string | UnknownValue)[] =>
  isList(value) ? value.flatMap(textsIn) : value instanceof UnknownValue ? [value] : [textValue(value) ?? []].flat();

function ofTexts(
  resource: Resource,
  texts: readonly (string | UnknownValue)[],
  environment: Value,
): readonly Command[] {
  const found = texts.flatMap((text): readonly Doing[] => {
    if (typeof text !== "string" || ![...PROGRAMS].some((program) => text.includes(program))) return [];
    const filled = withEnvironment(text, environment);
    const calls = callsIn(filled, PROGRAMS).flatMap((call) => doingOf(call) ?? []);
    // what a program reads from its input stands outside of its arguments
    const annotates = hasAnnotation(filled) && calls.some(({ kind }) => kind === "objects");
    const anyAccount =
      OTHER_CREDENTIALS.test(text) ||
      OTHER_CREDENTIALS.test(Object.keys(isBlock(environment) ? environment : {}).join(" "));
    return calls.map((one) => {
      if (one.kind === "access" && anyAccount) return { ...one, anyAccount };
      return one.kind === "objects" && annotates ? { ...one, annotates } : one;
    });
  });
  return found.map((doing) => ({ resource, doing }));
}

/** What has a command work with other credentials than those that Terraform itself runs with. */
const OTHER_CREDENTIALS =
  /\bAWS_(PROFILE|ACCESS_KEY_ID|ROLE_ARN|CONFIG_FILE|SHARED_CREDENTIALS_FILE)\b|--profile\b|\bassume-role/;

/** `text` with what its shell puts in the place of variables that are set for it. */
function withEnvironment(text: string, environment: Value): string {
  if (!isBlock(environment)) return text;
  return text.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (written, braced?: string, bare?: string) => {
    const name = braced ?? bare ?? "";
    const value = Object.hasOwn(environment, name) ? textValue(environment[name]) : undefined;
    return typeof value === "string" && !/["'\\\s]/.test(asWords(value).text) ? value : written;
  });
}
