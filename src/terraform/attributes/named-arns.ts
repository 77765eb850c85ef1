import type { Value } from "../value";
import { nameAttribute, plainText, type ResourceFacts, regional, unknownUntilApply } from "./resource-facts";

type Attributes = Readonly<Record<string, (subject: ResourceFacts) => Value>>;

/** A type whose ARN is its service's, with `before` and its name, which is what refers to it too. */
const called = (service: string, before: string, name: string, prefix?: string): Attributes => {
  const nameOf = (subject: ResourceFacts) => nameAttribute(subject, name, prefix);
  return { [name]: nameOf, arn: (subject) => `${regional(subject, service)}${before}${nameOf(subject)}` };
};

/** A type whose ARN ends in an id that apply gives it. */
const numbered = (service: string, before: string): Attributes => {
  const id = (subject: ResourceFacts) => unknownUntilApply(subject, "id");
  return { id, arn: (subject) => `${regional(subject, service)}${before}${id(subject)}` };
};

const groupName = (subject: ResourceFacts): string => nameAttribute(subject, "name", "name_prefix");

/** `rule/NAME` on the default event bus, `rule/BUS/NAME` on another. */
function ruleArn(subject: ResourceFacts): string {
  const bus = plainText(subject.set("event_bus_name")) ?? null;
  const isDefault = subject.set("event_bus_name") === null || bus === "default";
  const on = isDefault ? "" : `${nameAttribute(subject, "event_bus_name").replace(/^arn:.*:event-bus\//, "")}/`;
  return `${regional(subject, "events")}rule/${on}${groupName(subject)}`;
}

/**
 * What is known of ARNs of types that are not read beside their names, so that a policy that names one is known.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const NAMED_ARNS: Readonly<Record<string, Attributes>> = {
  aws_autoscaling_group: {
    name: groupName,
    id: groupName,
    arn: (subject) =>
      `${regional(subject, "autoscaling")}autoScalingGroup:${unknownUntilApply(subject, "uuid")}:autoScalingGroupName/${groupName(subject)}`,
  },
  aws_cloudwatch_event_bus: called("events", "event-bus/", "name"),
  aws_cloudwatch_event_rule: { name: groupName, arn: ruleArn },
  aws_cloudwatch_log_group: called("logs", "log-group:", "name", "name_prefix"),
  aws_ecr_repository: called("ecr", "repository/", "name"),
  aws_efs_access_point: numbered("elasticfilesystem", "access-point/"),
  aws_kinesis_stream: called("kinesis", "stream/", "name"),
  aws_lambda_function: called("lambda", "function:", "function_name"),
  aws_s3_directory_bucket: called("s3express", "bucket/", "bucket"),
};
