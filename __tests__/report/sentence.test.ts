import fc from "fast-check";
import { CONDITION_OPERATORS } from "../../src/aws";
import { parseOperator } from "../../src/iam/operators";
import { type DocumentKind, plain, quote, say, sentenceOf, sentencesOf } from "../../src/report/sentence";
import {
  A,
  allow,
  CLUSTER_ARN,
  deny,
  EKS_TRUST,
  GUIDE,
  type Json,
  POD_TAGS,
  PRIMARY,
  TOKEN,
  trust,
  webTrust,
} from "../support/documents";

const ROLE: DocumentKind = { of: say`the role ${quote("reader")}` };
const inTrust = (statement: Json): string => plain(sentenceOf(statement, "trust"));
const ofRole = (statement: Json): string => plain(sentenceOf(statement, ROLE));
const condition = (Condition: Json): string =>
  ofRole(allow("s3:GetObject", "arn:aws:s3:::b/a", { Condition })).replace(/^.*?, if /, "if ");

test.each<[string, string, string]>([
  [
    "names the service that a primary role trusts",
    inTrust(EKS_TRUST),
    'The service "pods.eks.amazonaws.com" may assume this role (sts:AssumeRole) and tag the session (sts:TagSession).',
  ],
  [
    "joins the tests of a confined trust, each of which must pass",
    inTrust(trust({ AWS: PRIMARY }, { StringEquals: POD_TAGS })),
    `The role "primary" of account 111111111111 may assume this role (sts:AssumeRole) and tag the session (sts:TagSession), if the session tag aws:RequestTag/eks-cluster-arn is ${CLUSTER_ARN}, and if the session tag aws:RequestTag/kubernetes-namespace is "ns", and if the session tag aws:RequestTag/kubernetes-service-account is "sa".`,
  ],
  [
    "says of an account's root that the account decides who that is",
    inTrust(GUIDE),
    expect.stringMatching(
      /^Whoever in account 111111111111 is allowed it by the policies of that account may assume this role .*, and if the caller's ARN aws:PrincipalArn is arn:aws:iam::111111111111:role\/primary\.$/,
    ),
  ],
  [
    "names the token of a web identity",
    inTrust(webTrust({ StringEquals: TOKEN })),
    'Whoever has a token of the identity provider "oidc.eks.us-east-1.amazonaws.com/id/ABCDEF" of account 222222222222 may assume this role with a web identity token (sts:AssumeRoleWithWebIdentity), if the token\'s subject "oidc.eks.us-east-1.amazonaws.com/id/ABCDEF:sub" is system:serviceaccount:ns:sa, and if the token\'s audience "oidc.eks.us-east-1.amazonaws.com/id/ABCDEF:aud" is "sts.amazonaws.com".',
  ],
  [
    "says of a Deny that its subject may not, and of everybody that it is whoever calls",
    inTrust(trust("*", { StringNotEquals: { "aws:PrincipalOrgID": "o-1" } }, { Effect: "Deny" })),
    'Whoever calls, of any account or of none ("*"), may not assume this role (sts:AssumeRole) or tag the session (sts:TagSession), if the caller\'s organization aws:PrincipalOrgID is not "o-1" or is absent.',
  ],
  [
    "says what negated elements leave",
    plain(
      sentenceOf(
        {
          Effect: "Deny",
          NotPrincipal: { AWS: [PRIMARY, "111111111111"] },
          NotAction: "s3:Get*",
          NotResource: "arn:aws:s3:::b",
        },
        "resource",
      ),
    ),
    'Whoever is none of the role "primary" of account 111111111111 and account 111111111111 may not call any action other than any action like s3:Get* on any resource other than arn:aws:s3:::b.',
  ],
  [
    "marks patterns, and says what a variable stands for",
    ofRole(deny(["s3:*", "*"], ["arn:aws:s3:::b/${aws:PrincipalTag/team}/*", "*"])),
    'The role "reader" may not call any action like s3:* or any action ("*") on any resource like "arn:aws:s3:::b/${aws:PrincipalTag/team}/*" or any resource ("*"), where "${aws:PrincipalTag/team}" stands for that key of the request.',
  ],
  [
    "says that a key may be absent where that passes",
    condition({ StringLikeIfExists: { "a:b": ["x*", "y or z"] } }),
    'if a:b is like one of "x*", "y or z" or is absent.',
  ],
  [
    "says of several values of a request how many must fit",
    condition({ "ForAllValues:StringEquals": { "aws:TagKeys": "t" } }),
    'if every value of aws:TagKeys is "t" or there is none.',
  ],
  [
    "says of the ARN of an Arn operator that it is that, and of a pattern that it is like it",
    condition({
      ArnEquals: { "aws:PrincipalArn": PRIMARY },
      ArnNotLike: { "a:b": ["arn:aws:iam::1:role/*", PRIMARY] },
    }),
    `if the caller's ARN aws:PrincipalArn is ${PRIMARY}, and if a:b is an ARN like none of arn:aws:iam::1:role/*, ${PRIMARY} or is absent.`,
  ],
  [
    "says of any resource in the policy of a key that it is that key",
    plain(sentenceOf(allow("kms:Decrypt", "*", { Principal: { AWS: PRIMARY } }), "key")),
    'The role "primary" of account 111111111111 may call kms:Decrypt on this key.',
  ],
  [
    "says of a permissions boundary that it allows no more",
    plain(sentenceOf(allow("s3:*", "*"), { of: say`whoever has it as a permissions boundary`, atMost: true })),
    'Whoever has it as a permissions boundary may at most call any action like s3:* on any resource ("*").',
  ],
  ["says that a key must be there", condition({ Null: { "aws:TagKeys": "false" } }), "if aws:TagKeys is present."],
  [
    "writes out an operator that AWS does not have",
    condition({ StringResembles: { "a:b": "x" } }),
    'if the condition "{\\"StringResembles\\":{\\"a:b\\":\\"x\\"}}" holds.',
  ],
  [
    "writes out a statement of a form that AWS does not have",
    ofRole({ Effect: "Permit", Action: "*" }),
    'This statement has no words: "{\\"Effect\\":\\"Permit\\",\\"Action\\":\\"*\\"}".',
  ],
])("A sentence %s", (_, sentence, expected) => {
  expect(sentence).toEqual(expected);
});

test("A document has a sentence for each statement, and variables only in the version that knows them", () => {
  const statement = allow("s3:GetObject", "arn:aws:s3:::b/${aws:username}");
  expect(sentencesOf({ Version: "2012-10-17", Statement: [statement, statement] }, ROLE).map(plain)).toEqual([
    ofRole(statement),
    ofRole(statement),
  ]);
  expect(sentencesOf({ Statement: statement }, ROLE).map(plain)).toEqual([
    ofRole(statement).replace(/, where .*/, "."),
  ]);
});

describe("Of any statement", () => {
  const some = (...texts: string[]) => fc.uniqueArray(fc.constantFrom(...texts), { minLength: 1, maxLength: 2 });
  const oneOrList = (all: fc.Arbitrary<string[]>) => all.map((list) => (list.length === 1 ? (list[0] ?? "") : list));
  const element = (name: string, values: fc.Arbitrary<unknown>) =>
    fc.tuple(fc.constantFrom(name, `Not${name}`), values).map(([key, value]): Json => ({ [key]: value }));
  const principal = fc.oneof(
    fc.constant("*"),
    fc.record({
      AWS: oneOrList(
        some(
          "*",
          PRIMARY,
          "111111111111",
          "arn:aws:iam::111111111111:root",
          "arn:aws-cn:iam::111111111111:role/primary",
          "AROAEXAMPLE",
        ),
      ),
    }),
    fc.record({
      Service: oneOrList(some("*", "pods.eks.amazonaws.com", "ec2.amazonaws.com")),
      Federated: oneOrList(some("arn:aws:iam::222222222222:oidc-provider/x.y/id", "x.y/id")),
    }),
    fc.record({ CanonicalUser: oneOrList(some("ab", "*")) }),
  );
  const operator = fc
    .tuple(
      fc.constantFrom("", "", "ForAllValues:", "ForAnyValue:"),
      fc.constantFrom(...CONDITION_OPERATORS, "Unheard"),
      fc.constantFrom("", "IfExists"),
    )
    .map((parts) => parts.join(""));
  const conditions = fc.dictionary(
    operator,
    fc.dictionary(
      fc.constantFrom("aws:RequestTag/a", "aws:PrincipalArn", "x.y/id:sub", "s3:prefix"),
      oneOrList(some("a", "b, and if c", "true", "is absent", "*", "${aws:username}")),
      { minKeys: 1, maxKeys: 2 },
    ),
    { maxKeys: 2 },
  );
  const statement = (kind: DocumentKind): fc.Arbitrary<Json> =>
    fc
      .tuple(
        fc.record({ Effect: fc.constantFrom("Allow", "Deny") }),
        typeof kind === "object" ? fc.constant({}) : element("Principal", principal),
        element("Action", oneOrList(some("*", "sts:AssumeRole", "sts:TagSession", "s3:Get*", "s3:GetObject"))),
        kind === "trust"
          ? fc.constant({})
          : element(
              "Resource",
              oneOrList(some("*", "arn:aws:s3:::b", "arn:aws:s3:::b/*", "arn:aws:s3:::b/${aws:username}")),
            ),
        fc.option(fc.record({ Condition: conditions }), { nil: {} }),
      )
      .map((parts) => Object.assign({}, ...parts));
  const cases = fc
    .constantFrom<DocumentKind>("trust", "resource", ROLE)
    .chain((kind) => statement(kind).map((made) => ({ kind, made })));

  const texts = (value: unknown): string[] =>
    typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [String(value)];

  /** What AWS does not tell apart is the same. */
  const meaning = ({ Effect, Condition = {}, ...rest }: Json): string =>
    JSON.stringify([
      Effect,
      JSON.stringify(rest).replaceAll(`"${A}"`, `"arn:aws:iam::${A}:root"`),
      Object.entries(Condition as Json).flatMap(([written, keys]) => {
        const { base, set, ifExists } = parseOperator(written) ?? { base: written };
        const passes = set === "ForAllValues" || ifExists || (/Not/.test(base) && set === undefined);
        return Object.entries(keys as Json).map(([key, value]) => [
          base.replace("ArnLike", "ArnEquals").replace("ArnNotLike", "ArnNotEquals"),
          set,
          passes,
          key,
          value,
        ]);
      }),
    ]);

  test("every operator has words of its own, of one value and of several, and so has every element and its opposite", () => {
    const operators = ["", "ForAllValues:", "ForAnyValue:"].flatMap((set) =>
      CONDITION_OPERATORS.flatMap((base) => ["", "IfExists"].map((end) => `${set}${base}${end}`)),
    );
    const conditioned = operators.flatMap((operator) =>
      ["a", ["a", "b"], "true", "false"].map((value) => ({
        kind: ROLE,
        made: allow("s3:GetObject", "*", { Condition: { [operator]: { "a:b": value } } }),
      })),
    );
    const elements = (name: string, value: unknown): readonly Json[] => [{ [name]: value }, { [`Not${name}`]: value }];
    const negated = ["Allow", "Deny"].flatMap((Effect) =>
      elements("Principal", { AWS: PRIMARY }).flatMap((who) =>
        elements("Action", "s3:Get*").flatMap((what) =>
          elements("Resource", "*").map((on) => ({
            kind: "resource" as const,
            made: { Effect, ...who, ...what, ...on },
          })),
        ),
      ),
    );
    const meanings = new Map<string, Set<string>>();
    for (const { kind, made } of [...conditioned, ...negated]) {
      const sentence = plain(sentenceOf(made, kind));
      meanings.set(sentence, (meanings.get(sentence) ?? new Set()).add(meaning(made)));
    }
    expect([...meanings].filter(([, all]) => all.size > 1)).toEqual([]);
    expect(meanings.size).toBeGreaterThan(400);
  });

  test("nothing is left out, a Deny says may not, and no other statement has its sentence", () => {
    const seen = new Map<string, string>();
    fc.assert(
      fc.property(cases, ({ kind, made }) => {
        const sentence = sentenceOf(made, kind);
        const text = JSON.stringify(sentence);
        const { Effect: _, Principal: __, NotPrincipal: ___, Condition = {}, ...rest } = made;
        const keys = Object.values(Condition as Json).flatMap((one) => Object.keys(one as Json));
        const told = sentence.map((part) => (typeof part === "string" ? part : part.quoted)).join("");
        expect(told.includes(" may not ")).toBe(made.Effect === "Deny");
        for (const value of [...texts(rest), ...keys, ...texts(Condition)])
          expect(told).toContain(value.replace(/^(true)$/, ""));
        expect([meaning(made), text]).toEqual([seen.get(`${JSON.stringify(kind)}${text}`) ?? meaning(made), text]);
        seen.set(`${JSON.stringify(kind)}${text}`, meaning(made));
      }),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 500), seed: Date.now() },
    );
  });
});
