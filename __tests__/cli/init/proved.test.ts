import fc from "fast-check";
import { cli } from "../../support/cli";
import { folder } from "../../support/problems";

const label = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?$/);
const id = fc.stringMatching(/^[0-9]{12}$/);

/** Answers as options, each of which may be left out. */
const options = fc
  .constantFrom(["us-east-1", "eu-west-3"], ["cn-north-1", "cn-northwest-1"], ["us-gov-west-1", "us-gov-east-1"])
  .chain((regions) =>
    fc.record(
      {
        "--cluster": fc.stringMatching(/^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/),
        "--cluster-account": id,
        "--cluster-profile": fc.stringMatching(/^[\w.@:+=/-]{1,20}$/),
        "--namespace": fc.oneof(label, fc.constantFrom("default", "kube-system", "null", "true", "0123", "1e3")),
        "--service-account": fc.oneof(
          label.filter((name) => name !== "default"),
          fc.tuple(label, label).map((parts) => parts.join(".")),
          fc.constantFrom("null", "0x1f", "data", "no"),
        ),
        "--resource-account": fc.oneof(id, fc.constantFrom("111111111111", "222222222222")),
        "--resource-profile": fc.stringMatching(/^[\w.@:+=/-]{1,20}$/),
        "--access": fc.constantFrom("read", "write", "read-write"),
        "--mechanism": fc.constantFrom("pod-identity", "irsa"),
        bucket: fc.tuple(
          fc.constantFrom("--bucket", "--new-bucket"),
          fc.stringMatching(/^[a-z0-9][a-z0-9-]{1,40}[a-z0-9]$/),
        ),
        "--cluster-region": fc.constantFrom(...regions),
        "--resource-region": fc.constantFrom(...regions),
      },
      { requiredKeys: ["--cluster-region", "--resource-region"] },
    ),
  )
  .map(({ bucket = [], ...rest }) => [
    ...Object.entries(rest).map(([flag, value]) => `${flag}=${value}`),
    bucket.join("="),
  ])
  .map((args) => args.filter(Boolean));

test("whatever is answered, the file passes check, synthesizes and is proved", async () => {
  await fc.assert(
    fc.asyncProperty(options, async (args) => {
      const cwd = folder({});
      const init = await cli(cwd, ["init", "--yes", ...args]);
      expect([init.code, init.err]).toEqual([0, ""]);
      expect(await cli(cwd, ["check"])).toMatchObject({ code: 0, err: "" });
      expect((await cli(cwd, ["synth", "--no-prove"])).code).toBe(0);
      const { chains } = JSON.parse((await cli(cwd, ["prove", `${cwd}/cdktf.out`, "--format", "json"])).out);
      expect(chains).toHaveLength(1);
      const [{ verdict, assumptions }] = chains;
      // of a bucket that exists already, the Terraform shows neither policy nor key
      const exists = args.some((arg) => arg.startsWith("--bucket="));
      expect([verdict, assumptions.map(({ id: name }: { id: string }) => name)]).toEqual(
        exists ? ["conditional", ["resource-not-read"]] : ["proved", []],
      );
    }),
    { numRuns: 10 },
  );
});
