import type { HandedDocument } from "./document-set";
import { shellWord } from "./shell";

/** Documents as they are handed over, whose digest both sides quote. */
const DOCUMENTS = "documents";
/** Documents with what Terraform would fill in. */
const FILLED = "filled";

/** Where the commands have the document that AWS is given. */
export const pathOf = ({ file, policy }: HandedDocument): string =>
  `${policy.expressions.length === 0 ? DOCUMENTS : FILLED}/${file}`;

/** Writes documents as they are handed over, and those that have something to fill in once more, in a folder of their own. */
export function writing(
  documents: readonly HandedDocument[],
  variables: ReadonlyMap<string, string>,
): readonly string[] {
  const folders = [...new Set(documents.flatMap((one) => [DOCUMENTS, pathOf(one).replace(/\/.*/, "")]))];
  return [
    ...(folders.length > 0 ? [`mkdir -p ${folders.join(" ")}`] : []),
    ...documents.map(({ file, policy }) => `cat > ${shellWord(`${DOCUMENTS}/${file}`)} <<'EOF'\n${policy.text}EOF`),
    ...documents
      .filter(({ policy, kind }) => policy.expressions.length > 0 && kind !== "stated")
      .map(
        (one) => `sed ${edits(one, variables)} ${shellWord(`${DOCUMENTS}/${one.file}`)} > ${shellWord(pathOf(one))}`,
      ),
  ];
}

/** Writes a document with what Terraform would fill in to a file, whose name is a word of a shell. */
export const filling = (document: HandedDocument, variables: ReadonlyMap<string, string>, target: string): string =>
  document.policy.expressions.length === 0
    ? `cat > ${target} <<'EOF'\n${document.policy.text}EOF`
    : `sed ${edits(document, variables)} > ${target} <<'EOF'\n${document.policy.text}EOF`;

const edits = ({ policy }: HandedDocument, variables: ReadonlyMap<string, string>): string =>
  policy.expressions
    .map((expression) => {
      const pattern = `\${${expression}}`.replaceAll(/[^\w-]/g, (character) => `[${character}]`);
      return `-e 's|${pattern}|'"$${variables.get(expression) ?? ""}"'|g'`;
    })
    .join(" ");
