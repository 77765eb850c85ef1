import { documentsOf, inWords, type Reviewed } from "../review";
import { plain, type Sentence } from "../sentence";
import { checksOf } from "./checks";
import { applyCommands, type CommandSource } from "./commands";
import { digestLines, type HandedDocument, handedDocuments, sha256 } from "./document-set";
import { asHcl } from "./hcl";
import { firstOf, type Neighbours, thenOf } from "./order";
import { defaultTagsOf, type FullModule, type OwnerAccount, ownerModule, providerArn } from "./owner-module";
import { revokeCommands } from "./revoke";
import { simulateCommands } from "./simulate";
import { type RoleUse, usesOf } from "./uses";
import { verifyCommands } from "./verify";

/** What an owner is handed: by root module, in the order of applying. */
export interface HandoverRequest {
  readonly account: OwnerAccount;
  readonly modules: readonly (Neighbours & {
    /** `account-b`, and the folder of that name. */
    readonly name: string;
    readonly root: FullModule;
    /** Names of files of documents, by the address of what they are put on. */
    readonly files: ReadonlyMap<string, string>;
  })[];
  /** Addresses of roles that are there already. */
  readonly existing: ReadonlySet<string>;
  /** What pods do with roles of any account. */
  readonly uses: readonly RoleUse[];
}

/** Everything that is said to the owner of an account; all formats are written from it. */
export interface Handover {
  readonly account: OwnerAccount;
  /** Of the lines, which have the digest of each document. */
  readonly digest: string;
  readonly digestLines: string;
  readonly why: readonly Sentence[];
  /** Numbers of the accounts whose pods use something here. */
  readonly users: readonly string[];
  readonly steps: readonly HandoverStep[];
  readonly checks: readonly Sentence[];
  /** Shell scripts for all steps together. */
  readonly verify: string;
  /** Asks IAM itself; empty where no role has a permission. */
  readonly simulate: string;
  readonly revoke: string;
}

export interface HandoverStep {
  readonly name: string;
  readonly things: readonly Reviewed[];
  readonly documents: readonly HandedDocument[];
  /** What must be there before it, and why. */
  readonly before: readonly Sentence[];
  /** Who goes on after it. */
  readonly after: readonly Sentence[];
  /** Addresses of roles that are there already. */
  readonly existing: readonly string[];
  /** Of resources that the Terraform makes and the commands do not. */
  readonly furtherResources: readonly string[];
  readonly terraform: HandedTerraform;
  /** The same for an account that has the identity providers of the step already, where it has one. */
  readonly withProviders?: HandedTerraform;
  /** ARNs of its identity providers. */
  readonly providers: readonly string[];
  /** Shell scripts. */
  readonly commands: { readonly apply: string; readonly verify: string; readonly revoke: string };
}

interface HandedTerraform {
  readonly json: string;
  readonly hcl: string;
}

export function handoverOf({ account, modules, existing, uses }: HandoverRequest): Handover {
  const sources = modules.map((module) => sourceOf(module, account, existing));
  const steps = modules.flatMap((module, index) => {
    const source = sources[index];
    return source ? [stepOf(module, source, sources)] : [];
  });
  const documents = steps.flatMap((step) => step.documents);
  const lines = digestLines(documents);
  const stacks = sources.map(({ stack }) => stack);
  return {
    account,
    digest: `sha256:${sha256(lines)}`,
    digestLines: lines,
    ...usesOf(uses, stacks, account.id),
    steps,
    verify: verifyCommands(sources),
    simulate: simulateCommands(sources),
    revoke: revokeCommands(sources),
    checks: checksOf(stacks, documents, account.id, existing),
  };
}

/** A step's commands, with the root module and the things that they are made of. */
interface StepSource extends CommandSource {
  readonly full: FullModule;
  readonly things: readonly Reviewed[];
}

function sourceOf(
  { root, files }: HandoverRequest["modules"][number],
  account: OwnerAccount,
  existing: ReadonlySet<string>,
): StepSource {
  const full = withoutNotes(root);
  const stack = documentsOf(full, account.id);
  const things = inWords(stack);
  const documents = handedDocuments(things, files);
  return { account, stack, documents, existing, defaultTags: defaultTagsOf(full), full, things };
}

function stepOf(
  { name, root: _, files: __, ...neighbours }: HandoverRequest["modules"][number],
  source: StepSource,
  all: readonly StepSource[],
): HandoverStep {
  const { account, stack, documents, existing, full, things } = source;
  const root = ownerModule(full, account, existing);
  return {
    name,
    things,
    documents,
    before: firstOf(stack, neighbours),
    after: thenOf(neighbours),
    existing: stack.roles.flatMap(({ address }) => (existing.has(address) ? [address] : [])),
    furtherResources: Object.entries(root.resource ?? {})
      .filter(([type]) => !BY_COMMAND.test(type))
      .flatMap(([type, all]) => Object.keys(all).map((one) => `${type}.${one}`)),
    providers: stack.providers.map(({ url }) => providerArn(account, url)),
    terraform: terraformOf(root),
    ...(stack.providers.length === 0
      ? {}
      : {
          withProviders: terraformOf(
            ownerModule(full, account, new Set([...existing, ...stack.providers.map(({ address }) => address)])),
          ),
        }),
    commands: { apply: applyCommands(source), verify: verifyCommands([source], all), revoke: revokeCommands([source]) },
  };
}

const terraformOf = (root: FullModule): HandedTerraform => ({
  json: `${JSON.stringify(root, undefined, 2)}\n`,
  hcl: asHcl({ ...root }),
});

/** Without the `//` entries of Terraform JSON, which are for those who wrote it. */
const withoutNotes = (root: FullModule): FullModule =>
  JSON.parse(JSON.stringify(root, (key, value: unknown) => (key === "//" ? undefined : value))) as FullModule;

/** Types of what the commands make. */
const BY_COMMAND = /^aws_(iam_\w+|eks_pod_identity_association|\w+_policy)$/;

const forPrograms = ({ json, hcl }: HandedTerraform): object => ({ json: JSON.parse(json) as unknown, hcl });

/** A hand-over for programs. */
export const handoverAsJson = ({
  account,
  digest,
  digestLines: lines,
  why,
  steps,
  checks,
  simulate,
}: Handover): string =>
  `${JSON.stringify(
    {
      version: 1,
      account,
      digest,
      digestLines: lines,
      why: why.map(plain),
      steps: steps.map(({ name, documents, before, after, furtherResources, terraform, withProviders, commands }) => ({
        name,
        before: before.map(plain),
        documents: documents.map(({ file, kind, address, sha256: sum, policy, sentences }) => ({
          file,
          kind,
          address,
          sha256: sum,
          document: policy.json ?? policy.text,
          sentences: sentences.map(plain),
        })),
        furtherResources,
        terraform: forPrograms(terraform),
        ...(withProviders ? { withProviders: forPrograms(withProviders) } : {}),
        commands,
        after: after.map(plain),
      })),
      checks: checks.map(plain),
      ...(simulate === "" ? {} : { simulate }),
    },
    undefined,
    2,
  )}\n`;
