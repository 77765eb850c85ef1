import type { Readable } from "node:stream";

/** What a caller may ask for along with the key, by the names of HTTP: a range, conditions, and what traces it. */
export type ReadHeaders = Readonly<
  Partial<
    Record<
      | "range"
      | "if-match"
      | "if-none-match"
      | "if-modified-since"
      | "if-unmodified-since"
      | "traceparent"
      | "tracestate",
      string
    >
  >
>;

/** An object as S3 answers it. */
export interface StoredObject {
  /** 200, or 206 for a range. */
  readonly status: number;
  /** S3's own, by their names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** None for HEAD. Whoever does not read it to its end destroys it, or its connection is never free again. */
  readonly body: Readable | undefined;
}

/** The one bucket, for reading. */
export interface ObjectStore {
  /**
   * The object with this key.
   * @throws UpstreamError whatever goes wrong before the body, also that the object has not changed; the
   * signal's reason where it ends the read
   */
  read(method: "GET" | "HEAD", key: string, headers: ReadHeaders, signal: AbortSignal): Promise<StoredObject>;
}
