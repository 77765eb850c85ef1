import { changed } from "./synth";

/** The default configuration with a resource of another service in place of its bucket. */
export const ofService = (map: string, grants: string): string =>
  changed(
    ["    bucket: { prefix: my-cross-account-data-bucket }", `    ${map}`],
    ["      policyName: s3-read-only-for-target-role\n", ""],
    ["    verify: pod", "    verify: none"],
    ["grants: [{ read: data }]", `grants: ${grants}`],
  );

/** The same with the resource in an account that is neither the cluster's nor the role's. */
export const ofThirdAccount = (map: string, grants: string): string =>
  ofService(map, grants)
    .replace("\nclusters:", '  account-c: { id: "333333333333", region: us-east-1 }\n\nclusters:')
    .replace(`    account: account-b\n    ${map}`, `    account: account-c\n    ${map}`);

/** A customer key of the resource's account. */
export const KEY = "arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab";
