import { clusterQuotaProblems } from "../../src/model/cluster-quotas";
import { COUNT_CASES } from "./cases";

test.each(COUNT_CASES)(
  "$rule: one more than the quota on one cluster, and not on two",
  ({ rule, associations, found }) => {
    const all = (cluster: (index: number) => string) =>
      clusterQuotaProblems(Array.from({ length: associations }, (_, index) => ({ cluster: cluster(index) })));
    expect(all(() => "eks")).toEqual([expect.objectContaining({ rule, path: ["clusters", "eks"], found })]);
    expect(all((index) => `eks-${index % 2}`)).toEqual([]);
  },
);
