import type { Problem } from "../../rules";
import { createsServiceAccount } from "../created-objects";
import { entriesOf } from "../draft";
import { type CheckContext, problemIf } from "./check-context";
import { settingOf } from "./settings";

/**
 * While a workload moves from irsa its final role is trusted both ways. A trust that takes any pod would then stand beside
 * one that takes a single service account, and be no migration but an opening.
 */
export const checkTransitions = ({ config }: CheckContext): readonly Problem[] =>
  entriesOf(config.workloads).flatMap(([key, workload]) => {
    const { transitionFrom, irsaAnnotation, mechanism = "pod-identity" } = workload;
    if (mechanism !== "pod-identity") return [];
    const path = ["workloads", key];
    const confine = settingOf(config, key, workload, "confine", true);
    return [
      ...problemIf(transitionFrom !== undefined && !confine.value, {
        rule: "transition-unconfined",
        path: [...path, "transitionFrom"],
        at: "key",
        found: "transitionFrom with confine: false",
      }),
      ...problemIf(irsaAnnotation !== undefined && transitionFrom === undefined, {
        rule: "no-effect",
        path: [...path, "irsaAnnotation"],
        at: "key",
        found: "irsaAnnotation without transitionFrom",
      }),
      ...problemIf(irsaAnnotation !== undefined && transitionFrom !== undefined && !createsServiceAccount(workload), {
        rule: "no-effect",
        path: [...path, "irsaAnnotation"],
        at: "key",
        found: "irsaAnnotation of a service account that this configuration does not create",
      }),
    ];
  });
