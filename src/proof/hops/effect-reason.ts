import type { Effect } from "../../inventory";
import { readable } from "../../unknown/unknown-text";

/** Why a hop or class is unknown that `effect` could change. */
export const reasonOf = ({ label, does, unsure, change }: Effect): string =>
  `${label} ${does}, and it is not read: it could ${change === "admits" ? "let in others" : change === "refuses" ? "refuse this" : "refuse this or let in others"}${unsure === undefined ? "" : ` (it may apply here: ${readable(unsure)})`}`;
