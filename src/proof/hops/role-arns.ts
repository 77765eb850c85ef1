import { glob, literal, matches, type Truth } from "../../iam";

const ROLES = glob("arn:*:iam::*:role/*");

/** Whether `text` is the ARN of a role; one with unknown parts may be. */
export const isRoleArn = (text: string): Truth => matches(ROLES, literal(text));
