import type { NodeKind } from "./elements";
import { type Tree, tree } from "./tree";

/** Drawn in a square of 16 by 16, as lines. */
const GLYPHS = {
  "service-account": "M8 2.2a2.6 2.6 0 1 1 0 5.2a2.6 2.6 0 1 1 0-5.2zM2.8 14c.3-3 2.4-4.6 5.2-4.6s4.9 1.6 5.2 4.6z",
  provider: "M8 1.6l5.6 2v4.2c0 3.2-2.2 5.4-5.6 6.6c-3.4-1.2-5.6-3.4-5.6-6.6V3.6zM5.4 8l1.9 1.9l3.4-3.6",
  role: "M3 6.8h10v7H3zM5.2 6.8V4.9a2.8 2.8 0 0 1 5.6 0v1.9M8 9.4v2",
  key: "M10.6 2a3.4 3.4 0 1 1 0 6.8a3.4 3.4 0 1 1 0-6.8zM8.2 7.8L2 14M4.4 11.6l1.8 1.8M6.4 9.6l1.4 1.4",
  bucket:
    "M2.4 3.8c0-1 2.5-1.8 5.6-1.8s5.6.8 5.6 1.8s-2.5 1.8-5.6 1.8s-5.6-.8-5.6-1.8zM2.4 3.8l1.4 8.6c.3 1 2 1.6 4.2 1.6s3.9-.6 4.2-1.6l1.4-8.6",
  table: "M2 2.8h12v10.4H2zM2 6.2h12M2 9.7h12M6.4 2.8v10.4",
  queue: "M1.6 4.4h3.2v7.2H1.6zM6.4 4.4h3.2v7.2H6.4zM11.2 4.4h3.2v7.2h-3.2z",
  secret: "M3 6.8h10v7H3zM5.2 6.8V4.9a2.8 2.8 0 0 1 5.6 0v1.9M5.4 10.3h.1M8 10.3h.1M10.6 10.3h.1",
  resource: "M8 1.8l5.6 3v6.4L8 14.2l-5.6-3V4.8zM2.4 4.8L8 7.8l5.6-3M8 7.8v6.4",
  caller: "M8 1.8L14.6 13.6H1.4zM8 6.2v3.6M8 11.6v.2",
} as const;

const OF_WORD: Readonly<Record<string, keyof typeof GLYPHS>> = {
  "S3 bucket": "bucket",
  "DynamoDB table": "table",
  "SQS queue": "queue",
  "SNS topic": "queue",
  secret: "secret",
};

/** The sign of what a node is, beside the word that says so. */
export const glyph = (kind: NodeKind, word: string, x: number, y: number): Tree =>
  tree("path", { class: "glyph", transform: `translate(${x} ${y})`, d: GLYPHS[OF_WORD[word] ?? kind] });
