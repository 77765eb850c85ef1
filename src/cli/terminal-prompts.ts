import { type CANCEL_SYMBOL, confirm, isCancel, select, text } from "@clack/prompts";
import { Cancelled, type Prompts } from "./prompts";

/** Asks on the process's own terminal: a bundle of its own, which only `init` loads. */
export const terminalPrompts: Prompts = {
  text: async ({ message, initial, problem }) =>
    answered(await text({ message, initialValue: initial, validate: (given = "") => problem(given) })),
  choice: async ({ message, options, initial }) =>
    answered(
      await select<string>({ message, options: options.map((option) => ({ ...option })), initialValue: initial }),
    ) as (typeof options)[number]["value"],
  confirm: async ({ message, initial }) => answered(await confirm({ message, initialValue: initial })),
};

function answered<Answer>(answer: Answer | typeof CANCEL_SYMBOL): Answer {
  if (isCancel(answer)) throw new Cancelled();
  return answer as Answer;
}
