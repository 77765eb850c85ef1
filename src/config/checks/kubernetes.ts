import type { Problem } from "../../rules";
import { entriesOf } from "../draft";
import { apiAccessOf } from "../kubernetes-objects";
import { type CheckContext, problemIf } from "./check-context";

/** What a workload says of objects that nobody makes for it. */
export const checkUnmade = ({ config }: CheckContext): readonly Problem[] =>
  entriesOf(config.workloads).flatMap(([key, { kubernetes, deployment, verify, ...makes }]) => {
    if (kubernetes !== "none") return [];
    const said = {
      deployment: deployment !== undefined,
      verify: verify !== undefined && verify !== "none",
      createNamespace: makes.createNamespace === true,
      createServiceAccount: makes.createServiceAccount === true,
    };
    return Object.entries(said).flatMap(([name, isSaid]) =>
      problemIf(isSaid, {
        rule: "no-effect",
        path: ["workloads", key, name],
        at: "key",
        found: `${name} with kubernetes: none`,
      }),
    );
  });

/** Which keys of a cluster's `kubernetes` go together, and with the credentials of its account. */
export function checkKubernetes({ config, omitted }: CheckContext): readonly Problem[] {
  return entriesOf(config.clusters).flatMap(([key, { kubernetes, account }]) => {
    const path = ["clusters", key, "kubernetes"];
    const access = apiAccessOf(kubernetes);
    if (!access || omitted(path)) return [];
    const { objects, kubeconfig, context, token, profile } = access;
    const beside = Object.keys({ ...(token ? { token } : {}), ...(profile ? { profile } : {}) });
    const { assumeRole } = config.accounts?.[account ?? ""] ?? {};
    const externalId = typeof assumeRole === "object" ? assumeRole.externalId : undefined;
    return [
      ...problemIf(kubeconfig === undefined && (context !== undefined || (beside.length === 0 && !objects)), {
        rule: "missing-key",
        path,
        at: "key",
        found: "no kubeconfig",
        expected: context === undefined ? "kubeconfig, token, profile or objects" : "kubeconfig beside context",
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
