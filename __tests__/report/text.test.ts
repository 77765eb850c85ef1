import { asText } from "../../src/report";
import { chain, denied, everything, PRIVATE_USE, proof } from "./proofs";

test("a proved world is a line for each chain and a summary", () => {
  expect(asText(proof([chain(), chain({ id: "my-eks-cluster/my-app-namespace/other" })]))).toBe(
    [
      "proved   my-eks-cluster/my-app-namespace/my-app-sa  pod-identity 111111111111 us-east-1  3 hops allowed, 7 intruders kept out",
      "proved   my-eks-cluster/my-app-namespace/other  pod-identity 111111111111 us-east-1  3 hops allowed, 7 intruders kept out",
      "",
      "2 proved, 0 refuted, 0 unknown",
      "",
    ].join("\n"),
  );
});

test("a denied hop says why, in AWS's words, what to change, and where", () => {
  const text = asText(proof([chain({ verdict: "refuted", hops: [denied] })], { verdict: "refuted" }));
  expect(text).toContain(
    "denied   target-trust  sts:TagSession on arn:aws:iam::222222222222:role/s3-reader-target-role",
  );
  expect(text).toContain("why         the trust policy of");
  expect(text).toContain("AWS says    An error occurred (AccessDenied)");
  expect(text).toContain('                "Effect": "Allow",\n');
  expect(text).toContain("at          cdktf.out/stacks/account-b/cdk.tf.json:42\n");
  expect(text).toMatch(/\n0 proved, 1 refuted, 0 unknown\n$/);
});

test("an intruder that gets in comes with its request in words, an accepted one is named only", () => {
  const text = asText(everything);
  expect(text).toContain("gets in  intruder other-service-account\n");
  expect(text).toContain(
    "session tags true, request tags (kubernetes-service-account = x<account-b/random_pet.suffix.id>)",
  );
  expect(text).toContain("  accepted  other-namespace\n");
  expect(text).not.toContain("namespace other");
});

test("accepting an intruder that is kept out, or of which nobody knows, changes nothing", () => {
  const intruders = [
    { id: "anonymous", verdict: "denied", accepted: true },
    { id: "other-role", verdict: "unknown", accepted: true, message: "a condition on aws:SourceIp decides" },
  ] as const;
  const text = asText(proof([chain({ verdict: "unknown", intruders })]));
  expect(text).not.toContain("accepted");
  expect(text).not.toContain("anonymous");
  expect(text).toContain("unknown  intruder other-role");
});

test("everything there is to tell is told once, without raw symbols or what would act on a terminal", () => {
  const text = asText(everything);
  expect(text).not.toMatch(PRIVATE_USE);
  expect(text).not.toContain("\u{1b}");
  expect(text).toMatchSnapshot();
});

test("--verbose tells every hop with the statement that decided it", () => {
  const text = asText(proof([chain()]), { verbose: true });
  expect(text).toContain('decided by  {"Effect":"Allow","Action":"s3:GetObject"');
  expect(text).toMatchSnapshot();
});

test("colours are there when asked for, and change nothing else", () => {
  const coloured = asText(everything, { color: true });
  expect(coloured).toContain("\u{1b}[31m");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes themselves
  expect(coloured.replaceAll(/\u001b\[\d+m/g, "")).toBe(asText(everything));
});

test("a text that holds thousands of brackets but no JSON is told as it is", () => {
  const brackets = "[".repeat(100_000);
  const text = asText(proof([chain({ verdict: "refuted", hops: [{ ...denied, message: `found ${brackets}` }] })]));
  expect(text).toContain(`why         found ${brackets}\n`);
});
