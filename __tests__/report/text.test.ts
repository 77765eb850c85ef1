import { answerOf } from "../../src/proof/answer";
import type { Proof } from "../../src/proof/proof";
import { asText as asTextOf, type TextOptions } from "../../src/report";
import { chain, conditional, denied, everything, PRIVATE_USE, proof, undecided } from "./proofs";

const asText = (of: Proof, options?: TextOptions) => asTextOf(answerOf(of), options);

test("a proved world is its pods, those alike as one, their hops in a line, and a summary", () => {
  expect(asText(proof([chain(), chain({ id: "my-eks-cluster/my-app-namespace/other" })])).split("\n")).toEqual([
    "proved   2 pods  pod-identity 111111111111 us-east-1  11 intruders kept out",
    "  my-eks-cluster/my-app-namespace/my-app-sa",
    "  my-eks-cluster/my-app-namespace/other",
    "  ✔ association  ✔ target-trust  ✔ grant",
    "",
    expect.stringMatching(/^Premises: administrators of IAM, .* are trusted;/),
    expect.stringMatching(/actions as of [\d-]{10}, its own policies as of [\d-]{10}/),
    "",
    "2 proved, 0 conditional, 0 refuted, 0 unknown",
    "",
  ]);
});

test("a denied hop shows the place, what is wrong, AWS's words and the fix, in this order", () => {
  const text = asText(proof([chain({ verdict: "refuted", hops: [denied] })], { verdict: "refuted" }));
  const parts = [
    "  ✘ target-trust  sts:TagSession on arn:aws:iam::222222222222:role/s3-reader-target-role\n",
    "    cdktf.out/stacks/account-b/cdk.tf.json:42\n",
    '    the trust policy of aws_iam_role.target_role["a"]: it allows',
    "    AWS       An error occurred (AccessDenied)",
    "    fix       Add to the trust policy of",
    '                "Effect": "Allow",\n',
  ].map((part) => text.indexOf(part));
  expect(parts).not.toContain(-1);
  expect(parts).toEqual([...parts].sort((a, b) => a - b));
  expect(text).toMatch(/\n0 proved, 0 conditional, 1 refuted, 0 unknown\n$/);
});

test("a hop behind a denied one is marked as not reached, and grants are counted by what they are", () => {
  const [, , grant] = chain().hops;
  if (!grant) throw new Error("no grant");
  const hops = [{ id: "association", verdict: "allowed" }, denied, grant, grant, undecided] as const;
  expect(asText(proof([chain({ verdict: "refuted", hops })]))).toContain(
    "\n  ✔ association  ✘ target-trust  ? 1 grant  · 2 grants\n",
  );
});

test("what is wrong with one chain is named only where another has shown it", () => {
  const [id, other] = ["clu/ns/a", "clu/ns/b"];
  const intruders = [{ id: "user", verdict: "allowed", accepted: false, witness: {} }] as const;
  const text = asText(
    proof([
      chain({ id, verdict: "refuted", hops: [denied] }),
      chain({ id: other, verdict: "refuted", hops: [denied], intruders }),
    ]),
  );
  expect(text.split("An error occurred").length).toBe(2);
  expect(text).toContain(`s3-reader-target-role\n              as for ${id}\n`);
});

test("findings that are alike but for their pods are one, and warnings are counted where they are not shown", () => {
  const finding = { code: "trust-quota", level: "warning", message: "too long", location: denied.location } as const;
  const findings = [
    { ...finding, chain: "clu/ns/a" },
    { ...finding, chain: "clu/ns/b" },
    { code: "no-such-pod", level: "warning", message: "no chain" },
    { code: "one-mechanism", level: "note", message: "by two ways" },
  ] as unknown as Proof["findings"];
  const text = asText(proof([chain()], { findings }));
  expect(text).toContain("\n3 warnings, 1 note, shown by --verbose: trust-quota (2), no-such-pod, one-mechanism\n");
  expect(text).not.toContain("too long");
  const all = asText(proof([chain()], { findings }), { verbose: true });
  expect(all).toContain("warning  trust-quota  2 pods\n");
  expect(all).toContain("  pods      clu/ns/a, clu/ns/b\n");
  expect(all.split("too long").length).toBe(2);
});

test("without a chain all that was found is shown: nothing else says why", () => {
  const findings = [
    { code: "no-chains", level: "error", message: "nothing gives a pod a role" },
    { code: "no-such-pod", level: "warning", message: "no chain" },
  ] as const;
  expect(asText(proof([], { findings }))).toContain("  why       no chain\n");
});

test("no line is longer than the terminal is wide, but for JSON and a single word", () => {
  for (const width of [60, 100, 140])
    for (const line of asText(everything, { width, verbose: true }).split("\n"))
      if (line.length > width && !/^ *["{]/.test(line))
        expect([line, line.trim().split(/ +/).length]).toEqual([line, 1]);
});

test("an intruder comes with every statement that lets it in: who, what, the place and a request; an accepted one is named only", () => {
  const text = asText(everything);
  expect(text).toContain(
    [
      "  gets in  intruder other-service-account",
      "    at        cdktf.out/stacks/account-b/cdk.tf.json:50",
      "    who       tokens of https://oidc.example.com",
      "    does      s3:GetObject, s3:PutObject",
      "    by        the policy of arn:aws:s3:::data-<account-b/random_pet.suffix.id>",
      "    with      sub system:serviceaccount:a:b",
      "    at        cdktf.out/stacks/account-b/cdk.tf.json:60",
      "    who       pods.eks.amazonaws.com (unknown)",
      "    by        the trust policy of aws_iam_role.target_role",
      "    fix       Narrow what lets it in, or accept it: --allow-intruders other-service-account",
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
    "session tags true, request tags (kubernetes-service-account =\n              x<account-b/random_pet.suffix.id>)",
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
      "conditional  my-eks-cluster/my-app-namespace/my-app-sa  pod-identity 111111111111 us-east-1",
      "         10 of 11 intruders kept out, 1 by assumption",
      "  ✔ association  ✔ target-trust  ✔ grant",
      "  the pod gets its access; no other caller does, on the assumptions below",
      "  proved if: no principal that may create associations gives the role to another pod",
      "    accept    --assume association-admins@111111111111",
      "    at        cdktf.out/stacks/account-b/cdk.tf.json:42",
      "  proved if: the account's quota for trust policies is raised",
      "    accepted  quota-raised@aws_iam_role.target_role",
    ].join("\n"),
  );
  expect(text).not.toContain("gets in");
  expect(text).toMatch(/\n0 proved, 1 conditional, 0 refuted, 0 unknown\n$/);
  expect(asText(proof([conditional]), { verbose: true })).toContain(
    "    for       other-namespace\n    such as   namespace other-namespace, cluster my-eks-cluster\n",
  );
});

test("the two halves of a verdict are told where they differ", () => {
  const halves = (changes: Parameters<typeof chain>[0]) =>
    asText(proof([chain(changes)]))
      .split("\n")
      .slice(1)
      .find((line) => line.startsWith("  the pod") || line === "");
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
  expect(text).toContain('"Action": "s3:GetObject"');
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
  const text = asText(proof([chain({ verdict: "refuted", hops: [{ ...denied, message: `found ${brackets}` }] })]), {
    width: 200_000,
  });
  expect(text).toContain(`    found ${brackets}\n`);
});
