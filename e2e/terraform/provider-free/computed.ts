import { type Block, blocksOf, isBlock } from "./block";
import type { Path } from "./references";

/** Attributes by address, `data.aws_caller_identity.account`: what AWS would answer where it is not what is expected. */
export type World = Readonly<Record<string, Block>>;

interface Place {
  readonly account: string;
  readonly region: string;
}

type Attributes = Readonly<Record<string, unknown>>;
type Computed = (attributes: Attributes, place: Place) => Block;

const globalArn =
  (service: string, form: (attributes: Attributes) => string): Computed =>
  (attributes, { account }) => ({ arn: `arn:aws:${service}::${account}:${form(attributes)}` });

const regionalArn =
  (service: string, form: (attributes: Attributes) => string): Computed =>
  (attributes, { account, region }) => ({ arn: `arn:aws:${service}:${region}:${account}:${form(attributes)}` });

const KEY_ID = "0f4d4b3a-1c2d-4e5f-8a9b-0c1d2e3f4a5b";

const key: Computed = (_, place) => ({
  key_id: KEY_ID,
  id: KEY_ID,
  arn: `arn:aws:kms:${place.region}:${place.account}:key/${KEY_ID}`,
  target_key_arn: `arn:aws:kms:${place.region}:${place.account}:key/${KEY_ID}`,
  target_key_id: KEY_ID,
});

/** What providers compute, in the form that each service gives it. A type that is not here gets texts that name the attribute. */
const COMPUTED: Readonly<Record<string, Computed>> = {
  aws_iam_role: globalArn("iam", ({ path = "/", name }) => `role${path}${name}`),
  aws_iam_policy: globalArn("iam", ({ path = "/", name }) => `policy${path}${name}`),
  aws_iam_openid_connect_provider: globalArn("iam", ({ url }) => `oidc-provider/${`${url}`.replace("https://", "")}`),
  aws_s3_bucket: ({ bucket }) => ({ id: bucket, arn: `arn:aws:s3:::${bucket}` }),
  aws_kms_key: key,
  aws_kms_alias: key,
  aws_sqs_queue: regionalArn("sqs", ({ name }) => `${name}`),
  aws_sns_topic: regionalArn("sns", ({ name }) => `${name}`),
  aws_dynamodb_table: regionalArn("dynamodb", ({ name }) => `table/${name}`),
  aws_secretsmanager_secret: regionalArn("secretsmanager", ({ name }) => `secret:${name}-Ab1Cd2`),
  aws_ssm_parameter: regionalArn("ssm", ({ name }) => `parameter/${`${name}`.replace(/^\//, "")}`),
  aws_route53_zone: () => ({
    zone_id: "Z0123456789ABCDEFGHIJ",
    arn: "arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ",
  }),
  aws_eks_cluster: ({ name }, { account, region }) => ({
    arn: `arn:aws:eks:${region}:${account}:cluster/${name}`,
    endpoint: "https://0123456789ABCDEF0123456789ABCDEF.gr7.eks.example",
    certificate_authority: [{ data: '${base64encode("a certificate")}' }],
  }),
  aws_caller_identity: (_, { account }) => ({
    account_id: account,
    id: account,
    arn: `arn:aws:iam::${account}:user/deployer`,
    user_id: "AIDA0123456789ABCDEFG",
  }),
  random_pet: () => ({ id: "happy-otter" }),
};

/** The module's account and region, as its provider block or the check of its caller names them. */
export function placeOf(providers: readonly Block[], callers: readonly Block[]): Place {
  const [aws = {}] = providers.filter(({ alias }) => alias === undefined);
  const named = JSON.stringify([aws.allowed_account_ids, ...callers]).match(/\d{12}/);
  return {
    account: named?.[0] ?? "123456789012",
    region: typeof aws.region === "string" && !aws.region.includes("${") ? aws.region : "us-east-1",
  };
}

/**
 * The attributes of a resource as its provider would have them: those that are configured, and each that something refers to.
 * A value that a condition of its own asks for is as it asks, unless the world says otherwise.
 */
export function completed(
  { address, type, attributes, lifecycle }: Completed,
  used: readonly Path[],
  world: World,
  place: Place,
): Block {
  const computed = COMPUTED[type]?.({ ...attributes }, place) ?? {};
  let made: unknown = attributes;
  for (const { path, value } of asserts(lifecycle)) made = withPath(made, path, () => value);
  if (isBlock(made)) made = { ...pickFirst(computed, used), ...made };
  for (const path of used) made = withPath(made, path, (missing) => `${address}-${missing}`);
  return { ...(isBlock(made) ? made : {}), ...world[address] };
}

interface Completed {
  readonly address: string;
  readonly type: string;
  readonly attributes: Block;
  readonly lifecycle: unknown;
}

/** Of what is computed only what is used, so that a plan shows no more than there is to see. */
const pickFirst = (computed: Block, used: readonly Path[]): Block =>
  Object.fromEntries(Object.entries(computed).filter(([name]) => used.some(([first]) => first === name)));

/** `self.PATH == "text"` and `jsondecode(self.PATH) == EXPRESSION` of pre- and postconditions. */
function asserts(lifecycle: unknown): readonly { readonly path: Path; readonly value: string }[] {
  return blocksOf(lifecycle)
    .flatMap(({ postcondition }) => blocksOf(postcondition))
    .flatMap(({ condition }) => {
      const text = `${condition}`;
      const literal = /^\$\{self\.([\w.[\]]+) == "([^"$]*)"\}$/.exec(text);
      if (literal) return [{ path: pathOf(literal[1] ?? ""), value: literal[2] ?? "" }];
      const document = /^\$\{jsondecode\(self\.(\w+)\) == (.+)\}$/.exec(text);
      return document ? [{ path: [document[1] ?? ""], value: `\${jsonencode(${document[2]})}` }] : [];
    });
}

const pathOf = (text: string): Path =>
  text.split(/[.[\]]+/).flatMap((step) => (step === "" ? [] : /^\d+$/.test(step) ? Number(step) : step));

/** A value that has something at a path; a nested block, which may be written as an object, is a list where it is used as one. */
function withPath(value: unknown, path: Path, leaf: (path: string) => unknown, from = ""): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return value ?? leaf(from);
  if (typeof head === "number") {
    const list = Array.isArray(value) ? [...value] : value === undefined ? [] : [value];
    while (list.length < head) list.push({});
    list[head] = withPath(list[head], rest, leaf, from);
    return list;
  }
  if (value !== undefined && !isBlock(value)) return value;
  return { ...value, [head]: withPath(value?.[head], rest, leaf, from ? `${from}-${head}` : head) };
}
