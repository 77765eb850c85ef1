import { allow, B, deny, document, type Json, principal, READ_BUCKET, TARGET } from "../../support/documents";
import { chainOf, hopIn, podWorld, proofOf, type Row, stating } from "../../support/world";

const KEY = "${aws_kms_key.k.arn}";
const OWNER = principal(allow("kms:*", "*"), { AWS: `arn:aws:iam::${B}:root` });
const KEEPER = principal(allow("kms:PutKeyPolicy", "*"), { AWS: `arn:aws:iam::${B}:role/keeper` });
const alias = (more: Json = {}): Json => ({ name: "alias/data", target_key_id: "${aws_kms_key.k.key_id}", ...more });
const on = (operator: string, key: string, value: string) => ({ Condition: { [operator]: { [key]: value } } });
const decrypt = (operator: string, value: string) =>
  allow("kms:Decrypt", KEY, on(operator, "kms:ResourceAliases", value));
const naming = (value: string) => allow("kms:Decrypt", KEY, on("StringEquals", "kms:RequestAlias", value));

/** A key with aliases, and a role that is granted `statements`. */
const world = (
  statements: Json | readonly Json[],
  aliases: Json = { a: alias() },
  keyPolicy: readonly Json[] = [OWNER],
) =>
  podWorld({
    grant: statements,
    b: { aws_kms_key: { k: { policy: document(keyPolicy) }, o: {} }, aws_kms_alias: aliases },
  });
const is = (grant: "allowed" | "denied" | "unknown", verdict?: string) => ({
  hops: { grant },
  ...(verdict ? { verdict } : {}),
});

stating("kms:ResourceAliases", [
  [
    "an alias that the world gives the key is one of its",
    world(decrypt("ForAnyValue:StringEquals", "alias/data")),
    is("allowed", "proved"),
  ],
  ["by a pattern, too", world(decrypt("ForAnyValue:StringLike", "alias/da*")), is("allowed")],
  [
    "the key may have another that the world does not show",
    world(decrypt("ForAnyValue:StringEquals", "alias/other")),
    is("unknown"),
  ],
  [
    "that all of them fit is not known, where those of the world do",
    world(decrypt("ForAllValues:StringLike", "alias/d*")),
    is("unknown"),
  ],
  [
    "not all of them fit, where one of the world does not",
    world(decrypt("ForAllValues:StringLike", "alias/x*")),
    is("denied"),
  ],
  ["without a set operator AWS does not say", world(decrypt("StringEquals", "alias/data")), is("unknown")],
  [
    "an alias of another key is none of its",
    world(decrypt("ForAnyValue:StringEquals", "alias/data"), {
      a: alias({ target_key_id: "${aws_kms_key.o.key_id}" }),
    }),
    is("unknown"),
  ],
  [
    "nor is one of which it is not known whether it is made",
    world(decrypt("ForAnyValue:StringEquals", "alias/data"), { a: alias({ count: "${length(aws_kms_key.k.x)}" }) }),
    is("unknown"),
  ],
  [
    "nor one whose key others may set",
    world(decrypt("ForAnyValue:StringEquals", "alias/data"), {
      a: alias({ lifecycle: { ignore_changes: ["target_key_id"] } }),
    }),
    is("unknown"),
  ],
  [
    "nor one that two keys are given",
    world(decrypt("ForAnyValue:StringEquals", "alias/data"), {
      a: alias(),
      b: alias({ target_key_id: "${aws_kms_key.o.key_id}" }),
    }),
    is("unknown"),
  ],
  [
    "nor one in another region than the key",
    world(decrypt("ForAnyValue:StringEquals", "alias/data"), { a: alias({ region: "eu-west-1" }) }),
    is("unknown"),
  ],
  [
    "a Deny of an alias that the key has denies",
    world([
      allow("kms:Decrypt", KEY),
      deny("kms:Decrypt", "*", on("ForAnyValue:StringEquals", "kms:ResourceAliases", "alias/data")),
    ]),
    is("denied"),
  ],
  [
    "a Deny of an alias that it may have perhaps denies",
    world([
      allow("kms:Decrypt", KEY),
      deny("kms:Decrypt", "*", on("ForAnyValue:StringEquals", "kms:ResourceAliases", "alias/other")),
    ]),
    is("unknown"),
  ],
  [
    "in a key policy, where AWS does not take it, it decides nothing",
    world(allow("kms:Decrypt", KEY), undefined, [
      KEEPER,
      principal(allow("kms:Decrypt", "*", on("ForAnyValue:StringEquals", "kms:ResourceAliases", "alias/data")), {
        AWS: TARGET,
      }),
    ]),
    is("unknown"),
  ],
] satisfies readonly Row[]);

stating("kms:RequestAlias", [
  [
    "a pod names the key by an alias that it has, if its request does",
    world(naming("alias/data")),
    is("allowed", "conditional"),
  ],
  ["it may have one that the world does not show", world(naming("alias/other")), is("unknown")],
  [
    "a Deny of requests by an alias leaves those by the key's id",
    world([allow("kms:Decrypt", KEY), deny("kms:Decrypt", "*", on("StringEquals", "kms:RequestAlias", "alias/data"))]),
    is("allowed"),
  ],
  [
    "a key policy may ask for it, too",
    world(allow("kms:Decrypt", KEY), undefined, [
      KEEPER,
      principal(allow("kms:Decrypt", "*", on("StringEquals", "kms:RequestAlias", "alias/data")), { AWS: TARGET }),
    ]),
    is("allowed"),
  ],
  [
    "how a service names the key is not known",
    world(
      allow("kms:Decrypt", KEY, {
        Condition: {
          StringEquals: { "kms:RequestAlias": "alias/data", "kms:ViaService": "s3.us-east-1.amazonaws.com" },
        },
      }),
    ),
    is("unknown"),
  ],
  [
    "requests of other actions name no alias",
    world(allow("kms:EnableKey", KEY, on("StringEquals", "kms:RequestAlias", "alias/data"))),
    is("unknown"),
  ],
] satisfies readonly Row[]);

describe("the key that a bucket names by an alias", () => {
  const bucket = (kms_master_key_id: string) => ({
    aws_s3_bucket_server_side_encryption_configuration: {
      e: {
        bucket: "data-bucket",
        rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm: "aws:kms", kms_master_key_id }] }],
      },
    },
  });
  const to = (key: string) => `\${aws_kms_key.${key}.key_id}`;
  /** Keys `k`, which the role is granted, and `o`; `awscc` is the region of the other provider, if it has one. */
  async function reads(resources: Json, name = "alias/data", awscc?: string) {
    const { "account-b": b = {}, ...rest } = podWorld({
      grant: [...READ_BUCKET, allow("kms:Decrypt", KEY)],
      b: { aws_kms_key: { k: {}, o: {} }, ...bucket(name), ...resources },
    });
    const provider = { ...(b.provider as Json), ...(awscc ? { awscc: [{ region: awscc }] } : {}) };
    return hopIn(chainOf(await proofOf({ ...rest, "account-b": { ...b, provider } })), "grant", "s3:GetObject");
  }
  const twin = (key: string, alias_name = "alias/data") => ({
    awscc_kms_alias: { t: { alias_name, target_key_id: to(key) } },
  });

  test("is the alias's, whichever provider makes it, and whatever slashes are in its name", async () => {
    expect(await reads({ aws_kms_alias: { a: alias() } })).toBe("allowed");
    expect(await reads({ aws_kms_alias: { a: alias({ target_key_id: to("o") }) } })).not.toBe("allowed");
    const deep = { aws_kms_alias: { a: alias({ name: "alias/app/data" }) } };
    expect(await reads(deep, "alias/app/data")).toBe("allowed");
    expect(await reads(twin("k"), "alias/data", "us-east-1")).toBe("allowed");
    expect(await reads(twin("o"), "alias/data", "us-east-1")).not.toBe("allowed");
  });

  test("is not known where two make it, of which KMS refuses one", async () => {
    const two = { aws_kms_alias: { a: alias(), b: alias({ target_key_id: to("o") }) } };
    expect(await reads(two)).toBe("unknown");
    expect(await reads({ aws_kms_alias: { a: alias(), b: alias() } })).toBe("allowed");
    const both = { aws_kms_alias: { a: alias() }, ...twin("o") };
    expect(await reads(both, "alias/data", "us-east-1")).toBe("unknown");
    expect(await reads(both, "alias/data", "eu-west-1")).toBe("allowed");
    // in a region that is not known
    expect(await reads(both)).toBe("unknown");
    const made = {
      type_name: "AWS::KMS::Alias",
      desired_state: JSON.stringify({ AliasName: "alias/data", TargetKeyId: to("o") }),
    };
    expect(await reads({ aws_kms_alias: { a: alias() }, aws_cloudcontrolapi_resource: { t: made } })).toBe("unknown");
  });
});
