import { dirname, resolve } from "node:path";
import { tool } from "../../python/tool";

export const CLIENTS = ["AWS SDK for JavaScript", "boto3", "AWS CLI"] as const;
export type ClientName = (typeof CLIENTS)[number];

/** The command with which a pod lists a bucket and prints an object. */
export async function reading(client: ClientName, bucket: string, key: string): Promise<readonly string[]> {
  const script = (name: string) => resolve("pods/clients", name);
  switch (client) {
    case "AWS SDK for JavaScript":
      return [process.execPath, script("read.mjs"), bucket, key];
    case "boto3":
      return [await tool("python"), script("read.py"), bucket, key];
    case "AWS CLI":
      return ["/bin/sh", script("read.sh"), bucket, key];
  }
}

/** A PATH on which `aws` is found first, as in the image of the AWS CLI. */
export async function pathWithAws(): Promise<string> {
  return `${dirname(await tool("aws"))}:${process.env.PATH ?? ""}`;
}
