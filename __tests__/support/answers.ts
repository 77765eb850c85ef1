import { Cancelled, type Prompts } from "../../src/cli/prompts";

/** What a question showed when it was asked. */
export interface Asked {
  readonly message: string;
  readonly initial: string | boolean;
  readonly labels?: readonly string[];
  /** What was wrong with each answer that was tried before the last. */
  readonly refused?: readonly string[];
}

/**
 * Someone at a terminal who answers what they are asked by `answers`, under a part of the question's message: a text, a
 * value of a choice, or several texts where the first are refused. They accept what is offered where they have no answer,
 * and leave at a question for which they have `LEAVE`.
 */
export function person(answers: Readonly<Record<string, string | boolean | readonly string[]>>): {
  readonly prompts: Prompts;
  readonly asked: Asked[];
} {
  const asked: Asked[] = [];
  const answerTo = (message: string) => {
    const answer = Object.entries(answers).find(([part]) => message.includes(part))?.[1];
    if (answer === LEAVE) throw new Cancelled();
    return answer;
  };
  return {
    asked,
    prompts: {
      async text({ message, initial, problem }) {
        const tried = [answerTo(message) ?? initial].flat().map(String);
        const problems = tried.map(problem);
        asked.push({ message, initial, refused: problems.slice(0, -1).map(String) });
        if (problems.at(-1) !== undefined) throw new Error(`${tried.at(-1)} was refused: ${problems.at(-1)}`);
        return tried.at(-1) ?? "";
      },
      async choice({ message, options, initial }) {
        asked.push({
          message,
          initial,
          labels: options.map(({ label, hint }) => [label, hint].filter(Boolean).join(", ")),
        });
        const answer = answerTo(message) ?? initial;
        const chosen = options.find(({ value, label }) => answer === value || answer === label);
        if (!chosen) throw new Error(`${answer} is not offered`);
        return chosen.value;
      },
      async confirm({ message, initial }) {
        asked.push({ message, initial });
        return Boolean(answerTo(message) ?? initial);
      },
    },
  };
}

export const LEAVE = "leave";
