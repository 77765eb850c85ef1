/** `text` over lines of at most `width` characters, at its spaces: a word that is longer keeps a line of its own. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** A text with its length on a terminal, which colours do not add to. */
export interface Measured {
  readonly text: string;
  readonly length: number;
}

/** Parts that stay whole, over lines of at most `width` characters. */
export function joined(parts: readonly Measured[], separator: string, width: number): readonly string[] {
  const lines: string[][] = [];
  let left = 0;
  for (const { text, length } of parts) {
    const line = lines.at(-1);
    if (line && left >= separator.length + length) {
      line.push(text);
      left -= separator.length + length;
    } else {
      lines.push([text]);
      left = width - length;
    }
  }
  return lines.map((line) => line.join(separator));
}
