import { SERVICE_ACCOUNT_ANNOTATIONS } from "../../aws";
import { UnknownValue } from "../../unknown/unknown-value";
import { isName } from "../attributes/computed";
import { isRaw, own, type Raw } from "../source/block";
import { dictionary, isList, type Value } from "../value";
import type { Entry } from "./file";
import { ADVICE, type Expressions, type Follow } from "./plan-expressions";

/** Attributes that hold documents: one not known in the plan is unknown, even if what it refers to is known. */
const DOCUMENTS: ReadonlySet<string> = new Set([
  "policy",
  "assume_role_policy",
  "inline_policy",
  "key_policy",
  "resource_policy",
]);

/** Attributes that are a list of what their references name. */
const LISTS: ReadonlySet<string> = new Set([
  "managed_policy_arns",
  "policy_arns",
  "policy_names",
  "roles",
  "role_names",
  "client_id_list",
]);

/** What an attribute may be when it refers to one attribute of one resource, and nothing is added to it. */
const FOLLOWED: Readonly<Record<string, RegExp>> = {
  role: /^aws_iam_role (name|id)$/,
  roles: /^aws_iam_role (name|id)$/,
  role_name: /^aws_iam_role (name|id)$/,
  role_arn: /^aws_iam_role arn$/,
  target_role_arn: /^aws_iam_role arn$/,
  policy_arn: /^aws_iam_policy (arn|id)$/,
  policy_arns: /^aws_iam_policy (arn|id)$/,
  managed_policy_arns: /^aws_iam_policy (arn|id)$/,
  permissions_boundary: /^aws_iam_policy (arn|id)$/,
  policy_names: /^aws_iam_role_policy name$/,
  bucket: /^aws_s3_bucket (id|bucket)$/,
  cluster_name: /^aws_eks_cluster (name|id)$/,
  kms_key_id: /^aws_kms_(key|alias) (arn|key_id|id|target_key_arn|target_key_id)$/,
  kms_master_key_id: /^aws_kms_(key|alias) (arn|key_id|id|name|target_key_arn|target_key_id)$/,
  kms_key_arn: /^aws_kms_(key|alias) (arn|target_key_arn)$/,
  key_id: /^aws_kms_key (arn|key_id|id)$/,
  target_key_id: /^aws_kms_key (arn|key_id|id)$/,
  queue_url: /^aws_sqs_queue (id|url)$/,
  arn: /^aws_sns_topic (arn|id)$/,
  secret_arn: /^aws_secretsmanager_secret (arn|id)$/,
  resource_arn: /^aws_dynamodb_table arn$/,
  url: /^aws_eks_cluster identity\.oidc\.issuer$/,
  namespace: /^kubernetes_namespace(_v1)? (metadata\.name|id)$/,
  service_account: /^kubernetes_service_account(_v1)? metadata\.name$/,
  service_account_name: /^kubernetes_service_account(_v1)? metadata\.name$/,
  [SERVICE_ACCOUNT_ANNOTATIONS.role]: /^aws_iam_role arn$/,
};

const follows =
  (type: string, attribute: string): Follow =>
  (referred, path) =>
    !isName(type, attribute) &&
    Object.hasOwn(FOLLOWED, attribute) &&
    (FOLLOWED[attribute]?.test(`${referred} ${path}`) ?? false);

const isDocument: Follow = (type, path) => type === "aws_iam_policy_document" && /^(minified_)?json$/.test(path);

/** The value at `path` of a planned resource: as planned, or what its expression refers to. @throws InputError */
export function planValues(
  entry: Entry,
  path: readonly (string | number)[],
  unknown: unknown,
  block: Raw,
  expressions: Expressions,
): Value {
  let value: unknown = entry.values;
  let open: unknown = unknown;
  let written: unknown = own(block, "expressions");
  let attribute = "";
  for (const step of path) {
    if (typeof step === "string") attribute = step;
    [value, open, written] = [
      below(value, step),
      open === true ? true : below(open, step),
      expressionBelow(written, step),
    ];
  }
  return overlaid(value, open, written, attribute, { entry, expressions, document: DOCUMENTS.has(String(path[0])) });
}

interface Context {
  readonly entry: Entry;
  readonly expressions: Expressions;
  readonly document: boolean;
}

function below(value: unknown, step: string | number): unknown {
  if (Array.isArray(value))
    return typeof step === "number" ? value[step] : value.length === 1 ? below(value[0], step) : undefined;
  if (!isRaw(value)) return undefined;
  return typeof step === "number" ? (step === 0 ? value : undefined) : own(value, step);
}

/** Blocks are written as lists of expressions, or as one; an attribute's parts have no expressions of their own. */
function expressionBelow(written: unknown, step: string | number): unknown {
  if (isRaw(written) && (Object.hasOwn(written, "references") || Object.hasOwn(written, "constant_value"))) {
    const constant = own(written, "constant_value");
    const inner = constant === undefined ? undefined : below(constant, step);
    return inner === undefined ? written : { ...written, constant_value: inner };
  }
  return below(written, step);
}

/** A planned value with what is not known in it replaced by what is known of it. */
function overlaid(value: unknown, open: unknown, written: unknown, attribute: string, context: Context): Value {
  if (open === true) return opened(written, attribute, context);
  if (value === undefined || value === null || typeof value !== "object")
    return (value ??
      (isRaw(open) && Object.values(open).includes(true)
        ? overlaid({}, open, written, attribute, context)
        : null)) as Value;
  if (open === undefined || open === null || open === false) return value as Value;
  if (Array.isArray(value))
    return value.map((one, index) =>
      overlaid(one, below(open, index), expressionBelow(written, index), attribute, context),
    );
  const names = new Set([...Object.keys(value), ...(isRaw(open) ? Object.keys(open) : [])]);
  return dictionary(
    [...names].map(
      (name) =>
        [name, overlaid(below(value, name), below(open, name), expressionBelow(written, name), name, context)] as const,
    ),
  );
}

/** What is known of a value that the plan does not know. Where nothing is written, nothing is set. */
function opened(written: unknown, attribute: string, { entry, expressions, document }: Context): Value {
  if (written === undefined) return null;
  const what = `${entry.address}.${attribute} is not known before apply`;
  if (!isRaw(written)) return new UnknownValue("after-apply", what, { advice: ADVICE });
  const value = expressions.value(
    written,
    entry.module,
    entry.index,
    document ? isDocument : follows(entry.type, attribute),
  );
  if (document && !onlyDocument(written))
    return new UnknownValue("after-apply", what, { advice: ADVICE, isText: true });
  if (value instanceof UnknownValue)
    return new UnknownValue("after-apply", what, { advice: value.advice ?? ADVICE, isText: !LISTS.has(attribute) });
  return LISTS.has(attribute) && !isList(value) ? [value] : value;
}

/** Whether a document's expression is nothing but a policy document's JSON. */
function onlyDocument(written: Raw): boolean {
  const constant = own(written, "constant_value");
  return (
    constant === undefined ||
    (typeof constant === "string" &&
      /^\$\{\s*data\.aws_iam_policy_document\.[^{}]+\.(minified_)?json\s*\}$/.test(constant))
  );
}
