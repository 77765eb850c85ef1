export { type Block, codeBlock, folded, heading, list, paragraph } from "./blocks";
export { blocksAsHtml } from "./html";
export { blocksAsMarkdown } from "./markdown";
