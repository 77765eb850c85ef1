import type { Problem } from "../../rules";
import { entriesOf } from "../draft";
import { type CheckContext, checkReference, nameAtPath } from "./check-context";

export const checkPrimaryRoles = ({ config }: CheckContext): readonly Problem[] =>
  entriesOf(config.primaryRoles).flatMap(([key, { account }]) =>
    checkReference(config, "accounts", nameAtPath(account, "primaryRoles", key, "account")),
  );
