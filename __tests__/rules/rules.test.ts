import { RULES } from "../../src/rules";
import { FILE_CASES, OUTPUT_CASES, UNSAID_CASE } from "../cli/cases";
import { CASES } from "../config/cases";
import { CREDENTIALS_CASES } from "../config/credentials-cases";
import { DEPLOYMENT_CASES } from "../config/deployment-cases";
import { EXISTING_CASES } from "../config/existing-cases";
import { FOLDER_CASES } from "../config/folder-cases";
import { IRSA_CASES } from "../config/irsa-cases";
import { PLACEMENT_CASES } from "../config/placement-cases";
import { QUOTA_CASES } from "../config/quota-cases";
import { RENAMING_CASES } from "../config/renaming-cases";
import { RESOURCE_CASES } from "../config/resource-cases";
import { ROLE_CASES } from "../config/role-cases";
import { STATE_CASES } from "../config/state-cases";
import { TARGETS_CASES } from "../config/targets-cases";
import { COUNT_CASES, MUTUAL_CASE, ORDER_CASES } from "../model/cases";

test("every rule has a case", () => {
  const held = new Set(
    [
      ...CASES,
      ...CREDENTIALS_CASES,
      ...IRSA_CASES,
      ...PLACEMENT_CASES,
      ...DEPLOYMENT_CASES,
      ...EXISTING_CASES,
      ...FILE_CASES,
      ...FOLDER_CASES,
      ...QUOTA_CASES,
      ...ORDER_CASES,
      ...COUNT_CASES,
      MUTUAL_CASE,
      ...RENAMING_CASES,
      ...RESOURCE_CASES,
      ...ROLE_CASES,
      ...STATE_CASES,
      ...TARGETS_CASES,
      ...OUTPUT_CASES,
      UNSAID_CASE,
    ].map(({ rule }) => rule),
  );
  expect(RULES.map(({ id }) => id).filter((id) => !held.has(id))).toEqual([]);
});

test("what works but is unwise warns; everything else is an error", () => {
  const warnings = RULES.filter(({ level }) => level !== "error").map(({ id }) => id);
  expect(warnings).toEqual([
    "folder-below",
    "region-unknown",
    "cluster-unused",
    "resource-unused",
    "primary-role-unused",
    "account-unused",
    "issuer-region",
    "network-policy-unenforced",
    "service-account-elsewhere",
    "trust-size",
    "attachment-quota",
    "no-effect",
    "unconfined",
    "image-floating",
    "policy-not-shown",
    "policy-unused",
    "session-duration-chained",
    "single-target",
    "state-undivided",
    "renamed-name",
    "renamed-unsaid",
    "stack-mutual",
  ]);
});
