import { createHash } from "node:crypto";
import { htmlText } from "../html-text";
import type { Sentence } from "../sentence";
import type { Block } from "./blocks";

/** In the reader's own light or dark, and readable when printed. Long values break, so that nothing has to be scrolled. */
const STYLE = `:root{color-scheme:light dark;--line:#8884;--soft:#8881}
body{font:16px/1.55 system-ui,sans-serif;margin:0 auto;max-width:54rem;padding:2rem 1.25rem 4rem}
h1{font-size:1.7rem;line-height:1.25}h2{font-size:1.3rem;margin-top:2.5rem;border-bottom:1px solid var(--line);padding-bottom:.25rem}
h3{font-size:1.05rem;margin-top:1.75rem}li{margin:.3rem 0}
code{font:.9em/1.5 ui-monospace,Menlo,Consolas,monospace;background:var(--soft);border-radius:3px;padding:.1em .25em;overflow-wrap:anywhere}
pre{background:var(--soft);border:1px solid var(--line);border-radius:6px;padding:.75rem 1rem;white-space:pre-wrap}
pre code{background:none;padding:0}summary{cursor:pointer;font-weight:600}
@page{margin:18mm 16mm}
@media print{body{max-width:none;padding:0;font-size:10.5pt}h1{margin-top:0}h2{margin-top:1.75rem}h2,h3,p:has(+pre){break-after:avoid}
li,p{break-inside:avoid}pre{font-size:9pt;break-inside:auto;orphans:4;widows:4}}`;

/** With this a browser runs nothing and asks nobody for anything. @see https://www.w3.org/TR/CSP3/ */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; base-uri 'none'; form-action 'none'`;

/** Blocks as one HTML file that stands alone. */
export const blocksAsHtml = (title: string, blocks: readonly Block[]): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${htmlText(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${blocks.map(html).join("\n")}
</main>
</body>
</html>
`;

function html(block: Block): string {
  switch (block.is) {
    case "heading":
      return `<h${block.level}>${spans(block.text)}</h${block.level}>`;
    case "paragraph":
      return `<p>${spans(block.text)}</p>`;
    case "list": {
      const tag = block.numbered ? "ol" : "ul";
      return `<${tag}>\n${block.items.map((item) => `<li>${spans(item)}</li>`).join("\n")}\n</${tag}>`;
    }
    case "code":
      return `<pre><code>${htmlText(block.text.trimEnd())}</code></pre>`;
    case "folded":
      return `<details>\n<summary>${htmlText(block.summary)}</summary>\n${block.blocks.map(html).join("\n")}\n</details>`;
  }
}

const spans = (sentence: Sentence): string =>
  sentence
    .map((part) =>
      typeof part === "string" ? htmlText(part) : `<code>${htmlText(part.quoted === "" ? '""' : part.quoted)}</code>`,
    )
    .join("");
