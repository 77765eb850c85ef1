export { arnWords } from "./principals";
export { type DocumentKind, sentenceOf, sentencesOf } from "./statement";
export { capital, listed, plain, type Quoted, quote, type Sentence, say, whole } from "./words";
