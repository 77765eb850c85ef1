import { z } from "zod";
import { SNS } from "../../aws";
import * as t from "../text-types";
import type { ServiceConfig } from "./service-config";
import { kmsKey } from "./service-key";
import { fixedName, uselessHandover } from "./service-names";

/** @see https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
const topicName = t.textMatching("topic-name", /^(?=.{1,256}$)[A-Za-z0-9_-]+(\.fifo)?$/);

const schema = z
  .strictObject({
    name: topicName.describe("Name of the topic; of a FIFO topic it ends in `.fifo`."),
    kmsKey: kmsKey("not encrypted, and grants need no key"),
    create: z.boolean().default(true).describe("false: the topic already exists. Default: true."),
  })
  .describe("An SNS topic.");

export const SNS_TOPIC = {
  facts: SNS,
  schema,
  verbs: { publish: { actions: "sns:Publish" } },
  resourcePolicy: true,
  resourceOf: (map) => ({
    ...fixedName(map, "topic"),
    check: (entry) => uselessHandover(entry, "topic"),
  }),
} as const satisfies ServiceConfig<typeof schema>;
