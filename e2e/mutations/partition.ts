import { partitionOf } from "../emulator/partitions";
import type { Example } from "./world";

const regionOf = ({ stacks }: Example): string => Object.values(stacks)[0]?.provider.aws[0].region;

/** `arn:aws:`, as every ARN of an example begins. */
export const arnPrefix = (example: Example): string => `arn:${partitionOf(regionOf(example))}:`;

/** A region of the example's partition in which none of its clusters are. */
export const anotherRegion = (example: Example): string =>
  partitionOf(regionOf(example)) === "aws-us-gov" ? "us-gov-east-1" : "us-west-2";
