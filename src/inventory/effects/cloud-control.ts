import type { Resource } from "../../terraform/world";
import { UnknownValue } from "../../unknown/unknown-value";
import { twinOf } from "../cloud-control";
import { KINDS_OF_NAMES, type Mention } from "./mentions";
import { readingOfType } from "./type-reading";

const ALIAS = "awscc_kms_alias";

/** What a resource of Cloud Control changes of which the type or the state is not known: anything, if its type may. */
export function madeByCloudControl(resource: Resource): readonly Mention[] {
  const twin = twinOf(resource);
  // of what state an alias is read alone: any other may take any name
  const reading = twin === undefined || twin === ALIAS ? undefined : readingOfType(twin);
  if (reading && !reading.named && reading.subjects.length + reading.wide.length === 0) return [];
  const naming = new UnknownValue("not-read", "what Cloud Control is to make is not known");
  return KINDS_OF_NAMES.map((kind) => ({ kind, naming }));
}
