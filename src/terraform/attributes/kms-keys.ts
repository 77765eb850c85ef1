import {
  type Attributes,
  nameAttribute,
  plainText,
  type ResourceFacts,
  regional,
  textSet,
  unknownUntilApply,
} from "./resource-facts";

const keyId = (subject: ResourceFacts): string => unknownUntilApply(subject, "key_id");

const aliasName = (subject: ResourceFacts): string =>
  textSet(subject, "name") ?? (textSet(subject, "name_prefix") ?? "alias/") + unknownUntilApply(subject, "name");

const aliasArn = (subject: ResourceFacts): string => `${regional(subject, "kms")}${aliasName(subject)}`;

/** The key of an alias that is found by its name: one of the world, or else one that only AWS knows. */
function foundKeyId(subject: ResourceFacts): string {
  const [name, region] = [plainText(subject.set("name")), subject.region];
  const found =
    name === undefined || region === undefined
      ? undefined
      : subject.lookup.keyAlias(subject.account, region, name)?.get("target_key_id");
  return typeof found === "string" ? found : unknownUntilApply(subject, "target_key_id");
}

/** The ARN of a key given by ARN, id or alias. */
function keyArn(subject: ResourceFacts, id: string): string {
  if (id.startsWith("arn:")) return id.includes(":alias/") ? unknownUntilApply(subject, "arn") : id;
  return id.startsWith("alias/")
    ? `${regional(subject, "kms")}key/${unknownUntilApply(subject, "arn")}`
    : `${regional(subject, "kms")}key/${id}`;
}

/**
 * What is known of keys and their aliases: the forms of their ARNs. A key's id is AWS's own choice.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id
 */
export const KMS_KEY: Attributes = {
  key_id: keyId,
  id: keyId,
  arn: (subject) => `${regional(subject, "kms")}key/${keyId(subject)}`,
};

export const KMS_ALIAS: Attributes = {
  name: aliasName,
  id: aliasName,
  arn: aliasArn,
  target_key_arn: (subject) => keyArn(subject, nameAttribute(subject, "target_key_id")),
};

/** Of data sources. */
export const FOUND_KMS_KEY: Attributes = { arn: (subject) => keyArn(subject, nameAttribute(subject, "key_id")) };

export const FOUND_KMS_ALIAS: Attributes = { arn: aliasArn, target_key_id: foundKeyId };
