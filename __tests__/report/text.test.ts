import { asText } from "../../src/report";
import { chain, conditional, denied, everything, PRIVATE_USE, proof } from "./proofs";

test("a proved world is a line for each chain and a summary", () => {
  expect(asText(proof([chain(), chain({ id: "my-eks-cluster/my-app-namespace/other" })])).split("\n")).toEqual([
    "proved   my-eks-cluster/my-app-namespace/my-app-sa  pod-identity 111111111111 us-east-1  3 hops allowed, 11 intruders kept out",
    "proved   my-eks-cluster/my-app-namespace/other  pod-identity 111111111111 us-east-1  3 hops allowed, 11 intruders kept out",
    "",
    expect.stringMatching(
      /^Premises: the administrators of IAM .* are trusted; AWS works as documented \(its actions as of [\d-]{10}, the policies that it manages as of [\d-]{10}\); .*\.$/,
    ),
    "",
    "2 proved, 0 conditional, 0 refuted, 0 unknown",
    "",
  ]);
});

test("a denied hop says why, in AWS's words, what to change, and where", () => {
  const text = asText(proof([chain({ verdict: "refuted", hops: [denied] })], { verdict: "refuted" }));
  expect(text).toContain(
    "denied   target-trust  sts:TagSession on arn:aws:iam::222222222222:role/s3-reader-target-role",
  );
  expect(text).toContain("why         the trust policy of");
  expect(text).toContain("AWS error   An error occurred (AccessDenied)");
  expect(text).toContain('                "Effect": "Allow",\n');
  expect(text).toContain("at          cdktf.out/stacks/account-b/cdk.tf.json:42\n");
  expect(text).toMatch(/\n0 proved, 0 conditional, 1 refuted, 0 unknown\n$/);
});

test("an intruder comes with every statement that lets it in: who, what, the place and a request; an accepted one is named only", () => {
  const text = asText(everything);
  expect(text).toContain(
    [
      "  gets in  intruder other-service-account",
      "    who         tokens of https://oidc.example.com",
      "    does        s3:GetObject, s3:PutObject",
      "    by          the policy of arn:aws:s3:::data-<account-b/random_pet.suffix.id>",
      "    at          cdktf.out/stacks/account-b/cdk.tf.json:50",
      "    with        sub system:serviceaccount:a:b",
      "    who         pods.eks.amazonaws.com (unknown)",
      "    by          the trust policy of aws_iam_role.target_role",
      "    at          cdktf.out/stacks/account-b/cdk.tf.json:60",
      "    fix         Narrow what lets it in, or accept it: --allow-intruders other-service-account",
    ].join("\n"),
  );
  expect(text).toContain("  accepted  other-namespace\n");
  expect(text).not.toContain("namespace other");
});

test("a witness is told in words where no statement comes with it", () => {
  const [one] = everything.chains[0]?.intruders ?? [];
  if (!one) throw new Error("no intruder");
  const { through: _, ...alone } = one;
  expect(asText(proof([chain({ verdict: "refuted", intruders: [alone] })]))).toContain(
    "session tags true, request tags (kubernetes-service-account = x<account-b/random_pet.suffix.id>)",
  );
});

test("accepting an intruder that is kept out changes nothing, and an accepted one is named though it is unknown", () => {
  const intruders = [
    { id: "anonymous", verdict: "denied", accepted: true },
    { id: "other-role", verdict: "unknown", accepted: true, message: "a condition on aws:SourceIp decides" },
  ] as const;
  const text = asText(proof([chain({ intruders })]));
  expect(text).not.toContain("anonymous");
  expect(text).toContain("  accepted  other-role\n");
});

test("a conditional chain lists what it is proved on, each with the option that accepts it, and no intruder as getting in", () => {
  const text = asText(proof([conditional], { verdict: "conditional" }));
  expect(text).toContain(
    [
      "conditional  my-eks-cluster/my-app-namespace/my-app-sa  pod-identity 111111111111 us-east-1  3 hops allowed, 10 of 11 intruders kept out, 1 by assumption",
      "  the pod gets its access; no other caller does, on the assumptions below",
      "  proved if:",
      "    - no principal that may create associations gives the role to another pod",
      "      accept      --assume association-admins@111111111111",
      "      for         other-namespace",
      "      at          cdktf.out/stacks/account-b/cdk.tf.json:42",
      "    - the account's quota for trust policies is raised",
      "      accepted    quota-raised@aws_iam_role.target_role",
      "      for         target-trust",
    ].join("\n"),
  );
  expect(text).not.toContain("gets in");
  expect(text).toMatch(/\n0 proved, 1 conditional, 0 refuted, 0 unknown\n$/);
  expect(asText(proof([conditional]), { verbose: true })).toContain(
    "      such as     namespace other-namespace, cluster my-eks-cluster\n",
  );
});

test("the two halves of a verdict are told where they differ", () => {
  const halves = (changes: Parameters<typeof chain>[0]) => asText(proof([chain(changes)])).split("\n")[1];
  expect(halves({ verdict: "refuted", access: "refuted" })).toBe(
    "  the pod does not get all of its access; no other caller does",
  );
  expect(halves({ verdict: "unknown", access: "proved", others: "unknown" })).toBe(
    "  the pod gets its access; it is unknown whether other callers do",
  );
  expect(halves({ verdict: "refuted", others: "refuted" })).toBe(
    "  the pod gets its access; it gets more than expected",
  );
  const intruders = [{ id: "user", verdict: "allowed", accepted: false, witness: {} }] as const;
  expect(halves({ verdict: "refuted", others: "refuted", intruders })).toBe(
    "  the pod gets its access; other callers do too",
  );
  expect(halves({ verdict: "refuted", access: "refuted", others: "refuted" })).toBe("");
});

test("others whom a document names are listed with --verbose only", () => {
  expect(asText(everything)).not.toContain("also admitted by name");
  expect(asText(everything, { verbose: true })).toContain(
    "  also admitted by name:\n    - arn:aws:iam::222222222222:role/backup, s3:GetObject\n",
  );
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
