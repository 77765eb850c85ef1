/** AWS's of China and of the US government are apart from the others, and every account is in one of them. */
export type Partition = "aws" | "aws-cn" | "aws-us-gov";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export const partitionOf = (region: string): Partition =>
  region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";

/** The region whose name global services sign with. */
const HOME: Readonly<Record<Partition, string>> = {
  aws: "us-east-1",
  "aws-cn": "cn-north-1",
  "aws-us-gov": "us-gov-west-1",
};

/** The partition of each account, known once one of its callers names a region. */
export class Partitions {
  readonly #of = new Map<string, Partition>();

  /** `account` uses `region`. */
  seen(account: string, region: string): void {
    this.#of.set(account, partitionOf(region));
  }

  of(account: string): Partition {
    return this.#of.get(account) ?? "aws";
  }

  /** The region in which IAM of `account` is. */
  home(account: string): string {
    return HOME[this.of(account)];
  }

  /** The region of a request without a signature, which none names: the host would. The last that was used, as one partition is at a time. */
  get unsigned(): string {
    return HOME[[...this.#of.values()].at(-1) ?? "aws"];
  }

  reset(): void {
    this.#of.clear();
  }
}
