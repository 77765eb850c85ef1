import { type Block, blocksAsHtml, blocksAsMarkdown, codeBlock, folded, heading, list, paragraph } from "../blocks";
import type { Reviewed } from "../review";
import { capital, listed, quote, type Sentence, say } from "../sentence";
import type { Handover, HandoverStep } from "./handover";

export const handoverAsMarkdown = (handover: Handover): string => blocksAsMarkdown(blocksOf(handover));

export const handoverAsHtml = (handover: Handover): string =>
  blocksAsHtml(`Hand-over for account ${handover.account.id}`, blocksOf(handover));

/** The hand-over as its owner reads it: what and why, in which order, each document, what to check, how to do it and undo it. */
function blocksOf(handover: Handover): readonly Block[] {
  const { account, digest, digestLines, why, steps, checks, verify, simulate, revoke } = handover;
  return [
    heading(1, say`Hand-over for account ${quote(account.id)}`),
    paragraph(
      say`What the owner of account ${quote(account.id)} (${quote(account.key)}) is asked for, to check and to apply without any other tool.${
        digestLines === "" ? " It has no documents." : " Digest of its documents, for both sides to quote:"
      }`,
    ),
    ...(digestLines === "" ? [] : [codeBlock("text", digest)]),
    ...(why.length === 0 ? [] : [heading(2, say`What it is for`), ...list(why)]),
    heading(2, say`In which order`),
    ...steps.flatMap((step, index) => [
      ...(steps.length > 1 ? [paragraph(stepTitle(step, index))] : []),
      ...list([...step.before, ...step.after]),
    ]),
    heading(2, say`What is asked for`),
    paragraph(
      say`Each sentence is one statement, and says what that says by itself; whether AWS allows a request is up to all of them together.`,
    ),
    ...steps.flatMap((step) => step.things.flatMap((thing) => thingBlocks(thing, step))),
    heading(2, say`What to check`),
    ...list(checks),
    heading(2, say`With Terraform`),
    paragraph(
      say`For a folder of your own, with your backend and your credentials: ${quote("terraform init")}, ${quote("terraform plan")}, ${quote("terraform apply")}. A role that your Terraform has already is better changed there.`,
    ),
    ...steps.flatMap((step, index) => [
      ...(steps.length > 1 ? [heading(3, stepTitle(step, index))] : []),
      codeBlock("hcl", step.terraform.hcl),
      folded("The same as JSON, main.tf.json", codeBlock("json", step.terraform.json)),
      ...providerBlocks(step),
    ]),
    heading(2, say`With the AWS CLI`),
    paragraph(
      say`In place of Terraform, in an empty folder, with credentials that may change IAM there, and the policies of the resources and whatever else the commands name.`,
    ),
    ...steps.flatMap((step, index) => [
      ...(steps.length > 1 ? [heading(3, stepTitle(step, index))] : []),
      ...furtherWords(step),
      codeBlock("sh", step.commands.apply),
    ]),
    heading(2, say`Verify`),
    paragraph(
      say`In any folder; nothing is changed, and it ends with 1 where something is not as asked: each document of the digest is compared with what AWS has, then which policies, boundaries and roles are attached, and whether the policy of a bucket is public.`,
    ),
    codeBlock("sh", verify),
    ...(simulate === ""
      ? []
      : [
          paragraph(
            say`IAM itself answers whether the roles may do what is asked for, with all their policies, their permissions boundaries and the policies of your organization. AWS documents what this does not cover: trust policies and, for roles, the policies of resources and keys; it sends no request. What it cannot be asked, such as a pattern of actions, is printed as not asked.`,
          ),
          codeBlock("sh", simulate),
        ]),
    ...otherSide(handover),
    heading(2, say`Revoke`),
    paragraph(
      say`Permissions go first: AWS asks for them at each request, so that sessions that run lose them too, within seconds. In the folder where the commands have run, with what they saved of what was there.`,
    ),
    paragraph(destroyWords(steps)),
    ...existingWords(steps),
    ...(revoke === "" ? [] : [codeBlock("sh", revoke)]),
    heading(2, say`The digest`),
    ...digestBlocks(digestLines),
  ];
}

/** What only a request shows, which is sent from where the pods are. */
function otherSide({ account, steps, users }: Handover): readonly Block[] {
  const others = users.filter((one) => one !== account.id);
  if (others.length === 0 || steps.every(({ documents }) => documents.length === 0)) return [];
  return [
    paragraph(
      say`Last, from the other side: when all accounts are done, ask the owner of ${listed(
        others.map((one) => say`account ${quote(one)}`),
        "and",
      )} for the result of ${quote("eks-cross-account deploy --verify")}, which waits for checks that send such requests from the pods, or for a request out of a pod.`,
    ),
  ];
}

/** What both sides quote, and how to compute it. */
const digestBlocks = (lines: string): readonly Block[] =>
  lines === ""
    ? [paragraph(say`Nothing here has a document: the digest is that of no lines, and says nothing.`)]
    : [
        paragraph(
          say`It is of the lines below, and they are of the documents as files, each block above with a newline at its end. In the folder ${quote("documents")}, which comes with a hand-over in a folder and which the commands write, this prints it: ${quote("sha256sum *.json | LC_ALL=C sort -k 2 | sha256sum")}.`,
        ),
        codeBlock("text", lines),
      ];

/** What `terraform destroy` takes away, which is not all that the commands do. */
function destroyWords(steps: readonly HandoverStep[]): Sentence {
  const policies = steps.some(({ documents }) => documents.some(({ kind }) => kind === "resource"));
  return say`${quote("terraform destroy")}, where Terraform has made it, destroys all that it has made${
    policies ? ", and takes away the whole policy of a resource, with the statements in it that are for others" : ""
  }; it puts nothing back.`;
}

/** What `terraform destroy` refuses. */
function existingWords(steps: readonly HandoverStep[]): readonly Block[] {
  const all = steps.flatMap(({ existing }) => existing);
  if (all.length === 0) return [];
  const commands = all.map((address) => quote(`terraform state rm ${address}`));
  return [
    paragraph(
      say`It refuses to destroy a role that was there before: ${listed(commands, "and")} first lets go of it, with its trust policy as it is.`,
    ),
  ];
}

const stepTitle = ({ name }: HandoverStep, index: number): Sentence => say`Step ${String(index + 1)}: ${quote(name)}`;

function thingBlocks(
  { address, title, facts, documents }: Reviewed,
  { documents: handed }: HandoverStep,
): readonly Block[] {
  return [
    heading(3, capital(title)),
    paragraph(say`At ${quote(address)}.${facts.flatMap((fact) => say` ${fact}`)}`),
    ...documents.flatMap(({ kind, policy, sentences }): readonly Block[] => {
      const file = handed.find((one) => one.address === address && one.kind === kind);
      return [
        ...list(sentences, true),
        ...(file ? [paragraph(say`${quote(file.file)}, sha256 ${quote(file.sha256)}:`)] : []),
        codeBlock("json", policy.text),
      ];
    }),
  ];
}

/** IAM has one provider for each issuer: it cannot be made where others use the cluster already. */
const providerBlocks = ({ withProviders, providers }: HandoverStep): readonly Block[] =>
  withProviders === undefined
    ? []
    : [
        paragraph(
          say`An account has one identity provider for each issuer. Where ${quote("aws iam list-open-id-connect-providers")} lists ${listed(
            providers.map(quote),
            "or",
          )} already, since other roles trust pods of that cluster, this is for you in its place: it looks the provider up and leaves it as it is, and its plan stops where an audience is missing there.`,
        ),
        folded("With an identity provider that is there already, main.tf", codeBlock("hcl", withProviders.hcl)),
        folded("The same as JSON, main.tf.json", codeBlock("json", withProviders.json)),
      ];

function furtherWords({ furtherResources }: HandoverStep): readonly Block[] {
  if (furtherResources.length === 0) return [];
  const all = listed(furtherResources.map(quote), "and");
  return [paragraph(say`These commands do not make ${all}, which must be there first.`)];
}
