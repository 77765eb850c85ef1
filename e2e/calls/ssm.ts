import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { type Call, endOf, type ServiceCalls, type Target } from "./call";
import type { Session } from "./session";

const client = (session: Session, { region }: Target): SSMClient => session.client(SSMClient, region);

/** A path is named by its ARN's end alone, a parameter by the whole ARN: only so another account's is found. */
const nameOf = (to: Target): string => endOf(to).replace(/^parameter/, "");

const CALLS: Readonly<Record<string, Call>> = {
  "ssm:GetParameter": (session, to) =>
    client(session, to).send(new GetParameterCommand({ Name: to.arn, WithDecryption: true })),
  "ssm:GetParameters": (session, to) =>
    client(session, to).send(new GetParametersCommand({ Names: [to.arn], WithDecryption: true })),
  "ssm:GetParametersByPath": (session, to) =>
    client(session, to).send(
      new GetParametersByPathCommand({ Path: nameOf(to), Recursive: true, WithDecryption: true }),
    ),
  "ssm:GetParameterHistory": (session, to) =>
    client(session, to).send(new GetParameterHistoryCommand({ Name: nameOf(to), WithDecryption: true })),
  "ssm:DescribeParameters": (session, to) => client(session, to).send(new DescribeParametersCommand({})),
  // it is there already, which is looked at after the permission
  "ssm:PutParameter": (session, to) =>
    client(session, to).send(
      new PutParameterCommand({ Name: nameOf(to), Value: "word", Type: "String", Overwrite: false }),
    ),
};

export const ssm: ServiceCalls = {
  calls: CALLS,
  authorised: ["ParameterAlreadyExists", "ParameterNotFound"],
  /** What is called so, which may be a path too, and what is below it. */
  async found(owner, target) {
    const below = new GetParametersByPathCommand({ Path: nameOf(target), Recursive: true });
    const { Parameters = [] } = await client(owner, target).send(below);
    return [target, ...Parameters.map(({ ARN: arn = "" }) => ({ ...target, arn }))];
  },
};
