import type { Sentence } from "../sentence";

/** A part of a document for people, which Markdown and HTML are written from. */
export type Block =
  | { readonly is: "heading"; readonly level: 1 | 2 | 3; readonly text: Sentence }
  | { readonly is: "paragraph"; readonly text: Sentence }
  | { readonly is: "list"; readonly numbered: boolean; readonly items: readonly Sentence[] }
  | { readonly is: "code"; readonly language: string; readonly text: string }
  | { readonly is: "folded"; readonly summary: string; readonly blocks: readonly Block[] };

export const heading = (level: 1 | 2 | 3, text: Sentence): Block => ({ is: "heading", level, text });
export const paragraph = (text: Sentence): Block => ({ is: "paragraph", text });
export const codeBlock = (language: string, text: string): Block => ({ is: "code", language, text });
export const folded = (summary: string, ...blocks: readonly Block[]): Block => ({ is: "folded", summary, blocks });

/** A list; nothing where it would be empty. */
export const list = (items: readonly Sentence[], numbered = false): readonly Block[] =>
  items.length === 0 ? [] : [{ is: "list", numbered, items }];
