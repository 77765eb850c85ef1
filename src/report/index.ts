export { asJson, type JsonOptions } from "./json";
export { asMarkdown } from "./markdown";
export { asMermaid } from "./mermaid";
export { fits, LIMIT, type MermaidPart, mermaidParts } from "./mermaid-parts";
export { asText, type TextOptions } from "./text";
export { asExplanation, type Explained } from "./text-explain";
