import { isUnknownPart, partsOf, readable } from "../../unknown/unknown-text";
import { OneOfTwo, type Value } from "../value";
import type { ResourceFacts } from "./resource-facts";

const SCHEME = /^https:\/\//;

/**
 * What a reference to an identity provider's `url` gives where `url` is set. IAM answers without `https://`, and
 * Terraform's provider keeps that answer: a data source always has it, a resource in every plan but the one that makes
 * it. That one has the argument itself, unless it is of a cluster that the same apply makes.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iam/openid_connect_provider.go
 */
export function savedProviderUrl({ stack, address, mode }: ResourceFacts, url: Value): Value {
  if (typeof url !== "string" || !SCHEME.test(url)) return url;
  const saved = url.replace(SCHEME, "");
  if (mode === "data" || isMadeBeside(stack, url)) return saved;
  return new OneOfTwo(
    url,
    saved,
    `${address}.url has "https://" in the plan that makes the identity provider, and none later`,
    `Write replace(${address}.url, "https://", ""), which is the same in every plan.`,
  );
}

/** Whether a cluster of this stack gives the URL: then the plan that makes both does not know it. */
const isMadeBeside = (stack: string, url: string): boolean =>
  partsOf(url).some((part) => {
    const name = isUnknownPart(part) ? readable(part).slice(1, -1) : "";
    return name.startsWith(`${stack}/`) && /(?:^|\.)(?<!data\.)aws_eks_cluster\./.test(name.slice(stack.length + 1));
  });
