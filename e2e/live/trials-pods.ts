// What pods ask, as the articles' pods and as others that must be refused.
import type { Answer, FactId } from "./facts";
import type { Place } from "./place";
import { type Context, isClear, isConfirmed, OBJECT, oneLine, podRefusal, settled, type Trial } from "./trial";
import { associated, makeRole } from "./trials-requests";

type Article = "podIdentity" | "irsa";

const NAMES: Readonly<Record<Article, string>> = {
  podIdentity: "the first article (EKS Pod Identity)",
  irsa: "the second article (IRSA)",
};

const shell = (script: string) => ["/bin/sh", "-c", script];
const NO_CREDENTIALS = /Unable to locate credentials/;
const NO_WEB_IDENTITY = /AccessDenied.*Not authorized to perform sts:AssumeRoleWithWebIdentity/;

const who = "aws sts get-caller-identity --query Arn --output text";
const read = ({ articles: { bucket } }: Context): readonly string[] =>
  shell(`${who} && aws s3 cp s3://${bucket}/${OBJECT.key} -`);

/** The pod of the article reads the object; what that shows of the way there. */
function reading(article: Article, facts: readonly FactId[], session: FactId): Trial {
  return {
    shows: `the pod of ${NAMES[article]} reads`,
    ask: (context) =>
      settled(
        context,
        async () => {
          const { namespace, serviceAccount, role } = context.articles[article];
          const outcome = await context.place.run(
            { namespace, serviceAccount, command: read(context) },
            context.signal,
          );
          const [arn = "", ...rest] = outcome.log.trim().split("\n");
          const got = outcome.code === 0 && rest.join("\n") === OBJECT.text;
          const [, , , , account] = role.split(":");
          const own = arn.includes(`:${account}:assumed-role/${role.replace(/^.*\//, "")}/`);
          return [
            ...facts.map(
              (fact): Answer => ({ fact, is: got ? "confirmed" : "contradicted", said: oneLine(outcome.log) }),
            ),
            { fact: session, is: own ? "confirmed" : got ? "contradicted" : "unclear", said: arn },
          ];
        },
        isConfirmed,
      ),
  };
}

/** The article's own pod does what is not granted. */
const writing = (article: Article, fact: FactId): Trial => ({
  shows: `the pod of ${NAMES[article]} writes`,
  async ask({ place, articles, signal }) {
    const { namespace, serviceAccount } = articles[article];
    const command = shell(`aws s3api put-object --bucket ${articles.bucket} --key not-granted`);
    const outcome = await place.run({ namespace, serviceAccount, command }, signal);
    return [podRefusal(fact, outcome, /AccessDenied.* is not authorized to perform: s3:PutObject /)];
  },
});

/** A pod of a service account that is made for this reads, and must be refused. */
function other(
  article: Article,
  fact: FactId,
  serviceAccount: string,
  words: RegExp,
  prepare: (context: Context) => Promise<Parameters<Place["makeServiceAccount"]>[2]>,
): Trial {
  return {
    shows: `the pod of ${NAMES[article]} by service account ${serviceAccount}`,
    async ask(context) {
      const { namespace } = context.articles[article];
      await context.place.makeServiceAccount(namespace, serviceAccount, await prepare(context));
      const pod = { namespace, serviceAccount, command: read(context) };
      const ask = async () => [podRefusal(fact, await context.place.run(pod, context.signal), words)];
      return settled(context, ask, isClear);
    },
  };
}

const annotated = (role: string) => ({ "eks.amazonaws.com/role-arn": role });

export const POD_TRIALS: readonly Trial[] = [
  reading("podIdentity", ["pod-identity-reads", "session-tags-at-target"], "pod-gets-target"),
  writing("podIdentity", "pod-identity-not-granted"),
  other(
    "podIdentity",
    "tags-confine",
    "other",
    /EKS does not have permissions to assume the associated role/,
    async (context) => {
      const { namespace, primaryRole, role } = context.articles.podIdentity;
      const association = { namespace, serviceAccount: "other", roleArn: primaryRole, targetRoleArn: role };
      const refused = await associated(context, association);
      if (refused !== undefined) throw new Error(`the association of another service account: ${refused}`);
      return {};
    },
  ),
  other("podIdentity", "no-association", "bare", NO_CREDENTIALS, async () => ({})),
  reading("irsa", ["irsa-reads"], "irsa-session"),
  writing("irsa", "irsa-not-granted"),
  other("irsa", "subject-confines", "other", NO_WEB_IDENTITY, async ({ articles }) => annotated(articles.irsa.role)),
  other("irsa", "no-annotation", "bare", NO_CREDENTIALS, async () => ({})),
  other("irsa", "provider-own-account", "misled", NO_WEB_IDENTITY, async (context) => {
    const issuer = context.articles.irsa.issuer.replace(/^https:\/\//, "");
    const { id } = context.run.accounts["account-a"];
    const trust = {
      Principal: { Federated: `arn:aws:iam::${id}:oidc-provider/${issuer}` },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: { [`${issuer}:sub`]: `system:serviceaccount:${context.articles.irsa.namespace}:misled` },
      },
    };
    return annotated(await makeRole(context, "account-b", "misled", trust));
  }),
];
