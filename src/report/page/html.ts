import { createHash } from "node:crypto";
import type { Proof } from "../../proof/proof";
import type { PageData } from "./data";
import { escaped } from "./tree";

/** What a page needs that is no data: the texts of files that the build makes. */
export interface PageAssets {
  /** How pictures look. */
  readonly picture: string;
  /** How the page looks. */
  readonly style: string;
  readonly script: string;
}

/**
 * One file that needs nothing else. Its policy allows the style and the script that it carries and nothing more: no network,
 * no frame, no form.
 * @see https://developer.mozilla.org/docs/Web/HTTP/Guides/CSP
 */
export function pageText(proof: Proof, data: PageData, { picture, style, script }: PageAssets): string {
  const look = `${picture}${style}`;
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(look)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(`Who reaches what: ${proof.verdict}`)}</title>
<link rel="icon" href="data:,">
<style>${look}</style>
</head>
<body>
<noscript><p>This page needs scripts. <code>eks-cross-account prove</code> says the same as text.</p></noscript>
<div id="page"></div>
<script type="application/json" id="proof">${carried(proof)}</script>
<script type="application/json" id="data">${carried(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** JSON that nothing in it can end, wherever it stands in a page. */
const carried = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
