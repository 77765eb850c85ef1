import { A, C, type Json } from "../../support/documents";
import { chainOf, hopIn, podWorld, proofOf } from "../../support/world";

const OTHER = { alias: "other", region: "eu-west-1", allowed_account_ids: [A] };

/** The association refers to a cluster `clu` that `cluster` changes; `more` are further clusters. */
const associationOf = async (
  cluster: Json,
  other: Json = {},
  more: Json = {},
  name = "${aws_eks_cluster.clu.name}",
) => {
  const { "account-a": a, ...rest } = podWorld({
    association: { cluster_name: name },
    a: { aws_eks_cluster: { clu: { name: "clu", ...cluster }, ...more } },
  });
  const provider = {
    aws: [
      { region: "us-east-1", allowed_account_ids: [A] },
      { ...OTHER, ...other },
    ],
  };
  return hopIn(chainOf(await proofOf({ ...rest, "account-a": { ...a, provider } })), "association");
};

test.each<[string, Parameters<typeof associationOf>, string]>([
  ["of its own region", [{}], "allowed"],
  ["of another region", [{ provider: "aws.other" }], "unknown"],
  ["of another region by its own argument", [{ region: "eu-west-1" }], "unknown"],
  ["of another account", [{ provider: "aws.other" }, { region: "us-east-1", allowed_account_ids: [C] }], "unknown"],
  [
    "of another region, where its own has one of that name",
    [{ provider: "aws.other" }, {}, { here: { name: "clu" } }],
    "allowed",
  ],
  [
    "of another region by what is written, which may be one of its own",
    [{ provider: "aws.other" }, {}, {}, "clu"],
    "allowed",
  ],
])("an association that refers to a cluster %s", async (_, difference, verdict) => {
  expect(await associationOf(...difference)).toBe(verdict);
});
