import { Problem } from "../problem";

/** What the paths of objects begin with. */
export const PREFIX = "/s3/";
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const LONGEST = 1024;

/**
 * The object key that a path has behind {@link PREFIX}, decoded once.
 * @throws Problem 400 for a key that S3 could not hold, or that URL libraries would change on the way
 */
export function keyOf(text: string): string {
  if (text.includes("#")) throw bad("found #, which no path has; expected %23 for a key with it");
  const key = decoded(text);
  if (key === "") throw bad("found no key, expected /s3/ and the key of an object");
  if (key.includes("\0")) throw bad("found a NUL character in the key");
  if (Buffer.byteLength(key) > LONGEST) throw bad(`found a key of over ${LONGEST} bytes in UTF-8`);
  if (key.split("/").some((segment) => segment === "." || segment === ".."))
    throw bad("found a segment . or .. in the key, which clients would resolve before S3 sees it");
  return key;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw bad("found a percent-encoding in the key that is not UTF-8");
  }
}

const bad = (detail: string): Problem => new Problem(400, "Bad key", detail);
