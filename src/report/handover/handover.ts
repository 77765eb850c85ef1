import { documentsOf, inWords, type Reviewed } from "../review";
import { plain, type Sentence } from "../sentence";
import { checksOf } from "./checks";
import { applyCommands, type CommandSource } from "./commands";
import { digestLines, type HandedDocument, handedDocuments, sha256 } from "./document-set";
import { asHcl } from "./hcl";
import { firstOf, type Neighbours, thenOf } from "./order";
import { defaultTagsOf, type FullModule, type OwnerAccount, ownerModule } from "./owner-module";
import { revokeCommands } from "./revoke";
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
  readonly steps: readonly HandoverStep[];
  readonly checks: readonly Sentence[];
  /** Shell scripts for all steps together. */
  readonly verify: string;
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
  readonly terraform: { readonly json: string; readonly hcl: string };
  /** Shell scripts. */
  readonly commands: { readonly apply: string; readonly verify: string; readonly revoke: string };
}

export function handoverOf({ account, modules, existing, uses }: HandoverRequest): Handover {
  const steps = modules.map((module) => stepOf(module, account, existing));
  const documents = steps.flatMap((step) => step.documents);
  const lines = digestLines(documents);
  const stacks = steps.map(({ source }) => source.stack);
  const sources = steps.map(({ source }) => source);
  return {
    account,
    digest: `sha256:${sha256(lines)}`,
    digestLines: lines,
    why: usesOf(uses, stacks, account.id),
    steps,
    verify: verifyCommands(sources),
    revoke: revokeCommands(sources),
    checks: checksOf(stacks, documents, account.id, existing),
  };
}

function stepOf(
  { name, root: written, files, ...neighbours }: HandoverRequest["modules"][number],
  account: OwnerAccount,
  existing: ReadonlySet<string>,
): HandoverStep & { readonly source: CommandSource } {
  const full = withoutNotes(written);
  const root = ownerModule(full, account, existing);
  const stack = documentsOf(full, account.id);
  const things = inWords(stack);
  const documents = handedDocuments(things, files);
  const source: CommandSource = { account, stack, documents, existing, defaultTags: defaultTagsOf(full) };
  return {
    name,
    source,
    things,
    documents,
    before: firstOf(stack, neighbours),
    after: thenOf(neighbours),
    existing: stack.roles.flatMap(({ address }) => (existing.has(address) ? [address] : [])),
    furtherResources: Object.entries(root.resource ?? {})
      .filter(([type]) => !BY_COMMAND.test(type))
      .flatMap(([type, all]) => Object.keys(all).map((one) => `${type}.${one}`)),
    terraform: { json: `${JSON.stringify(root, undefined, 2)}\n`, hcl: asHcl({ ...root }) },
    commands: { apply: applyCommands(source), verify: verifyCommands([source]), revoke: revokeCommands([source]) },
  };
}

/** Without the `//` entries of Terraform JSON, which are for those who wrote it. */
const withoutNotes = (root: FullModule): FullModule =>
  JSON.parse(JSON.stringify(root, (key, value: unknown) => (key === "//" ? undefined : value))) as FullModule;

/** Types of what the commands make. */
const BY_COMMAND = /^aws_(iam_\w+|eks_pod_identity_association|\w+_policy)$/;

/** A hand-over for programs. */
export const handoverAsJson = ({ account, digest, digestLines: lines, why, steps, checks }: Handover): string =>
  `${JSON.stringify(
    {
      version: 1,
      account,
      digest,
      digestLines: lines,
      why: why.map(plain),
      steps: steps.map(({ name, documents, before, after, furtherResources, terraform, commands }) => ({
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
        terraform: { json: JSON.parse(terraform.json) as unknown, hcl: terraform.hcl },
        commands,
        after: after.map(plain),
      })),
      checks: checks.map(plain),
    },
    undefined,
    2,
  )}\n`;
