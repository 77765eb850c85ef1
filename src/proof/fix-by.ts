import type { Advice, MissingOption } from "../unknown/advice";

interface Advised {
  readonly fix?: string;
  readonly options?: readonly MissingOption[];
}

/** The fix of what `advice` would make known, with the options in it; `otherwise` where there is none. */
export function fixBy(advice: Advice | undefined, otherwise?: string): Advised {
  if (advice) return { fix: advice.text, ...(advice.options.length === 0 ? {} : { options: advice.options }) };
  return otherwise === undefined ? {} : { fix: otherwise };
}
