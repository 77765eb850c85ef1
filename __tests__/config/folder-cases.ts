import type { RuleId } from "../../src/rules";
import { SHIPPED } from "../support/synth";

/** The shipped configuration, divided among a folder of files as two teams and a platform team would. */
export const PLATFORM = `defaults:
  confine: true
accounts:
  account-a: { id: "111111111111", region: us-east-1 }
  account-b: { id: "222222222222", region: us-east-1 }
clusters:
  my-eks-cluster: { account: account-a }
`;
export const DATA = `x-note: &prefix my-cross-account-data-bucket
resources:
  data:
    account: account-b
    bucket: { prefix: *prefix }
    addressPrefix: ""
`;
export const WORKLOAD = SHIPPED.slice(SHIPPED.indexOf("workloads:"));
/** A second team's. */
export const OTHER = `workloads:
  other:
    cluster: my-eks-cluster
    namespace: other
    serviceAccount: other
    primaryRole: other-primary
    target: { account: account-b, role: other-target, grants: [{ read: data }] }
`;

export const PARTS = { "a/data.yaml": DATA, "a/platform.yml": PLATFORM, "a/team.yaml": WORKLOAD };

/** A file more, and what is then wrong. */
interface FolderCase {
  readonly rule: RuleId;
  readonly fact: string;
  readonly file: string;
  readonly text: string;
  /** As `file:line:column rule found`. */
  readonly problem: string;
}

export const FOLDER_CASES: readonly FolderCase[] = [
  {
    rule: "in-two-files",
    fact: "an entry that stands in two files is an error that names both places",
    file: "a/z.yaml",
    text: `# ours\n${WORKLOAD}`,
    problem: "a/z.yaml:3:3 in-two-files workloads.my-app a second time, after a/team.yaml:2:3",
  },
  {
    rule: "in-two-files",
    fact: "so is a setting of all entries that stands in two files",
    file: "a/z.yaml",
    text: "defaults:\n  confine: false\n",
    problem: "a/z.yaml:2:3 in-two-files defaults.confine a second time, after a/platform.yml:2:3",
  },
];
