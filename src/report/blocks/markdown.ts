import { fenced, folded, marked } from "../markdown-code";
import type { Block } from "./blocks";

/** Blocks as GitHub's Markdown. @see https://github.github.com/gfm/ */
export const blocksAsMarkdown = (blocks: readonly Block[]): string => `${blocks.map(markdown).join("\n\n")}\n`;

function markdown(block: Block): string {
  switch (block.is) {
    case "heading":
      return `${"#".repeat(block.level)} ${marked(block.text)}`;
    case "paragraph":
      return marked(block.text);
    case "list":
      return block.items.map((item, index) => `${block.numbered ? `${index + 1}.` : "-"} ${marked(item)}`).join("\n");
    case "code":
      return fenced(block.language, block.text);
    case "folded":
      return folded(block.summary, block.blocks.map(markdown).join("\n\n"), false);
  }
}
