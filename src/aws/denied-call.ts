/** What AWS says of a call that it refused, as far as the message has it. */
export interface DeniedCall {
  /** The line of the log. */
  readonly line: string;
  /** ARN of the caller, `arn:aws:sts::111111111111:assumed-role/NAME/SESSION`. */
  readonly caller?: string;
  /** `sts:AssumeRole`, in AWS's case where the message has it so. */
  readonly action?: string;
  /** ARN, as the message has it. */
  readonly resource?: string;
  /** `GetObject`, of messages that name the operation only. */
  readonly operation?: string;
  /** `s3`: the service that refused, of messages that name no operation, or of one that a key was refused to. */
  readonly service?: string;
  /** Which kind of policy refuses, as newer messages tell. */
  readonly policy?: DenyingPolicy;
  /** What fails before a role is there, of messages that name no call. */
  readonly step?: "web-identity" | "oidc-provider" | "pod-identity" | "association" | "no-credentials";
}

export type DenyingPolicy =
  | "identity"
  | "resource"
  | "trust"
  | "boundary"
  | "session"
  | "endpoint"
  | "service-control"
  | "resource-control";

/**
 * The refused calls in the lines of a log, each once. The forms are those of AWS's services, with what the CLI and the
 * SDKs for Go, Java, JavaScript and Python put around them.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_auth_AssumeRoleForPodIdentity.html
 */
export function deniedCallsIn(text: string): readonly DeniedCall[] {
  const calls = messagesIn(text).flatMap((line) => callIn(line) ?? []);
  return [
    ...new Map(calls.map(({ line: _, ...call }, index) => [JSON.stringify(call), calls[index] as DeniedCall])).values(),
  ];
}

const COLOURS = new RegExp(String.raw`${String.fromCharCode(27)}\[[\d;]*m`, "g");

/**
 * Messages, without the escapes of logs in JSON, colours, and the frames that terminals draw; one that is broken over lines is one
 * message, and a line that ends in a colon goes on.
 */
const messagesIn = (text: string): readonly string[] =>
  text
    .replaceAll(COLOURS, "")
    .replaceAll(/\\+"/g, '"')
    .replaceAll(/\\+[nt]/g, " ")
    .replaceAll(/&apos;|&#39;/g, "'")
    .replaceAll("&quot;", '"')
    .replaceAll(/^[ \t]*[│|][ \t]?|[ \t]*[│|][ \t]*$/gm, "")
    .split(
      /(?<!:[ \t\r]*)\r?\n(?=\s*\S*(?:\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d|[IWEF]\d{4} |\{|\[|An error|Error|User:|time=))|\r?\n\s*\r?\n/,
    )
    .filter((message) => message.trim() !== "")
    .flatMap(bounded);

/** No error of AWS is longer; what is looked for takes time that grows with the square of a message. */
const LONGEST = 20_000;

/** A message, or of one that is too long to be one its lines, and of such a line what is around each refusal. */
function bounded(message: string): readonly string[] {
  if (message.length <= LONGEST) return [message];
  return message.split("\n").flatMap((line) => {
    if (line.length <= LONGEST) return [line];
    const refusals = [...line.matchAll(/not authorized|Access[ _]?Denied|Forbidden/gi)].slice(0, 20);
    return refusals.map(({ index }) => line.slice(Math.max(0, index - 1000), index + 3000));
  });
}

const ARN = String.raw`arn:aws[\w-]*:[^\s"',]*[^\s"',.)]`;
const USER = new RegExp(String.raw`User: (${ARN}|anonymous) is not authorized to perform: ([\w-]+:[\w*]+)`, "i");
const ON = new RegExp(String.raw`on (?:the )?resource:? "?(${ARN}|\*)`, "i");

/** The same in a message that a terminal has broken within words, whose white space therefore says nothing. */
const BROKEN =
  /User:(arn:aws[\w-]*:[^\s"',]*?|anonymous)isnotauthorizedtoperform:([\w-]+:[\w*]+?)(?=on(?:the)?resource|onthis|because|withan|\W|$)(?:on(?:the)?resource:?"?(arn:aws[\w-]*:[^\s"',]*?|\*)(?=because|withan|["',()]|statuscode|$))?/i;

/**
 * What `aws sts decode-authorization-message` prints of an encoded message.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
 */
const DECODED = new RegExp(
  String.raw`"arn": ?"(${ARN})" ?\}, ?"action": ?"([\w-]+:[\w*]+)", ?"resource": ?"(${ARN}|\*)"`,
);

function callIn(message: string): DeniedCall | undefined {
  const line = message.replaceAll(/\s+/g, " ").trim();
  const named = namedIn(message, line);
  const operation = operationIn(line);
  if (named) {
    const { caller, ...call } = named;
    const policy = policyIn(line);
    return {
      line,
      ...(caller.toLowerCase() === "anonymous" ? {} : { caller }),
      ...call,
      ...(operation ? { operation } : {}),
      ...(policy ? { policy } : {}),
    };
  }
  const step = STEPS.find(([, form]) => form.test(line))?.[0];
  if (step) return { line, step };
  // KMS's older words name neither action nor key
  if (/The ciphertext refers to a (?:customer master )?key that/i.test(line)) return { line, action: "kms:Decrypt" };
  // Secrets Manager's, where the caller may not use the key of a secret
  if (/Access to KMS is not allowed/i.test(line)) {
    const writes = operation !== undefined && /^(?:Create|Put|Update)/.test(operation);
    return { line, action: writes ? "kms:GenerateDataKey" : "kms:Decrypt", service: "secretsmanager" };
  }
  if (/\bsqs\b.*Access to the resource \S+ is denied|Access to the resource https:\/\/sqs\./i.test(line)) {
    const resource = queueIn(line);
    return { line, ...(operation ? { operation } : { service: "sqs" }), ...(resource ? { resource } : {}) };
  }
  if (!/Access[ _]?Denied|Forbidden|\b403\b|not allowed to access|not authorized|do not have access to it/i.test(line))
    return undefined;
  if (operation)
    return {
      line,
      ...(/^AssumeRole(?:WithWebIdentity)?$/.test(operation) ? { action: `sts:${operation}` } : { operation }),
    };
  const service = serviceIn(line);
  return service === undefined ? undefined : { line, service };
}

/** Caller, action and resource, where a message names them. */
function namedIn(
  message: string,
  line: string,
): { readonly caller: string; readonly action: string; readonly resource?: string } | undefined {
  const named = USER.exec(line);
  if (named) {
    const [matched, caller = "", action = ""] = named;
    const [, resource] = ON.exec(line.slice(named.index + matched.length)) ?? [];
    return { caller, action, ...(resource === undefined ? {} : { resource }) };
  }
  const found = DECODED.exec(line) ?? BROKEN.exec(message.replaceAll(/\s+/g, ""));
  const [, caller, action, resource] = found ?? [];
  return caller && action ? { caller, action, ...(resource === undefined ? {} : { resource }) } : undefined;
}

/** `calling the GetObject operation`, `during HeadObject operation`, `operation error S3: GetObject`, `Error executing "GetObject"`. */
function operationIn(line: string): string | undefined {
  const [, cli, go, php] =
    /(?:calling the|during) (\w+) operation|operation error [\w ]+: (\w+)|Error executing "(\w+)"/.exec(line) ?? [];
  return cli ?? go ?? php;
}

/**
 * The service that refused, of messages without an operation: the SDKs for Java and .NET name it, and `AccessDenied` with
 * `Access Denied` and no more is S3's.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
function serviceIn(line: string): string | undefined {
  const [, java] = /\(Service: ([\w ]+)[,;] Status Code: 40[03]\b/.exec(line) ?? [];
  if (java !== undefined) {
    const name = java
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, "")
      .replace(/^(?:amazon|aws)/, "")
      .replace(/v2$/, "");
    return name === "simplesystemsmanagement" ? "ssm" : name;
  }
  return /\bS3Exception: |\bPermissionError: (?:Access Denied|Forbidden)|\bAmazonS3Exception: |\bAccessDenied\b\S{0,9} ?(?:<Message>|\()?Access Denied/.test(
    line,
  )
    ? "s3"
    : undefined;
}

/** What fails before the pod has a role. An expired or missing token is none of it: no document decides that. */
const STEPS: readonly (readonly [NonNullable<DeniedCall["step"]>, RegExp])[] = [
  [
    "oidc-provider",
    /No OpenIDConnect provider found in your account|Incorrect token audience|Couldn't retrieve verification key from your identity provider|certificate doesn't match configured thumbprint/i,
  ],
  ["web-identity", /Not authorized to perform:? sts:AssumeRoleWithWebIdentity/i],
  [
    "pod-identity",
    /EKS does not have permissions to assume the associated role|\bAssumeRoleForPodIdentity\b.*AccessDenied/i,
  ],
  [
    "association",
    /(?:AssumeRoleForPodIdentity|EKS Auth|container metadata|container-role|\(ResourceNotFoundException\)).*(?:ResourceNotFound|association)/i,
  ],
  [
    "no-credentials",
    /Unable to locate credentials|NoCredentialProviders|Could not load credentials from any providers|Unable to load credentials from any of the providers|no EC2 IMDS role found|Missing credentials in config|unable to sign request without credentials|Unable to get IAM security credentials from EC2 Instance Metadata|no providers in chain provided credentials/i,
  ],
];

const POLICIES: readonly (readonly [DenyingPolicy, RegExp])[] = [
  ["endpoint", /VPC endpoint policy/i],
  ["trust", /(?:role )?trust policy/i],
  ["identity", /identity-based policy/i],
  ["resource-control", /resource control policy/i],
  ["resource", /resource-based polic(?:y|ies)/i],
  ["boundary", /permissions boundary/i],
  ["session", /session policy/i],
  ["service-control", /service control policy/i],
];

const policyIn = (line: string): DenyingPolicy | undefined => {
  const [reason] = /(?:because no|with an explicit deny in).*/i.exec(line) ?? [];
  return reason === undefined ? undefined : POLICIES.find(([, form]) => form.test(reason))?.[0];
};

/** `https://sqs.us-east-1.amazonaws.com/111111111111/name` as an ARN. */
function queueIn(line: string): string | undefined {
  const [, region, account, name] =
    /https:\/\/sqs\.([\w-]+)\.amazonaws\.com\/(\d{12})\/([\w-]+(?:\.fifo)?)/.exec(line) ?? [];
  return region && account && name ? `arn:aws:sqs:${region}:${account}:${name}` : undefined;
}

/**
 * Operations whose permission has another name, or of which S3's client has several.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
const PERMISSIONS: Readonly<Record<string, string>> = {
  listobjects: "s3:ListBucket",
  listobjectsv2: "s3:ListBucket",
  headbucket: "s3:ListBucket",
  headobject: "s3:GetObject",
  copyobject: "s3:PutObject",
  createmultipartupload: "s3:PutObject",
  uploadpart: "s3:PutObject",
  completemultipartupload: "s3:PutObject",
  deleteobjects: "s3:DeleteObject",
  listbuckets: "s3:ListAllMyBuckets",
  sendmessagebatch: "sqs:SendMessage",
  deletemessagebatch: "sqs:DeleteMessage",
  publishbatch: "sns:Publish",
};

/** The permission that a call of `operation` of `service` needs. */
export const permissionOf = (operation: string, service: string): string =>
  PERMISSIONS[operation.toLowerCase()] ?? `${service}:${operation}`;
