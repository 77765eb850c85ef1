// Puts the answer into one comment on the pull request: the one that an earlier run has made, else a new one. Never fails the
// job: a token that may not comment, as in a pull request from a fork, is a notice.
// Of a workflow_run event it comments only how that run ended, and where its summary is: what a fork's run has written is
// not repeated by a token that may write.
import { readFileSync } from "node:fs";
import { env } from "node:process";

const server = env.GITHUB_SERVER_URL ?? "https://github.com";
const api = env.GITHUB_API_URL ?? "https://api.github.com";
const graphql = env.GITHUB_GRAPHQL_URL ?? `${api}/graphql`;
const repository = env.GITHUB_REPOSITORY ?? "";
const event = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH ?? "", "utf8"));

/** GitHub takes 65,536 characters. */
const LONGEST = 60_000;

async function ask(url, method = "GET", body) {
  const response = await fetch(url, {
    method,
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${env.TOKEN}`,
      "content-type": "application/json",
      "user-agent": "eks-cross-account",
      "x-github-api-version": "2022-11-28",
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(`${response.status} ${answer.message ?? ""}`.trim());
  if (answer.errors?.length > 0) throw new Error(answer.errors[0].message);
  return answer;
}

/** The pull request that a run was for: the event of a fork's run does not have it. */
async function pullOfRun({ head_repository: head, head_branch: branch, head_sha: sha }) {
  const from = encodeURIComponent(`${head.owner.login}:${branch}`);
  const pulls = await ask(`${api}/repos/${repository}/pulls?state=open&head=${from}`);
  return pulls.find((pull) => pull.head.sha === sha)?.number;
}

const COMMENTS = `query ($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) {
    comments(first: 100, after: $after) {
      nodes { databaseId body viewerDidAuthor }
      pageInfo { hasNextPage endCursor }
    } } } }`;

/** The comment of ours that begins with a mark; one of somebody else is theirs to edit, whatever it begins with. */
async function ownComment(number, mark) {
  const [owner, name] = repository.split("/");
  let after = null;
  do {
    const { data } = await ask(graphql, "POST", { query: COMMENTS, variables: { owner, name, number, after } });
    const { nodes, pageInfo } = data.repository.pullRequest.comments;
    const own = nodes.find(({ body, viewerDidAuthor }) => viewerDidAuthor && body.startsWith(mark));
    if (own) return own.databaseId;
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return undefined;
}

/** The report with a link to the run; of a long one only what stands above its folds. */
function reportText() {
  const report = readFileSync(env.REPORT ?? "", "utf8");
  const short = report.length > LONGEST ? report.split("\n<details")[0].slice(0, LONGEST) : report;
  return `${short.trimEnd()}\n\n[All of it](${server}/${repository}/actions/runs/${env.GITHUB_RUN_ID}), of ${event.pull_request.head.sha}`;
}

const ENDED = { success: "✔ proved", failure: "✘ not proved" };
const runText = ({ conclusion, html_url: url, head_sha: sha }) =>
  `## prove: ${ENDED[conclusion] ?? "? did not end"}\n\n[The summary of the run](${url}), of ${sha}`;

async function comment() {
  const run = event.workflow_run;
  const number = run ? await pullOfRun(run) : event.pull_request?.number;
  if (number === undefined) return "no open pull request has this commit";
  // in a comment of HTML two hyphens or a bracket could end it
  const about = `${run?.name ?? env.GITHUB_WORKFLOW} ${env.GITHUB_JOB} ${env.ABOUT ?? ""}`
    .replace(/[^\w./]+/g, " ")
    .trim();
  const mark = `<!-- eks-cross-account: ${about} -->`;
  const body = `${mark}\n${run ? runText(run) : reportText()}\n`;
  const own = await ownComment(number, mark);
  const comments = `${api}/repos/${repository}/issues`;
  if (own === undefined) await ask(`${comments}/${number}/comments`, "POST", { body });
  else await ask(`${comments}/comments/${own}`, "PATCH", { body });
  return `comment ${own === undefined ? "made" : "updated"} on #${number}`;
}

const said = await comment().catch(
  (error) =>
    `::notice title=eks-cross-account::no comment on the pull request: ${String(error.message).replace(/\s+/g, " ")}`,
);
console.log(said);
