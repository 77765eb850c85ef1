import { isRaw, listed, own } from "../source/block";
import type { ModuleSource } from "../source/module-source";

/**
 * Whether a root module only says what the owner of an account is asked for: a file of it has, as the comment that
 * Terraform passes over, `{ "requestedOf": "<account>" }`. It then shows what is asked, not what AWS holds.
 * @see https://developer.hashicorp.com/terraform/language/syntax/json#comment-properties
 */
export const isRequested = ({ files }: ModuleSource): boolean =>
  files.some(({ content }) =>
    listed(content)
      .flatMap((root) => (isRaw(root) ? listed(own(root, "//")) : []))
      .some((comment) => isRaw(comment) && typeof own(comment, "requestedOf") === "string"),
  );
