import { partitionOf } from "../aws";
import * as t from "./text-types";

const FIELDS = {
  profile: t.profile,
  region: t.region,
  clusterName: t.clusterName,
  namespace: t.namespace,
  entryKey: t.entryKey,
  bucketName: t.bucketName,
} as const;

/** Whether a text may stand for a value of the configuration, apart from what other entries ask of it. */
export const fits = (field: keyof typeof FIELDS, text: string): boolean =>
  FIELDS[field].safeParse(text).success && (field !== "region" || partitionOf(text) !== undefined);
