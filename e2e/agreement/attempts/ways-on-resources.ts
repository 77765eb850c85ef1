import type { IntruderId } from "../../../src/proof";
import type { Subject } from "../../emulator";
import type { Question } from "../../emulator/types";
import { partitionOfArn } from "../pod/reference";
import { type AttemptContext, accountOfArn, type Guarded } from "./context";
import { neighbours } from "./names";
import type { Asking, Way } from "./ways";
import { callersIn, classOf, servicesIn } from "./ways-of-callers";

const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  s3: ["GetObject", "PutObject", "DeleteObject", "ListBucket", "GetBucketPolicy", "PutObjectAcl", "GetObjectTagging"],
  kms: ["Decrypt", "GenerateDataKey", "CreateGrant", "PutKeyPolicy", "DescribeKey"],
  sqs: ["SendMessage", "ReceiveMessage"],
  sns: ["Publish", "Subscribe"],
  secretsmanager: ["GetSecretValue", "PutSecretValue"],
  dynamodb: ["GetItem", "PutItem"],
};
const OF_OBJECTS = /Object/;
const KEY_ACTIONS: Readonly<Record<string, string>> = { GetObject: "kms:Decrypt", PutObject: "kms:GenerateDataKey" };
/** What AWS lets no other account do, whatever a policy says. */
const OWNERS_ONLY = /BucketPolicy|PutKeyPolicy/;

/** An ARN of an object for each prefix that a policy may tell apart. */
const objectsOf = (bucket: string): readonly string[] =>
  ["config.json", "only/config.json"].map((key) => `${bucket}/${key}`);

/** What callers ask of `guarded`, with encryption contexts and services that conditions compare with. */
function questionsOn({ names }: AttemptContext, guarded: Guarded): readonly Question[] {
  const { arn, account, region } = guarded;
  const service = arn.split(":")[2] ?? "";
  const plain = { "aws:RequestedRegion": region };
  const contexts: readonly NonNullable<Question["context"]>[] =
    service === "kms"
      ? [
          plain,
          ...names.values("kms:viaservice").map((via) => ({ ...plain, "kms:ViaService": via.replaceAll("*", region) })),
          ...names.keysAfter("kms:encryptioncontext:").flatMap((key) =>
            names
              .values(`kms:encryptioncontext:${key}`)
              .flatMap(neighbours)
              .map((value) => ({
                ...plain,
                [`kms:EncryptionContext:${key}`]: value,
                "kms:EncryptionContextKeys": [key],
              })),
          ),
        ]
      : [plain];
  return (ACTIONS[service] ?? []).flatMap((action) =>
    (service === "s3" && OF_OBJECTS.test(action) ? objectsOf(arn) : [arn]).flatMap((resource) =>
      contexts.map((context) => ({ action: `${service}:${action}`, resource, resourceAccount: account, context })),
    ),
  );
}

/** The question of the key, where the resource is encrypted with one of the customer's. */
function keyQuestion({ key, region, arn }: Guarded, { action }: Question): Question | undefined {
  const needed = KEY_ACTIONS[action.split(":")[1] ?? ""];
  if (key === undefined || needed === undefined) return undefined;
  return {
    action: needed,
    resource: key,
    resourceAccount: accountOfArn(key),
    context: {
      "aws:RequestedRegion": region,
      "kms:ViaService": `s3.${region}.amazonaws.com`,
      "kms:EncryptionContext:aws:s3:arn": arn,
      "kms:EncryptionContextKeys": ["aws:s3:arn"],
    },
  };
}

const accountIn = (subject: Subject): string | undefined => ("account" in subject ? subject.account : undefined);

function asking(guarded: Guarded, subject: Subject, question: Question): readonly Asking[] {
  const account = accountIn(subject);
  const more: Readonly<Record<string, string>> = account === undefined ? {} : { "kms:CallerAccount": account };
  const full = (one: Question): Question => ({ ...one, context: { ...one.context, ...more } });
  const key = keyQuestion(guarded, question);
  // the key's own account may give it by its identity policies
  const ofKey: Subject = key && subject.kind === "outsider" ? { ...subject, permissions: "all" } : subject;
  return [[subject, full(question)], ...(key ? [[ofKey, full(key)] as const] : [])];
}

/** Whether a document names `subject` in full, which then is one with whom it is shared. */
function isShared({ names, world }: AttemptContext, { account }: Guarded, subject: Subject): boolean {
  if (subject.kind !== "outsider") return false;
  const isNamed = names.documents.some(({ text }) => text.includes(`"${subject.arn}"`));
  const ofWorld = world.stacks.some(({ resources }) =>
    resources.some((one) => one.type === "aws_iam_role" && one.get("arn") === subject.arn),
  );
  return isNamed && (subject.account === account || ofWorld);
}

/** Everybody who asks for what a chain is granted, or its key, past every role. */
export function waysOnResources(context: AttemptContext): readonly Way[] {
  const ofWorld = new Set<unknown>(context.world.stacks.map(({ account }) => account));
  return context.guarded.flatMap((guarded): readonly Way[] => {
    const questions = questionsOn(context, guarded);
    const ways = (
      subject: Subject,
      { classes, anyOf = false }: { readonly classes: readonly IntruderId[]; readonly anyOf?: boolean },
    ): readonly Way[] =>
      questions.flatMap((question): readonly Way[] => {
        const account = accountIn(subject);
        if (account !== guarded.account && OWNERS_ONLY.test(question.action)) return [];
        // nobody without a name uses a key
        if (subject.kind === "anonymous" && keyQuestion(guarded, question)) return [];
        const { kind, ...who } = subject;
        return [
          {
            what: () =>
              `${kind} ${JSON.stringify(who)}: ${question.action} on ${question.resource} ${JSON.stringify(question.context)}`,
            classes,
            anyOf,
            calls: () => asking(guarded, subject, question),
          },
        ];
      });
    // callers of the owner get here only what the document adds to their permissions
    const callers = callersIn(context, (account) => (account === guarded.account ? "none" : "all"));
    const roots = [...new Set(callers.map(({ subject }) => subject.account))].map((account) => ({
      close: "user" as const,
      subject: {
        kind: "outsider" as const,
        account,
        arn: `arn:${partitionOfArn(context.roles.final)}:iam::${account}:root`,
        permissions: account === guarded.account ? ("none" as const) : ("all" as const),
      },
    }));
    return [
      ...ways({ kind: "anonymous" }, { classes: ["anonymous"] }),
      ...[...callers, ...roots]
        .filter(({ subject }) => !isShared(context, guarded, subject))
        .flatMap(({ subject, close }) => ways(subject, onResource(context, guarded, subject.account, close))),
      // a source of the world's, or of the owner's, is one that the owner has tied the service to
      ...servicesIn(context, (account) => !ofWorld.has(account) && account !== guarded.account).flatMap((subject) =>
        ways(subject, { classes: ["service"] }),
      ),
    ];
  });
}

/** The owner of a resource is one of the chain's accounts too. */
function onResource(
  context: AttemptContext,
  { account: owner }: Guarded,
  account: string,
  close: "other-role" | "user",
) {
  return account === owner ? { classes: [close] } : classOf(context, account, close);
}
