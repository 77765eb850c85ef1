import { InputError } from "../../terraform/source-location";
import type { Prompts } from "../prompts";
import { ACCESS, type Answers, MECHANISMS } from "./answers";
import type { Known } from "./known";
import { problemWith } from "./problem";
import { usual } from "./usual";

/** The option that gives an answer on the command line. */
export const FLAGS: Readonly<Record<keyof Answers, string>> = {
  mechanism: "--mechanism",
  cluster: "--cluster",
  clusterProfile: "--cluster-profile",
  clusterAccount: "--cluster-account",
  clusterRegion: "--cluster-region",
  issuer: "--issuer",
  namespace: "--namespace",
  serviceAccount: "--service-account",
  resourceProfile: "--resource-profile",
  resourceAccount: "--resource-account",
  resourceRegion: "--resource-region",
  newBucket: "--new-bucket",
  bucket: "--bucket",
  access: "--access",
  workflow: "--workflow",
};

/**
 * The answers, each from `given`, else from `prompts`, else the usual one. Each is checked as it is given, in the
 * configuration that it makes with those before it.
 * @throws InputError for a given one that cannot stand, Cancelled where a question is left
 */
export async function askAll(given: Partial<Answers>, known: Known, prompts: Prompts | undefined): Promise<Answers> {
  let answers: Partial<Answers> = {};
  const completed = () => usual(answers, known);
  const problem = (key: keyof Answers, value: Answers[keyof Answers]) =>
    problemWith(usual({ ...answers, [key]: value }, known));

  async function take<Key extends keyof Answers>(
    key: Key,
    ask?: (prompts: Prompts, initial: Answers[Key]) => Promise<Answers[Key]>,
  ): Promise<void> {
    const value = given[key] ?? (prompts && ask ? await ask(prompts, completed()[key]) : undefined);
    if (value === undefined) return;
    const wrong = problem(key, value);
    if (wrong) throw new InputError(`${FLAGS[key]}: found ${wrong.found}, expected ${wrong.expected}`);
    answers = { ...answers, [key]: value };
  }
  const line = (prompts: Prompts, key: keyof Answers, message: string, initial: string): Promise<string> =>
    prompts.text({ message, initial, problem: (text) => expected(problem(key, text)) });
  const text = (key: TextKey, message: string) => take(key, (at, initial) => line(at, key, message, initial));

  await take("mechanism", (at, initial) =>
    at.choice({ message: "How does the pod get credentials?", options: MECHANISM_OPTIONS, initial }),
  );
  await take("cluster", async (at, initial) => {
    const options = known.clusters.map(({ name, account, region }) => ({
      value: name,
      label: name,
      hint: [account, region].filter(Boolean).join(" "),
    }));
    const chosen = await oneOf(at, "Which cluster does the pod run on?", options, initial);
    return chosen ?? (await line(at, "cluster", "Name of the cluster", initial));
  });
  await account("cluster");
  await text("clusterRegion", "Region of the cluster");
  if (completed().mechanism === "irsa")
    await text("issuer", "OIDC issuer of the cluster, as `aws eks describe-cluster` prints it");
  await text("namespace", "Namespace of the pod");
  await text("serviceAccount", "Service account of the pod");
  await account("resource");
  await text("resourceRegion", "Region of the bucket");
  await take(
    "newBucket",
    async (at, initial) => !(await at.confirm({ message: "Does the bucket exist already?", initial: !initial })),
  );
  await text("bucket", completed().newBucket ? "Prefix of the new bucket's name" : "Name of the bucket");
  await take("access", (at, initial) =>
    at.choice({ message: "What may the pod do with the bucket's objects?", options: ACCESS_OPTIONS, initial }),
  );
  await take("workflow", (at, initial) =>
    at.confirm({ message: "Write a GitHub workflow that checks and proves each change?", initial }),
  );
  return completed();

  /** An account, by one of the profiles that are known or by its id. */
  async function account(side: "cluster" | "resource"): Promise<void> {
    const [id, profile] = [`${side}Account`, `${side}Profile`] as const;
    const what = side === "cluster" ? "cluster" : "bucket";
    await take(profile);
    await take(id, async (at, initial) => {
      const options = known.profiles
        .filter(({ name }) => given[profile] === undefined || given[profile] === name)
        .map(({ name, account: value }) => ({ value: name, label: value, hint: `profile ${name}` }));
      const usualProfile = completed()[profile] ?? "";
      const chosen = await oneOf(at, `Which account is the ${what} in?`, options, usualProfile);
      const picked = known.profiles.find(({ name }) => name === chosen);
      if (!picked) return line(at, id, `Account id of the ${what}`, initial);
      answers = { ...answers, [profile]: picked.name };
      return picked.account;
    });
  }
}

type TextKey = "clusterRegion" | "issuer" | "namespace" | "serviceAccount" | "resourceRegion" | "bucket";

const MECHANISM_OPTIONS = MECHANISMS.map((value) => ({
  value,
  label: value === "irsa" ? "IAM roles for service accounts (irsa)" : "EKS Pod Identity (pod-identity)",
  hint: value === "irsa" ? "works on Fargate and Windows too" : "Linux nodes on EC2, no OIDC provider",
}));
const ACCESS_OPTIONS = ACCESS.map((value) => ({ value, label: value }));

const expected = (problem: ReturnType<typeof problemWith>): string | undefined =>
  problem && `expected ${problem.expected}`;

/** One of several that are known; undefined where it is another, and without a question where none is known. */
async function oneOf(
  prompts: Prompts,
  message: string,
  options: readonly { readonly value: string; readonly label: string; readonly hint: string }[],
  initial: string,
): Promise<string | undefined> {
  if (options.length === 0) return undefined;
  const isKnown = options.some(({ value }) => value === initial);
  const chosen = await prompts.choice({
    message,
    options: [...options, { value: ANOTHER, label: "another" }],
    initial: isKnown ? initial : ANOTHER,
  });
  return chosen === ANOTHER ? undefined : chosen;
}

/** No name of a cluster or a profile. */
const ANOTHER = "";
