/** A word for a POSIX shell, as it stands. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** A command over several lines: its words, then an option with its value in each line. */
export const command = (
  words: readonly string[],
  options: readonly (readonly [string, string] | undefined)[],
): string =>
  [words.join(" "), ...options.flatMap((one) => (one === undefined ? [] : [one.join(" ").trim()]))].join(" \\\n  ");

/**
 * The words of a text in which Terraform fills in parts, as one shell word: what is filled in is a shell variable.
 * Everything else is as it stands.
 */
export function filledWord(text: string, variables: ReadonlyMap<string, string>): string {
  const parts = text.split(/(\$\{[^}]*\})/).filter((part) => part !== "");
  const words = parts.map((part) => {
    const variable = variables.get(part.slice(2, -1));
    return part.startsWith("${") && variable !== undefined ? `"$${variable}"` : shellWord(part);
  });
  return words.length === 0 ? "''" : words.join("");
}

/** A shell variable for each of Terraform's expressions: `aws_kms_key_documents_arn`. */
export function shellVariables(expressions: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    expressions.map((expression) => {
      const name = expression.replaceAll(/\W+/g, "_").replace(/^_|_$/g, "");
      const free =
        [name, ...expressions.map((_, index) => `${name}_${index + 2}`)].find((one) => !taken.has(one)) ?? name;
      taken.add(free);
      return [expression, free];
    }),
  );
}
