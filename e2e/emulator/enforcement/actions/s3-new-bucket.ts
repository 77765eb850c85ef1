import { PutBucketTaggingCommand, type Tag } from "@aws-sdk/client-s3";
import { XMLParser } from "fast-xml-parser";
import type { Clients } from "../../moto/clients";
import type { Asked } from "../enforcement";
import { accountOfCaller } from "./access";

const PARSER = new XMLParser({ parseTagValue: false, trimValues: false, isArray: (name) => name === "Tag" });

/**
 * Gives a bucket that was just made the tags of its request, which moto does not read.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucketConfiguration.html
 */
export async function tagNewBucket({ params, caller, body }: Asked, clients: Clients): Promise<void> {
  const { CreateBucketConfiguration } = PARSER.parse(body) as {
    CreateBucketConfiguration?: { Tags?: { Tag?: Tag[] } };
  };
  const TagSet = CreateBucketConfiguration?.Tags?.Tag;
  if (!TagSet) return;
  const command = new PutBucketTaggingCommand({ Bucket: String(params.Bucket), Tagging: { TagSet } });
  await clients.s3(accountOfCaller(caller)).send(command);
}
