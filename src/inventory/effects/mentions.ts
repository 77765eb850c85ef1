import type { Value } from "../../terraform/value";
import type { Resource } from "../../terraform/world";
import { isBlock, isList } from "../values";
import { type Naming, read, textsIn } from "./subjects";

/** What a resource may name, of whose type only the name is known. */
export interface Mention {
  readonly naming: Naming;
  /** The service of what it names, `role`, `cluster`, or `OF_ITS_TYPE`. */
  readonly kind: string;
}

/** A name of something of the service that the type is of. */
export const OF_ITS_TYPE = "of-its-type";

/** Arguments that name a thing of each service by a name that is not an ARN. */
const KINDS: Readonly<Record<string, RegExp>> = {
  s3: /bucket|(^|_)resource/,
  sqs: /queue|(^|_)resource/,
  sns: /topic|(^|_)resource/,
  secretsmanager: /secret|(^|_)resource/,
  dynamodb: /table|(^|_)resource/,
  ssm: /parameter|(^|_)resource/,
  kms: /(^|_)key(_id|_arn)?$|(^|_)resource/,
  role: /(^|_)roles?(_name|_arn|_id|s)?$/,
  [OF_ITS_TYPE]: /(^|_)(name|id|identifier|arn|domain|repository|registry)$/,
};

export const KINDS_OF_NAMES = Object.keys(KINDS);

/** What a resource uses to encrypt itself, it does not change. */
const USES_KEY = /kms|encryption_key/;

/** Every text in the arguments of `resource`, as what it may name. */
export const mentionsIn = (resource: Resource): readonly Mention[] =>
  resource.arguments.flatMap((name) => mentionsAt(name, read(resource, [name]), resource.type));

function mentionsAt(name: string, value: Value, type: string): readonly Mention[] {
  if (isList(value)) return value.flatMap((one) => mentionsAt(name, one, type));
  if (isBlock(value)) return Object.entries(value).flatMap(([inner, one]) => mentionsAt(inner, one, type));
  if (USES_KEY.test(name) && !/^aws(cc)?_kms_/.test(type)) return [];
  const kinds = KINDS_OF_NAMES.filter((kind) => KINDS[kind]?.test(name));
  return textsIn(value).flatMap((naming) => {
    const service = typeof naming === "string" && naming.startsWith("arn:") ? serviceIn(naming) : undefined;
    return (service === undefined ? kinds : [service]).map((kind) => ({ naming, kind }));
  });
}

export function serviceIn(arn: string): string | undefined {
  const [, , service, , , ...rest] = arn.split(":");
  return service === "iam" && /^role\//.test(rest.join(":")) ? "role" : service || undefined;
}

const compact = (text: string): string => text.replaceAll(/[-_]/g, "");

/** Whether a type, as `aws_vpclattice_auth_policy`, is of a service, as `vpc-lattice`. */
export const isTypeOf = (type: string, service: string): boolean =>
  KINDS[service] === undefined && compact(type.replace(/^aws(cc)?_/, "")).startsWith(compact(service));
