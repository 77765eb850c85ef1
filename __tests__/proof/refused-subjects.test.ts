import { A, B, document, ISSUER, type Json, TOKEN, webTrust } from "../support/documents";
import { chainOf, hopIn, irsaWorld, proofOf, stackIn } from "../support/world";

/** A role whose service account is nowhere, with this trust. */
const trusting = (trust: Json, b: Json = {}) =>
  irsaWorld({
    cluster: stackIn(A, { aws_s3_bucket: { other: { bucket: "other" } } }),
    targetTrust: document(trust),
    b,
  });

const OF = "system:serviceaccount:ns:sa";

describe("a trust policy that AWS would refuse", () => {
  test.each<[string, Json, string]>([
    [
      "names no identity provider",
      webTrust({ StringEquals: { ":sub": OF, ":aud": "sts.amazonaws.com" } }, { Principal: { Federated: "" } }),
      "?/ns/sa",
    ],
    ["has an element that no policy has", webTrust({ StringEquals: TOKEN }, { Conditions: {} }), "ABCDEF/ns/sa"],
    [
      "has an element that no policy has, and several subjects",
      webTrust({ StringLike: { [`${ISSUER}:sub`]: ["system:serviceaccount:ns:*", OF] } }, { Conditions: {} }),
      "ABCDEF/ns/sa",
    ],
  ])("is that of the service account that it names: it %s", async (_, trust, id) => {
    const chain = chainOf(await proofOf(trusting(trust)), id);
    expect(hopIn(chain, "target-trust")).toBe("denied");
    expect(chain.verdict).toBe("refuted");
  });

  test("is nobody's where it names none", async () => {
    const { chains } = await proofOf(trusting(webTrust({ StringEquals: TOKEN }, { Effect: "Deny", Conditions: {} })));
    expect(chains).toEqual([]);
  });
});

test("a subject that is not known is a chain's, also of an issuer of a cluster with IPv6", async () => {
  for (const issuer of [ISSUER, "oidc-eks.us-east-1.api.aws/id/ABCDEF"]) {
    const trust = webTrust(
      { StringEquals: { [`${issuer}:sub`]: "${random_id.x.hex}", [`${issuer}:aud`]: "sts.amazonaws.com" } },
      { Principal: { Federated: `arn:aws:iam::${B}:oidc-provider/${issuer}` } },
    );
    const { chains } = await proofOf(trusting(trust, { random_id: { x: { byte_length: 4 } } }));
    expect(chains.map(({ id, verdict }) => [id, verdict])).toEqual([["ABCDEF/?/?", "unknown"]]);
  }
});
