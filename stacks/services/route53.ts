import type { Route53Zone } from "@cdktf/provider-aws/lib/route53-zone";
import { TerraformOutput, type TerraformStack } from "cdktf";
import type { Plans } from "../../src/model";
import { constructId, withAddress } from "../element";

/** Loaded only where there is one: most configurations have no zone. */
const route53Zone = (): typeof Route53Zone => require("@cdktf/provider-aws/lib/route53-zone").Route53Zone;

function zone(stack: TerraformStack, { address, name, outputs }: Plans["zone"]): void {
  const made = withAddress(address, new (route53Zone())(stack, constructId("aws_route53_zone", address), { name }));
  const output = (called: string, value: unknown, description: string) =>
    withAddress(called, new TerraformOutput(stack, constructId("output", called), { value, description }));
  output(outputs.id, made.zoneId, "Id of the zone.");
  output(outputs.nameServers, made.nameServers, "Name servers of the zone, which its parent zone delegates to.");
}

export const ROUTE53 = { resource: zone };
