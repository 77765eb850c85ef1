import type { Refusal } from "../../inventory";
import type { Why } from "./explain";

const CODES = { name: "name-taken", owner: "owner-differs", limit: "not-created" } as const;

/** Why a hop is denied that needs what AWS refuses to create or to put. */
export const refused = ({ kind, ...why }: Refusal): Why => ({ code: CODES[kind], ...why });
