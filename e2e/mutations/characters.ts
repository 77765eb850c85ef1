/** One way to get a text a little wrong. */
export interface Slip {
  readonly name: "letter" | "digit" | "case";
  readonly text: string;
}

const replaced = (text: string, at: number, by: string): string => text.slice(0, at) + by + text.slice(at + 1);

/** One letter, one digit, one letter's case of `text` changed, towards its end; what it lacks is left out. */
export function slipsOf(text: string): readonly Slip[] {
  const fixed = text.replace(/\$\{[^}]*\}/g, (reference) => " ".repeat(reference.length));
  const letter = fixed.search(/[A-Za-z][^A-Za-z]*$/);
  const digit = fixed.search(/\d\D*$/);
  const slips: Slip[] = [];
  if (letter >= 0) {
    const old = text[letter] ?? "";
    slips.push({ name: "letter", text: replaced(text, letter, old === "x" ? "y" : "x") });
    const other = old === old.toLowerCase() ? old.toUpperCase() : old.toLowerCase();
    slips.push({ name: "case", text: replaced(text, letter, other) });
  }
  if (digit >= 0) slips.push({ name: "digit", text: replaced(text, digit, text[digit] === "7" ? "8" : "7") });
  return slips;
}
