import type { Resource, Stack } from "../../src/terraform";

/**
 * What a bucket policy needs though it does not refer to it: without the block's change AWS refuses a public policy.
 * Terraform leaves their order to chance.
 */
const FIRST = "aws_s3_bucket_public_access_block";

/** A stack's resources and data sources, each after what it depends on, else by address. */
export function inOrder({ resources }: Stack): readonly Resource[] {
  const byAddress = [...resources].sort(
    (a, b) => Number(b.type === FIRST) - Number(a.type === FIRST) || (a.address < b.address ? -1 : 1),
  );
  const ordered = new Set<Resource>();
  const add = (resource: Resource): void => {
    if (ordered.has(resource)) return;
    for (const other of byAddress) if (other !== resource && resource.dependsOn.has(other.address)) add(other);
    ordered.add(resource);
  };
  for (const resource of byAddress) add(resource);
  return [...ordered];
}

/** Whether a data source is read while Terraform plans, before anything is changed. */
export const readsFirst = ({ mode, dependsOn }: Resource, resources: readonly Resource[]): boolean =>
  mode === "data" && !resources.some((other) => other.mode === "managed" && dependsOn.has(other.address));
