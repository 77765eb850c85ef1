import { A, ISSUER, TARGET, TOKEN, webTrust } from "../../support/documents";
import { irsaWorld, proofOf, stackIn } from "../../support/world";

const cluster = stackIn(A, {
  aws_eks_cluster: { clu: { name: "clu", identity: [{ oidc: [{ issuer: `https://${ISSUER}` }] }] } },
});
const LAST = ISSUER.split("/").at(-1);

/** A role that tokens of the subject may have, where nothing that was read makes service accounts. */
async function chainsFor(operator: string, subject: string, issuer = ISSUER) {
  const { [`${ISSUER}:sub`]: _, [`${ISSUER}:aud`]: aud } = TOKEN as Record<string, string>;
  const keyed = { StringEquals: { [`${issuer}:aud`]: aud ?? "" } };
  const condition = {
    ...keyed,
    [operator]: { ...(operator === "StringEquals" ? keyed.StringEquals : {}), [`${issuer}:sub`]: subject },
  };
  const federated = `arn:aws:iam::${TARGET.split(":")[4]}:oidc-provider/${issuer}`;
  const trust = webTrust(condition, { Principal: { Federated: federated } });
  const { chains } = await proofOf(irsaWorld({ cluster, targetTrust: trust }));
  return chains.map(({ id, verdict, hops }) => [id, verdict, hops.find((hop) => hop.id === "service-account")?.code]);
}

test.each([
  ["a star that StringEquals takes as it is", "StringEquals", "system:serviceaccount:ns:*", `${LAST}/ns/*`],
  ["a pattern that no name of Kubernetes fits", "StringLike", "system:serviceaccount:Team-*:sa", `${LAST}/Team-*/sa`],
  ["a subject of another form", "StringEquals", "system:serviceaccounts:ns:sa", `${LAST}/?/?`],
  ["a namespace alone", "StringLike", "serviceaccount:ns:*", `${LAST}/?/?`],
])("%s lets no pod in", async (_, operator, subject, id) => {
  expect(await chainsFor(operator, subject)).toEqual([[id, "refuted", "service-account-of-nobody"]]);
});

test.each([
  ["StringEquals", "system:serviceaccount:ns-1:sa.of-2", `${LAST}/ns-1/sa.of-2`],
  ["StringLike", "system:serviceaccount:ns:emr-*-?", `${LAST}/ns/emr-*-?`],
  ["StringEqualsIgnoreCase", "system:serviceaccount:ns:sa", `${LAST}/ns/sa`],
])("%s of %s is a service account that was not seen", async (operator, subject, id) => {
  expect(await chainsFor(operator, subject)).toEqual([[id, "conditional", undefined]]);
});

test("a subject that means no service account makes no chain", async () => {
  expect(await chainsFor("StringEquals", "system:node:ip-10-0-0-1")).toEqual([]);
  expect(await chainsFor("StringLike", "repo:org/name:*", "token.actions.githubusercontent.com")).toEqual([]);
});
