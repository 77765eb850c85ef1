import { hasAnnotation } from "../service-accounts/objects-in-values";
import { type Call, optionIn } from "./shell";

/** The programs whose commands change something in AWS or in a cluster. */
export const PROGRAMS: ReadonlySet<string> = new Set(["aws", "kubectl", "helm", "eksctl"]);

/** What a command may do to chains. */
export type Doing =
  /** Changes who gets to one thing of a service, or to any that it names. */
  | {
      readonly kind: "access";
      readonly service: string;
      readonly subject: string | undefined;
      readonly does: string;
      readonly anyAccount?: boolean;
    }
  /** Makes or changes objects of a cluster; `annotates`: service accounts, with a role. */
  | { readonly kind: "objects"; readonly annotates: boolean; readonly does: string }
  /** Changes the associations of a cluster, or what they are worth; `makes`: certainly one. */
  | {
      readonly kind: "associations";
      readonly cluster: string | undefined;
      readonly makes: boolean;
      readonly does: string;
    };

/** What `call` may do; undefined for what only reads, or changes nothing that a chain consists of. */
export function doingOf({ program, words }: Call): Doing | undefined {
  switch (program) {
    case "aws":
      return ofAws(words);
    case "kubectl":
      return ofKubectl(words);
    case "helm":
      return /^(install|upgrade)$/.test(wordsOnly(words)[0] ?? "") ? objects("helm", words) : undefined;
    case "eksctl":
      return ofEksctl(words);
    default:
      return undefined;
  }
}

/** The options of the AWS CLI, kubectl and Helm before a command that have no value. */
const WITHOUT_VALUE =
  /^--(no-[a-z-]+|debug|version|cli-auto-prompt|insecure-skip-tls-verify|match-server-version|warnings-as-errors)$/;

/** What stands before options, with global ones and their values left out. */
function wordsOnly(words: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    if (!word.startsWith("-")) found.push(word);
    else if (!word.includes("=") && !WITHOUT_VALUE.test(word)) index++;
  }
  return found;
}

/** Operations that only tell something, or hand out credentials. */
const READS =
  /^(get|list|describe|head|wait|simulate|validate|search|lookup|batch-get|assume|decode|generate|test|help|scan|query|receive|select|estimate)(-|$)/;

/** What changes who gets to what: of all operations, those of one of these words. */
const CHANGES = /policy|policies|permission|grant|acl|access|boundary|ownership|encryption|share/;

/** Operations beside those, by service. */
const MORE: Readonly<Record<string, RegExp>> = {
  iam: /role|open-id-connect/,
  kms: /^((create|update|delete)-alias|disable-key|schedule-key-deletion|replicate-key|update-primary-region|(import|delete-imported)-key-material)$/,
  sqs: /^set-queue-attributes$/,
  sns: /^set-topic-attributes$/,
  cloudformation: /^(deploy|create|update|execute|delete)/,
  cloudcontrol: /^(create|update|delete)-resource$/,
  ram: /^(create|associate|accept|update)/,
};

/** Operations of IAM that change no role that is there, nor what it may do. */
const OF_OTHERS =
  /user|group|instance-profile|login|mfa|server-cert|service-linked|account-|^(create|delete|tag|untag)-policy$/;

/** What operations beside those change by an option: who may do what with an object, or what something is encrypted with. */
const OPTIONS: Readonly<Record<string, RegExp>> = {
  s3: /^--(acl|grants)(=|$)/,
  s3api: /^--(acl|grant-[a-z-]+)(=|$)/,
  secretsmanager: /^--kms-key-id(=|$)/,
  dynamodb: /^--(sse-specification|resource-policy)(=|$)/,
};

/** The option that names what is changed. */
const SUBJECT: Readonly<Record<string, readonly string[]>> = {
  iam: ["--role-name"],
  s3api: ["--bucket"],
  kms: ["--key-id"],
  sqs: ["--queue-url"],
  sns: ["--topic-arn"],
  secretsmanager: ["--secret-id"],
  dynamodb: ["--resource-arn", "--table-name"],
};

/** @see https://docs.aws.amazon.com/cli/latest/reference/ */
function ofAws(words: readonly string[]): Doing | undefined {
  const [service = "", operation = ""] = wordsOnly(words);
  const does = `runs aws ${service} ${operation}`;
  if (service === "eks") return ofEks(operation, words, does);
  const hasOption = words.some((word) => OPTIONS[service]?.test(word));
  if (READS.test(operation) || !(CHANGES.test(operation) || MORE[service]?.test(operation) || hasOption))
    return undefined;
  if (service === "iam" && OF_OTHERS.test(operation)) return undefined;
  const subject = optionIn(words, ...(SUBJECT[service] ?? []));
  // a queue's URL ends in its name, and an alias is not its key's
  const name = service === "sqs" ? subject?.replace(/^https:\/\/.*\//, "") : subject;
  return {
    kind: "access",
    service: service === "s3api" || service === "s3control" ? "s3" : service === "iam" ? "role" : service,
    subject: name?.startsWith("alias/") ? undefined : known(name),
    does,
  };
}

const ROLES_OF_ADD_ON = /^--(pod-identity-associations|service-account-role-arn)(=|$)/;

function ofEks(operation: string, words: readonly string[], does: string): Doing | undefined {
  const [, verb, what] =
    /^(create|update|delete)-(pod-identity-association|addon|fargate-profile)$/.exec(operation) ?? [];
  if (what === undefined || (what === "addon" && !words.some((word) => ROLES_OF_ADD_ON.test(word)))) return undefined;
  const makes = verb === "create" && what !== "fargate-profile";
  return { kind: "associations", cluster: known(optionIn(words, "--cluster-name")), makes, does };
}

/** A text in which the shell fills nothing in. */
const known = (text: string | undefined): string | undefined =>
  text === undefined || text === "" || /[$`*]/.test(text) ? undefined : text;

const objects = (program: string, words: readonly string[]): Doing => {
  const annotates = words.some(hasAnnotation);
  const [verb = ""] = wordsOnly(words);
  return {
    kind: "objects",
    annotates,
    does: `runs ${program} ${verb}${annotates ? " with the annotation of a role" : ""}`,
  };
};

const FILES = /^(-f|-k|--filename|--kustomize)(=|$)|^-[fk]./;

/** @see https://kubernetes.io/docs/reference/kubectl/generated/ */
function ofKubectl(words: readonly string[]): Doing | undefined {
  const [verb = ""] = wordsOnly(words);
  // behind options with and without a value
  const isOfAccounts = words.some((word) => /^(sa|serviceaccounts?)(\/|,|$)/.test(word));
  const isOfFiles = words.some((word) => FILES.test(word));
  const changes =
    verb === "apply" ||
    (/^(create|replace|patch|annotate|edit|delete)$/.test(verb) && (isOfAccounts || isOfFiles)) ||
    words.some(hasAnnotation);
  return changes ? objects("kubectl", words) : undefined;
}

/** @see https://docs.aws.amazon.com/eks/latest/eksctl/what-is-eksctl.html */
function ofEksctl(words: readonly string[]): Doing | undefined {
  const [verb = "", kind = ""] = wordsOnly(words);
  if (!/^(create|update|delete|apply)$/.test(verb) || /^(nodegroup|iamidentitymapping|accessentry)s?$/.test(kind))
    return undefined;
  const does = `runs eksctl ${verb} ${kind}`;
  if (/^iamserviceaccount/.test(kind)) return { kind: "objects", annotates: verb === "create", does };
  const makes = verb === "create" && /^podidentityassociation/.test(kind);
  return { kind: "associations", cluster: known(optionIn(words, "--cluster")), makes, does };
}
