import { XMLParser } from "fast-xml-parser";
import { partitionOf } from "../../partitions";
import { elements } from "../http/render";
import { decoded, type Request } from "../http/request";

export interface ToDelete {
  readonly key: string;
  readonly version?: string;
}

/** @param region any of the bucket's partition */
export const bucketArn = (bucket: string, region: string): string => `arn:${partitionOf(region)}:s3:::${bucket}`;
export const objectArn = (bucket: string, key: string, region: string): string => `${bucketArn(bucket, region)}/${key}`;

export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
  readonly version?: string;
}

/** The object that a copy reads. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export function copySourceOf({ headers }: Request): ObjectName | undefined {
  const header = headers.get("x-amz-copy-source");
  if (header === undefined) return undefined;
  const [path = "", version] = header.replace(/^\//, "").split("?versionId=");
  const [bucket = "", ...key] = path.split("/");
  return { bucket: decoded(bucket), key: decoded(key.join("/")), ...(version === undefined ? {} : { version }) };
}

const PARSER = new XMLParser({ parseTagValue: false, trimValues: false, isArray: (name) => name === "Object" });

/** The objects that a DeleteObjects request names, in its order. */
export function objectsToDelete(body: Buffer): readonly ToDelete[] {
  const { Delete } = PARSER.parse(body) as {
    Delete?: { Object?: readonly { Key: string; VersionId?: string }[] };
  };
  return (Delete?.Object ?? []).map(({ Key, VersionId }) => ({
    key: Key,
    ...(VersionId === undefined ? {} : { version: VersionId }),
  }));
}

/** A DeleteObjects request for `objects` alone. */
export function deleteRequest(objects: readonly ToDelete[]): Buffer {
  const each = objects.map(({ key, version }) => `<Object>${elements({ Key: key, VersionId: version })}</Object>`);
  return Buffer.from(`<Delete>${each.join("")}</Delete>`);
}

/** Moto's answer to a DeleteObjects request, with the objects that the caller may not delete. */
export function withRefused(answer: string, refused: readonly ToDelete[]): Buffer {
  const errors = refused.map(({ key, version }) =>
    elements({ Error: { Key: key, VersionId: version, Code: "AccessDenied", Message: "Access Denied" } }),
  );
  return Buffer.from(answer.replace("</DeleteResult>", () => `${errors.join("")}</DeleteResult>`));
}
