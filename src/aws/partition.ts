/** The AWS partitions and the regions that belong to each. */

const DIRECTION = "(north|south|east|west|central|northeast|northwest|southeast|southwest)-[0-9]+";

/**
 * Region name patterns by partition. The prefixes are those of the partitions metadata that AWS
 * SDKs ship; a pattern, not a list, so that a region opened tomorrow is accepted.
 * @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
const REGIONS = {
  aws: new RegExp(`^(us|eu|ap|sa|ca|me|af|il|mx)-${DIRECTION}$`),
  "aws-cn": new RegExp(`^cn-${DIRECTION}$`),
  "aws-us-gov": new RegExp(`^us-gov-${DIRECTION}$`),
  "aws-iso": new RegExp(`^us-iso-${DIRECTION}$`),
  "aws-iso-b": new RegExp(`^us-isob-${DIRECTION}$`),
  "aws-iso-e": new RegExp(`^eu-isoe-${DIRECTION}$`),
  "aws-iso-f": new RegExp(`^us-isof-${DIRECTION}$`),
  "aws-eusc": new RegExp(`^eusc-de-${DIRECTION}$`),
} as const;

export type Partition = keyof typeof REGIONS;

/** What the host names of a partition's services end in, where it is not amazonaws.com.
 * @see https://docs.aws.amazon.com/general/latest/gr/rande.html */
const DNS_SUFFIXES: Readonly<Record<string, string>> = {
  "aws-cn": "amazonaws.com.cn",
  "aws-iso": "c2s.ic.gov",
  "aws-iso-b": "sc2s.sgov.gov",
  "aws-iso-e": "cloud.adc-e.uk",
  "aws-iso-f": "csp.hci.ic.gov",
  "aws-eusc": "amazonaws.eu",
};

export const dnsSuffixOf = (partition: string): string => DNS_SUFFIXES[partition] ?? "amazonaws.com";

export const PARTITIONS = Object.keys(REGIONS) as [Partition, ...Partition[]];

/** The partition of `region`; undefined where `region` is not a region name. */
export function partitionOf(region: string): Partition | undefined {
  return PARTITIONS.find((partition) => REGIONS[partition].test(region));
}
