import { z } from "zod";
import type { RuleId } from "../rules";

/**
 * A string that must match `pattern`, else `rule` is broken. The rule's id travels as zod's message;
 * src/config/issues.ts turns it back into a problem.
 */
export const text = (rule: RuleId, pattern: RegExp) => z.string({ error: rule }).regex(pattern, rule);

const LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

/**
 * Keys of entries: no underscore, so that the first underscore of a Terraform address ends the key;
 * short enough for names of Kubernetes objects made from them.
 */
export const KEY = /^[a-z][a-z0-9-]{0,39}$/;
/** The key of an entry. Whether it exists is checked in src/config/checks, which can suggest one. */
export const reference = z.string();
export const accountId = text("account-id", /^[0-9]{12}$/);
export const region = text("region", /^[a-z]+(-[a-z]+)+-[0-9]+$/);
export const roleName = text("role-name", /^[\w+=,.@-]{1,64}$/);
export const policyName = text("policy-name", /^[\w+=,.@-]{1,128}$/);
export const roleArn = text("role-arn", /^arn:aws[a-z-]*:iam::[0-9]{12}:role\/([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/);
export const profile = text("profile-name", /^[\w.@:+=/-]+$/);
export const clusterName = text("cluster-name", /^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/);
export const namespace = text("namespace-name", new RegExp(`^${LABEL}$`));
export const serviceAccount = text("service-account-name", new RegExp(`^(?=.{1,253}$)${LABEL}(\\.${LABEL})*$`));
export const action = z.string({ error: "action-name" });
export const tagKey = text("tag", /^(?![aA][wW][sS]:)[\p{L}\p{N} _.:/=+\-@]{1,128}$/u);
export const tagValue = text("tag", /^[\p{L}\p{N} _.:/=+\-@]{0,256}$/u);
export const context = z.string().min(1, "too-few");
export const kubeconfig = text("kubeconfig", /^(~\/|\/)[^\0\n]+$/);

/** Reserved prefixes and suffixes: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const bucketName = text(
  "bucket-name",
  /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$)(?!.*\.\.)(?![0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
);
/**
 * What the article appends is a hyphen and a pet name of two words, 17 characters at most by the
 * word lists of golang-petname (8 + 1 + 8), which the random provider uses.
 */
export const bucketPrefix = text(
  "bucket-prefix",
  /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*\.\.)[a-z0-9]([a-z0-9.-]{0,43}[a-z0-9])?$/,
);

/** [registry[:port]/]path[:tag][@digest], https://github.com/distribution/reference */
export const image = text(
  "image",
  /^([A-Za-z0-9.-]+(:[0-9]+)?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/,
);

/** `https://` may be left out; src/config/issuer.ts has the normal form. */
export const issuer = text("issuer", /^(https:\/\/)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(\/[\w.~-]+)*\/?$/);
export const oidcProvider = text("oidc-provider-arn", /^arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider\/[^/].*$/);

export const label = text("label", /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/);
export const labelKey = text(
  "label",
  /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/,
);
export const variable = text("env-name", /^[A-Za-z_][A-Za-z0-9_]*$/);
export const httpPath = text("http-path", /^\/\S*$/);
export const quantity = text("quantity", /^[0-9]+(\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi)?$/);
