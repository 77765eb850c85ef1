import type { Problem } from "../../rules";
import { ENTRY_KEY } from "../text-types";
import { type CheckContext, problemIf, SECTIONS } from "./check-context";

export const checkKeys = ({ config }: CheckContext): readonly Problem[] =>
  SECTIONS.flatMap((section) =>
    Object.keys(config[section] ?? {}).flatMap((key) => {
      const problem = { path: [section, key], at: "key", found: `"${key}"` } as const;
      if (!ENTRY_KEY.test(key)) return [{ rule: "key-name", ...problem }];
      return problemIf(section === "accounts" && /-(primary|rest)$/.test(key), { rule: "account-key", ...problem });
    }),
  );
