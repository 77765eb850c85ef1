import type { Resource } from "../../terraform/world";
import type { UnknownValue } from "../../unknown/unknown-value";
import type { Text } from "../values";
import type { ReleaseValues } from "./chart-values";

/** A chart that is installed, by Terraform or by what reconciles the cluster. */
export interface Release {
  readonly resource: Resource;
  readonly values: ReleaseValues;
  /** What may hold values that annotate service accounts, and is not known. */
  readonly unread: UnknownValue | undefined;
  /** What somebody has to do until it is installed, as a clause; undefined where nobody has to. */
  readonly until: string | undefined;
  /** Which one it is of several that its resource installs. */
  readonly place: string | undefined;
  /** Why it is not known whether it is installed, or where. */
  readonly unsure: UnknownValue | undefined;
  /** Why it is not known which cluster it goes to, where that may be another one than its resource's. */
  readonly elsewhere: UnknownValue | undefined;
  chart(): Text;
  namespace(): string | UnknownValue;
}
