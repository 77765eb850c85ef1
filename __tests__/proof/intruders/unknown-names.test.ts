import { A, CLUSTER_ARN, ISSUER, type Json, POD_TAGS, PRIMARY, TOKEN, trust, webTrust } from "../../support/documents";
import {
  association,
  chainOf,
  intruderIn,
  irsaWorld,
  podWorld,
  podWorldWithoutTags,
  proofOf,
} from "../../support/world";

const PET = { random_pet: { x: {} } };
const NAME = "${random_pet.x.id}";
const listing = (...accounts: readonly string[]) =>
  trust(
    { AWS: PRIMARY },
    {
      StringEquals: {
        "aws:RequestTag/eks-cluster-arn": CLUSTER_ARN,
        "aws:RequestTag/kubernetes-namespace": "ns",
        "aws:RequestTag/kubernetes-service-account": accounts,
      },
    },
  );

/** The verdict about the class of pods that differ in the name of an association's that only apply gives. */
const intruder = async (
  id: "other-service-account" | "other-namespace" | "other-cluster",
  named: Json,
  make = podWorld,
) => {
  const proof = await proofOf(make({ association: named, a: PET }));
  return intruderIn(proof.chains[0] ?? chainOf(proof), id);
};

describe("A pod that a policy names", () => {
  test("may be the chain's own where only apply knows its name", async () => {
    expect(await intruder("other-service-account", { service_account: NAME })).toBe("unknown");
    expect(await intruder("other-service-account", { service_account: NAME }, podWorldWithoutTags)).toBe("unknown");
    expect(await intruder("other-namespace", { namespace: NAME })).toBe("unknown");
    expect(await intruder("other-cluster", { cluster_name: NAME })).toBe("unknown");
  });

  test("is another where what is known of the name differs", async () => {
    expect(await intruder("other-service-account", { service_account: `x-${NAME}` })).toBe("allowed");
  });

  test("may be a peer whose name is not known", async () => {
    const more = { aws_eks_pod_identity_association: { two: association({ service_account: NAME }) } };
    const proof = await proofOf(podWorld({ targetTrust: listing("sa", "sa2"), a: { ...PET, ...more } }));
    expect(intruderIn(chainOf(proof), "other-service-account")).toBe("unknown");
  });

  test("is another than the chain's own where no policy names it: there is always one", async () => {
    const proof = await proofOf(
      podWorld({ targetTrust: trust({ AWS: PRIMARY }), association: { service_account: NAME }, a: PET }),
      { assume: [] },
    );
    expect(intruderIn(proof.chains[0] ?? chainOf(proof), "other-service-account")).toBe("allowed");
  });
});

describe("A name in a trust that is not known", () => {
  const variable = { name: { type: "string" } };
  const inB = (world: Readonly<Record<string, Json>>) => ({
    ...world,
    "account-b": { ...(world["account-b"] as Json), variable },
  });
  const target = async (targetTrust: Json) => chainOf(await proofOf(inB(podWorld({ targetTrust }))));

  test("may be that of the chain's own role", async () => {
    const arn = `arn:aws:iam::${A}:role/\${var.name}`;
    const byArn = await target(trust("*", { StringEquals: POD_TAGS, ArnLike: { "aws:PrincipalArn": arn } }));
    expect(intruderIn(byArn, "other-role")).toBe("unknown");
    expect(intruderIn(await target(trust({ AWS: arn })), "other-role")).toBe("unknown");
  });

  test("may be that of the chain's own pod", async () => {
    expect(intruderIn(await target(listing("${var.name}")), "other-service-account")).toBe("unknown");
    const tokens = webTrust({ StringEquals: { ...TOKEN, [`${ISSUER}:sub`]: "system:serviceaccount:ns:${var.name}" } });
    const world = inB(irsaWorld({ targetTrust: tokens }));
    const chain = (await proofOf(world)).chains.find(({ id }) => id === "clu/ns/sa");
    expect(chain && intruderIn(chain, "other-service-account")).toBe("unknown");
  });
});
