import { readable } from "../../src/unknown/unknown-text";
import { at, PROVIDER, readStack } from "./worlds";

test.each([
  ["resource", "${aws_route53_zone.z.arn}"],
  ["data", "${data.aws_route53_zone.z.arn}"],
])("the ARN of a hosted zone (%s) has the form that AWS gives it", async (mode, arn) => {
  const zones = { aws_route53_zone: { z: { name: "example.com" } } };
  const user = { aws_test: { t: { arn } } };
  const world = await readStack(
    mode === "data"
      ? { provider: PROVIDER, data: zones, resource: user }
      : { provider: PROVIDER, resource: { ...zones, ...user } },
  );
  expect(readable(String(at(world, "aws_test.t").get("arn")))).toMatch(/^arn:aws:route53:::hostedzone\/<.+>$/);
});
