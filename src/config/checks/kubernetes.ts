import type { Problem } from "../../rules";
import { entriesOf } from "../draft";
import { type CheckContext, problemIf } from "./check-context";

/** Which keys of a cluster's `kubernetes` go together, and with the credentials of its account. */
export function checkKubernetes({ config, omitted }: CheckContext): readonly Problem[] {
  return entriesOf(config.clusters).flatMap(([key, { kubernetes, account }]) => {
    const path = ["clusters", key, "kubernetes"];
    if (!kubernetes || omitted(path)) return [];
    const { kubeconfig, context, token, profile } = kubernetes;
    const beside = Object.keys({ ...(token ? { token } : {}), ...(profile ? { profile } : {}) });
    const { assumeRole } = config.accounts?.[account ?? ""] ?? {};
    const externalId = typeof assumeRole === "object" ? assumeRole.externalId : undefined;
    return [
      ...problemIf(kubeconfig === undefined && (context !== undefined || beside.length === 0), {
        rule: "missing-key",
        path,
        at: "key",
        found: "no kubeconfig",
        expected: context === undefined ? "kubeconfig, token or profile" : "kubeconfig beside context",
      }),
      ...problemIf(kubeconfig !== undefined && beside.length > 0, {
        rule: "exactly-one",
        path,
        at: "key",
        found: `kubeconfig and ${beside.join(" and ")}`,
        expected: "a kubeconfig, which has credentials of its own, or token and profile",
      }),
      ...problemIf(profile !== undefined && token === "provider", {
        rule: "exactly-one",
        path: [...path, "profile"],
        at: "key",
        found: "profile and token: provider",
        expected: "a profile for the AWS CLI, or the aws provider's own credentials",
      }),
      ...problemIf(token === "cli" && profile === undefined && externalId !== undefined, {
        rule: "token-external-id",
        path: [...path, "token"],
        found: `token: cli, and accounts.${account}.assumeRole.externalId`,
      }),
    ];
  });
}
