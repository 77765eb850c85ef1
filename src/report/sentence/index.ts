export { arnWords } from "./principals";
export { type DocumentKind, sentenceOf, sentencesOf } from "./statement";
export { listed, plain, type Quoted, quote, type Sentence, say, whole } from "./words";
