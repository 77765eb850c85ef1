import { A, GUIDE, ISSUER, type Json, PRIMARY, TARGET, TOKEN, webTrust } from "../support/documents";
import { podWorld, proofOf, stackIn } from "../support/world";

const annotated = (name: string, role: string): Json => ({
  kubernetes_service_account_v1: {
    sa: { metadata: [{ name, namespace: "ns", annotations: { "eks.amazonaws.com/role-arn": role } }] },
  },
});
const chart = (role: string, namespace = "ns"): Json => ({
  helm_release: {
    app: {
      name: "app",
      chart: "app",
      namespace,
      values: [`serviceAccount:\n  annotations:\n    eks.amazonaws.com/role-arn: ${role}\n`],
    },
  },
});

/** Every chain of a pod with an association and this in its cluster's stack, the warnings, and what is assumed. */
async function found(resources: Json, world: Json = podWorld()) {
  const { chains, findings } = await proofOf({ ...world, clu: stackIn(A, resources) });
  return {
    chains: chains.map(({ id, mechanism, verdict }) => [id, mechanism, verdict]),
    warned: findings.some(({ code }) => code === "both-mechanisms"),
    meant: chains.flatMap(({ assumptions }) =>
      assumptions.flatMap(({ id, subject }) => (id === "service-account-not-seen" ? subject : [])),
    ),
  };
}

describe("an annotation beside an association, whose role trusts no identity provider,", () => {
  test("refuses the pod nothing, and is warned of", async () => {
    expect(await found(annotated("sa", TARGET))).toEqual({
      chains: [["clu/ns/sa", "pod-identity", "proved"]],
      warned: true,
      meant: [],
    });
  });

  test("may come from a chart that calls its service account itself, as the association is assumed to", async () => {
    expect(await found(chart(TARGET))).toEqual({
      chains: [["clu/ns/sa", "pod-identity", "conditional"]],
      warned: true,
      meant: ["ns/sa"],
    });
  });

  test.each<[string, Json, unknown]>([
    ["a service account without an association", annotated("other", TARGET), ["clu/ns/other", "irsa", "refuted"]],
    ["a chart in another namespace", chart(TARGET, "else"), ["clu/else/?", "irsa", "unknown"]],
    ["a chart that names another role", chart(PRIMARY.replace("primary", "else")), ["clu/ns/?", "irsa", "unknown"]],
  ])("does not stand for %s", async (_, resources, chain) => {
    expect((await found(resources)).chains).toContainEqual(chain);
  });
});

test("an annotation beside an association keeps its chain where the role trusts the identity provider", async () => {
  const provider = { p: { url: `https://${ISSUER}`, client_id_list: ["sts.amazonaws.com"] } };
  const world = podWorld({
    targetTrust: [GUIDE, webTrust({ StringEquals: { ...TOKEN, [`${ISSUER}:sub`]: "system:serviceaccount:ns:typo" } })],
    b: { aws_iam_openid_connect_provider: provider },
  });
  const { chains } = await found(annotated("sa", TARGET), world);
  expect(chains).toContainEqual(["clu/ns/sa", "irsa", "refuted"]);
});
