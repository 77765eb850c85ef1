import { quote, type Sentence, say } from "../sentence";
import { referenceIn } from "./terraform-json";

/** What AWS calls the things that Terraform's types, or policies of them, are about. */
const KINDS: readonly (readonly [type: RegExp, kind: string])[] = [
  [/^aws_s3_bucket/, "S3 bucket"],
  [/^aws_kms_/, "KMS key"],
  [/^aws_sqs_queue/, "SQS queue"],
  [/^aws_sns_topic/, "SNS topic"],
  [/^aws_dynamodb_/, "DynamoDB table"],
  [/^aws_secretsmanager_secret/, "secret"],
  [/^aws_ssm_parameter/, "parameter"],
  [/^aws_route53_zone/, "hosted zone"],
];

/**
 * A resource as its owner calls it: the kind and the name of one that Terraform makes or looks up, else the text itself, which
 * is an ARN, a name or a URL. `names` has those of the stack, by address; `type` is that of what is put on it.
 */
export function resourceWords(text: string, names: ReadonlyMap<string, string>, type = ""): Sentence {
  const reference = referenceIn(text);
  const kind = kindOf(reference?.replace(/^data\./, "") ?? type);
  if (reference === undefined) return kind === undefined ? quote(text) : say`the ${kind} ${quote(text)}`;
  const name = names.get(reference);
  return name === undefined
    ? say`the ${kind ?? "resource"} at ${quote(reference)}`
    : say`the ${kind ?? "resource"} ${quote(name)}`;
}

const kindOf = (type: string): string | undefined => KINDS.find(([form]) => form.test(type))?.[1];
