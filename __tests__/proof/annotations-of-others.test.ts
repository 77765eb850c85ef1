import { TARGET } from "../support/documents";
import { chainOf, hopIn, irsaWorld, proofOf } from "../support/world";

describe("annotations of a service account", () => {
  const withMore = async (a: object) => hopIn(chainOf(await proofOf(irsaWorld({ a: a as never }))), "service-account");
  const ignoring = (...ignore_changes: readonly string[]) => {
    const annotations = { "eks.amazonaws.com/role-arn": TARGET };
    const metadata = [{ name: "sa", namespace: "ns", annotations }];
    return { kubernetes_service_account_v1: { sa: { metadata, lifecycle: { ignore_changes } } } };
  };

  test("are not known where Terraform leaves them to others", async () => {
    for (const ignored of [
      "metadata",
      "metadata[0].annotations",
      "${metadata.0.annotations}",
      '${metadata[0].annotations["eks.amazonaws.com/role-arn"]}',
    ])
      expect(await withMore(ignoring(ignored))).toBe("unknown");
    expect(await withMore(ignoring("metadata[0].labels", 'metadata[0].annotations["a/b"]'))).toBe("allowed");
  });

  test("are not known where something else sets the audience", async () => {
    const annotating = (name: string, key: string) => ({
      kubernetes_annotations: {
        one: { kind: "ServiceAccount", metadata: [{ name, namespace: "ns" }], annotations: { [key]: "other" } },
      },
    });
    expect(await withMore(annotating("sa", "eks.amazonaws.com/audience"))).toBe("unknown");
    expect(await withMore(annotating("other", "eks.amazonaws.com/audience"))).toBe("allowed");
    expect(await withMore(annotating("sa", "eks.amazonaws.com/token-expiration"))).toBe("allowed");
  });
});
