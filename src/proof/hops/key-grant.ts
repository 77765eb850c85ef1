import { parseArn } from "../../aws";
import { folded, type Glob, glob, literal, MAYBE, matches, NO, OPEN, type Truth, YES } from "../../iam";
import { SERVICES, type Target } from "../../inventory";
import { readable } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import { fixBy } from "../fix-by";
import type { ProofContext } from "../proof-context";
import { type Entries, oneValue, sessionArnOf } from "../requests/context";
import type { FinalSession } from "../requests/final-session";
import { askGrant, type GrantAnswer } from "./decide-grant";
import type { Why } from "./explain";
import { accessDenied } from "./hop";
import { isKeyFound, ofKeyFound } from "./not-seen";

interface Need {
  readonly service: string;
  readonly action: string;
  readonly needs: readonly string[];
}

const KEY_ACTIONS: readonly Need[] = SERVICES.flatMap(({ service, keyActions }) =>
  Object.entries(keyActions ?? {}).map(([action, needs]) => ({ service, action: `${service}:${action}`, needs })),
);

/** What the key of an encrypted resource of `service` must allow for `action`, whole or in part. */
export const keyActionsFor = (service: string, action: string): readonly string[] => {
  const pattern = folded(glob(action));
  const hit = KEY_ACTIONS.filter(
    (one) => one.service === service && matches(pattern, literal(one.action.toLowerCase())) !== NO,
  );
  return [...new Set(hit.flatMap((one) => one.needs))];
};

/** Whether a request to `service` can leave the key out of it. */
export const canLeaveKeyOut = (service: string): boolean =>
  SERVICES.some((one) => one.service === service && one.keyOnRequest === true);

/**
 * The encryption context that a service sends to KMS for `resource`, which is or is in `target`. It is not the caller's
 * choice.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#encryption-context
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html#security-encryption-encryption-context
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/services-dynamodb.html
 */
export function serviceContext(target: Target, resource: string): Entries {
  const { service, arn, account, bucketKey } = target;
  const context = (pairs: Readonly<Record<string, Entries[string]>>): Entries => ({
    ...Object.fromEntries(
      Object.entries(pairs).map(([key, value]) => [`kms:encryptioncontext:${key.toLowerCase()}`, value]),
    ),
    "kms:encryptioncontextkeys": Object.keys(pairs).map(literal),
  });
  switch (service) {
    case "s3": {
      const inside = resource.startsWith(`${arn}/`) ? resource : `${arn}/*`;
      const object: readonly Glob[] = [glob(inside)];
      return context({ "aws:s3:arn": bucketKey === undefined ? OPEN : bucketKey ? oneValue(arn) : object });
    }
    case "sqs":
      return context({ "aws:sqs:arn": oneValue(arn) });
    case "sns":
      return context({ "aws:sns:topicArn": oneValue(arn) });
    case "secretsmanager":
      return context({ SecretARN: oneValue(arn), SecretVersionId: OPEN });
    case "ssm":
      return context({ PARAMETER_ARN: oneValue(arn) });
    case "dynamodb":
      return context({
        "aws:dynamodb:tableName": oneValue(parseArn(arn)?.resource.replace(/^table\//, "")),
        "aws:dynamodb:subscriberId": oneValue(account),
      });
    default:
      return {};
  }
}

/**
 * How the key of an encrypted resource decides `action` on `resource`, in `target`: one answer for each of
 * the key's actions.
 */
export function keyAnswers(
  proof: ProofContext,
  session: FinalSession,
  action: string,
  target: Target,
  resource: string,
): readonly GrantAnswer[] {
  const { key, service } = target;
  if (key === undefined || target.keyShown === false) return [];
  const pattern = folded(glob(action));
  const whole = KEY_ACTIONS.filter((one) => one.service === service).map((one) => ({
    ...one,
    hit: matches(pattern, literal(one.action.toLowerCase())),
  }));
  const hit = whole.filter((one) => one.hit !== NO);
  if (hit.length === 0) return [];
  // A pattern also stands for actions that need no key: without one a part is denied.
  const partial = hit.some((one) => matches(literal(one.action.toLowerCase()), pattern) !== YES);
  const needs = [...new Set(hit.flatMap((one) => one.needs))];
  return needs.map((needed) => {
    const answer = keyAnswer(proof, session, needed, target, resource);
    return partial && answer.truth === NO ? { ...answer, truth: MAYBE } : answer;
  });
}

/**
 * How what a service holds is encrypted without a key of KMS that policies speak of.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingServerSideEncryption.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-sqs-sse-queue.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html
 */
const WITHOUT_KMS: Readonly<Record<string, string>> = {
  s3: ", or with AES256",
  sqs: ", or with keys of SQS (sqs_managed_sse_enabled)",
  dynamodb: ", or with the key that AWS owns, which is the default",
};

function keyAnswer(
  proof: ProofContext,
  session: FinalSession,
  action: string,
  target: Target,
  asked: string,
): GrantAnswer {
  const { key, service, account, resource } = target;
  const answer = (truth: Truth, why: Why): GrantAnswer => ({
    truth,
    conditions: [],
    why: () => ({ location: resource.location(), ...why }),
  });
  if (key instanceof UnknownValue)
    return answer(MAYBE, {
      code: "key-not-known",
      message: `the key of ${resource.address} is not known: ${key.reason}`,
      ...fixBy(key.advice),
    });
  const isForeign = account !== session.role.account;
  if (key === "aws") {
    if (!isForeign) return { truth: YES, conditions: [], why: () => ({}) };
    return answer(NO, {
      code: "aws-managed-key",
      message: `${resource.address} is encrypted with the AWS managed key of account ${account}, which no other account can use`,
      awsError: accessDenied(
        action.replace("kms:", ""),
        sessionArnOf(session.role.arn),
        action,
        `arn:aws:kms:…:${account}:alias/aws/${service}`,
      ),
      fix: `Encrypt it with a customer managed key whose policy names the role${WITHOUT_KMS[service] ?? ""}.`,
    });
  }
  if (isForeign && target.keyAlias !== undefined && action === "kms:GenerateDataKey")
    return answer(MAYBE, {
      code: "key-in-callers-account",
      message: `${resource.address} names its key as ${readable(target.keyAlias)}, which KMS looks for in the caller's account (${session.role.account})`,
      fix: "Write the key's ARN.",
    });
  const region = parseArn(key ?? "")?.region ?? "";
  if (/^[a-z0-9-]+$/.test(region) && target.region !== undefined && region !== target.region)
    return answer(NO, {
      code: "key-unusable",
      message: `${resource.address} is in ${target.region} and its key ${readable(key ?? "")} in ${region}; a service uses keys of its own region only`,
      awsError: `KMS.NotFoundException: ${readable(key ?? "")} does not exist in ${target.region}`,
      fix: `Use a key of ${target.region}.`,
    });
  const keyTarget = proof.inventory.targetByArn(key ?? "");
  if (!keyTarget && key !== undefined && isKeyFound(proof, key, session)) {
    proof.assume({ id: "resource-not-read", subject: readable(key), for: "grant", message: ofKeyFound(readable(key)) });
    return askGrant(proof, session, {
      action,
      resource: key,
      target: undefined,
      ownSideOnly: true,
      via: service,
      fixed: serviceContext(target, asked),
    });
  }
  if (!keyTarget)
    return answer(MAYBE, {
      code: "key-not-in-world",
      message: `${resource.address} is encrypted with ${readable(key ?? "")}, whose policy always decides and is not in what was read`,
      fix: "Add the stack that makes the key to the command line.",
    });
  return (
    unusable(keyTarget, action, true) ??
    askGrant(proof, session, {
      action,
      resource: keyTarget.arn,
      target: keyTarget,
      via: service,
      fixed: serviceContext(target, asked),
    })
  );
}

/** Actions of a key by what it is for; others, such as kms:DescribeKey, are for every key. */
const USAGES: Readonly<Record<string, RegExp>> = {
  ENCRYPT_DECRYPT: /^kms:(encrypt|decrypt|reencrypt(from|to)|generatedatakey(pair)?(withoutplaintext)?|getpublickey)$/i,
  SIGN_VERIFY: /^kms:(sign|verify|getpublickey)$/i,
  GENERATE_VERIFY_MAC: /^kms:(generate|verify)mac$/i,
  KEY_AGREEMENT: /^kms:(derivesharedsecret|getpublickey)$/i,
};

/**
 * Why `key` does not do `action`, regardless of its policy: it is disabled, or made for something else. A service
 * requires a symmetric key.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
 */
export function unusable(key: Target, action: string, byService: boolean): GrantAnswer | undefined {
  const { keyState, resource } = key;
  const usages = Object.entries(USAGES).filter(([, actions]) => actions.test(action));
  if (!keyState || usages.length === 0) return undefined;
  const isPublic = /^kms:getpublickey$/i.test(action);
  const answer = (truth: Truth, message: string, awsError: string): GrantAnswer => ({
    truth,
    conditions: [],
    why: () => ({
      code: "key-unusable",
      message: `${resource.address} ${message}`,
      awsError,
      fix: `Use an enabled ${isPublic ? "asymmetric key" : "symmetric key, for encryption"}.`,
      location: resource.location(),
    }),
  });
  const { enabled, usage, symmetric } = keyState;
  if (enabled === false) return answer(NO, "is disabled", `DisabledException: ${readable(key.arn)} is disabled.`);
  if (usage !== undefined && !usages.some(([name]) => name === usage))
    return answer(NO, `is for ${usage}, not for ${action}`, "InvalidKeyUsageException");
  if (symmetric === false && (byService || /^kms:generatedatakey/i.test(action)))
    return answer(NO, "is asymmetric", "InvalidKeyUsageException");
  if (symmetric === true && isPublic)
    return answer(NO, "is symmetric and has no public key", "UnsupportedOperationException");
  if (enabled === undefined || usage === undefined)
    return answer(
      MAYBE,
      "may be disabled or have another key usage: both are known only after apply",
      "DisabledException",
    );
  return undefined;
}
