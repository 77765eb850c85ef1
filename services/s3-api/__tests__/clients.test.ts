import { S3Client } from "@aws-sdk/client-s3";
import { settingsOf } from "../src/settings";
import { clientsOf, UNUSED_MIDDLEWARE } from "../src/upstream/clients";

describe("middleware that does nothing for a read", () => {
  const namesIn = ({ middlewareStack }: S3Client) => middlewareStack.identify().map((text) => text.split(" ")[0]);

  test("is all in the SDK's own clients: no name has changed", () => {
    const own = new S3Client({ region: "us-east-1" });
    expect(namesIn(own)).toEqual(expect.arrayContaining([...UNUSED_MIDDLEWARE]));
  });

  test("is in none of the service's", () => {
    process.env.AWS_REGION = "us-east-1";
    const { s3, probe } = clientsOf(settingsOf({ BUCKET_NAME: "objects" }));
    for (const name of UNUSED_MIDDLEWARE) {
      expect(namesIn(s3)).not.toContain(name);
      expect(namesIn(probe)).not.toContain(name);
    }
  });
});
