import type { Resource } from "../../terraform/world";
import { UnknownValue } from "../../unknown/unknown-value";
import type { KeyState } from "../inventory";
import { flagAt, textAt } from "../values";

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html */
export function keyStateOf(key: Resource): KeyState {
  const enabled = flagAt(key, "is_enabled") ?? true;
  const usage = textAt(key, "key_usage") ?? "ENCRYPT_DECRYPT";
  const spec = textAt(key, "customer_master_key_spec") ?? "SYMMETRIC_DEFAULT";
  return {
    enabled: enabled instanceof UnknownValue ? undefined : enabled,
    usage: usage instanceof UnknownValue ? undefined : usage,
    symmetric: spec instanceof UnknownValue ? undefined : spec === "SYMMETRIC_DEFAULT",
  };
}
