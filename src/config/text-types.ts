import { z } from "zod";
import type { RuleId } from "../rules";

/**
 * A string that must match `pattern`, else `rule` is broken. The rule's id travels as zod's message;
 * src/config/schema-problems.ts turns it back into a problem.
 */
export const textMatching = (rule: RuleId, pattern: RegExp) => z.string({ error: rule }).regex(pattern, rule);

/** The same; a text with wildcards breaks the rule about these. */
const wholeName = (rule: RuleId, pattern: RegExp) =>
  z.string({ error: rule }).regex(pattern, { error: ({ input }) => (/[*?]/.test(String(input)) ? "wildcard" : rule) });

const LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

/**
 * Keys of entries: no underscore, so that the first underscore of a Terraform address ends the key;
 * short enough for names of Kubernetes objects made from them.
 */
export const ENTRY_KEY = /^[a-z][a-z0-9-]{0,39}$/;
export const entryKey = z.string().regex(ENTRY_KEY);
/** The key of an entry. Whether it exists is checked in src/config/checks, which can suggest one. */
export const entryReference = z.string();
export const accountId = textMatching("account-id", /^[0-9]{12}$/);
export const region = textMatching("region", /^[a-z]+(-[a-z]+)+-[0-9]+$/);
export const roleName = textMatching("role-name", /^[\w+=,.@-]{1,64}$/);
export const policyName = textMatching("policy-name", /^[\w+=,.@-]{1,128}$/);
export const roleArn = textMatching(
  "role-arn",
  /^arn:aws[a-z-]*:iam::[0-9]{12}:role\/([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/,
);
/** Forms of AssumeRole's parameters: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const externalId = textMatching("external-id", /^[\w+=,.@:/-]{2,1224}$/);
export const sessionName = textMatching("session-name", /^[\w+=,.@-]{2,64}$/);
/** A managed policy: its name, after its path if it has one, or its ARN, with placeholders. */
export const policyReference = textMatching(
  "policy-reference",
  /^(arn:(aws[a-z-]*|\{partition\}):iam::([0-9]{12}|aws|\{account\}):policy\/)?([\w+=,.@-]+\/)*[\w+=,.@-]{1,128}$/,
);
export const rolePath = textMatching("role-path", /^(?=.{1,512}$)\/([\w+=,.@-]+\/)*$/);
/** Text and placeholders; which there are, src/config/name-template.ts says. */
export const nameTemplate = textMatching("name-template", /^([\w+=,.@-]|\{\w+\})+$/);
export const nameSuffix = textMatching("name-suffix", /^[\w+=,.@-]{0,60}$/);
export const organization = textMatching("organization", /^o-[a-z0-9]{10,32}$/);
export const profile = textMatching("profile-name", /^[\w.@:+=/-]+$/);
export const clusterName = textMatching("cluster-name", /^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/);
/** The name of an object in Kubernetes other than a namespace, of the same form. */
export const objectName = textMatching("namespace-name", new RegExp(`^${LABEL}$`));
export const namespace = wholeName("namespace-name", new RegExp(`^${LABEL}$`));
export const serviceAccount = wholeName("service-account-name", new RegExp(`^(?=.{1,253}$)${LABEL}(\\.${LABEL})*$`));
export const action = z.string({ error: "action-name" });
export const tagKey = textMatching("tag", /^(?![aA][wW][sS]:)[\p{L}\p{N} _.:/=+\-@]{1,128}$/u);
export const tagValue = textMatching("tag", /^[\p{L}\p{N} _.:/=+\-@]{0,256}$/u);
/** Any text but an empty one. */
export const someText = z.string().min(1, "too-few");
export const kubeconfig = textMatching("kubeconfig", /^(~\/|\/)[^\0\n]+$/);

/** Reserved prefixes and suffixes: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const bucketName = textMatching(
  "bucket-name",
  /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$)(?!.*\.\.)(?![0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
);
/**
 * What the article appends is a hyphen and a pet name of two words, 17 characters at most by the
 * word lists of golang-petname (8 + 1 + 8), which the random provider uses.
 */
export const bucketPrefix = textMatching(
  "bucket-prefix",
  /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*\.\.)[a-z0-9]([a-z0-9.-]{0,43}[a-z0-9])?$/,
);

/** [registry[:port]/]path[:tag][@digest], https://github.com/distribution/reference */
export const image = textMatching(
  "image",
  /^([A-Za-z0-9.-]+(:[0-9]+)?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/,
);

/** `https://` may be left out; src/config/oidc.ts has the normal form. */
export const issuer = textMatching("issuer", /^(https:\/\/)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(\/[\w.~-]+)*\/?$/);
export const oidcProvider = textMatching("oidc-provider-arn", /^arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider\/[^/].*$/);

export const podLabel = textMatching("label", /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/);
export const podLabelKey = textMatching(
  "label",
  /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/,
);
export const envName = textMatching("env-name", /^[A-Za-z_][A-Za-z0-9_]*$/);
export const httpPath = textMatching("http-path", /^\/\S*$/);
export const quantity = textMatching("quantity", /^[0-9]+(\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi)?$/);

export const port = z.int().min(1).max(65535);
const OCTET = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
/** Addresses of IPv4 or IPv6 by their common prefix, https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
export const cidr = textMatching(
  "cidr",
  new RegExp(
    `^(${OCTET}(\\.${OCTET}){3}/([0-9]|[12][0-9]|3[0-2])|(?=.*:)[0-9a-f:]{2,39}/([0-9]|[1-9][0-9]|1[01][0-9]|12[0-8]))$`,
  ),
);
/** One of several that are one variable, in which commas divide and spaces are none of theirs. */
export const listed = (rule: RuleId) => textMatching(rule, /^(?!\/)[^,\s\0]{1,1024}$/);

/** What stands for a stack's own values in the settings of its backend; which there are, src/config/name-template.ts says. */
const PLACEHOLDER = "\\{\\w+\\}";
export const stateBucket = textMatching("state-bucket", new RegExp(`^([a-z0-9.-]|${PLACEHOLDER})+$`));
/** Terraform refuses keys that begin or end with a slash: https://developer.hashicorp.com/terraform/language/backend/s3#key */
export const stateKey = textMatching("state-key", new RegExp(`^(?!/)([^\\s{}]|${PLACEHOLDER})+(?<!/)$`));
/** https://developer.hashicorp.com/terraform/cloud-docs/workspaces/create#workspace-naming */
export const stateWorkspace = textMatching("state-workspace", new RegExp(`^([\\w-]|${PLACEHOLDER})+$`));
export const stateRegion = textMatching("region", /^([a-z]+(-[a-z]+)+-[0-9]+|\{region\})$/);
export const stateProfile = textMatching("profile-name", new RegExp(`^([\\w.@:+=/-]|${PLACEHOLDER})+$`));
export const stateRole = textMatching(
  "role-arn",
  new RegExp(`^arn:aws[a-z-]*:iam::([0-9]{12}|\\{accountId\\}):role/([\\w+=,.@/-]|${PLACEHOLDER})+$`),
);
export const stateKmsKey = textMatching(
  "state-kms-key",
  new RegExp(
    `^arn:aws[a-z-]*:kms:([a-z0-9-]+|\\{region\\}):([0-9]{12}|\\{accountId\\}):(key|alias)/([\\w/-]|${PLACEHOLDER})+$`,
  ),
);
export const hostname = textMatching("hostname", /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$/);
export const backendType = textMatching("backend-type", /^[a-z][a-z0-9_]*$/);
