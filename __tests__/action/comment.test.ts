import { join } from "node:path";
import { folder } from "../support/problems";
import { eventFile, type Request, runPart, served } from "./run";

const SHA = "0123456789abcdef0123456789abcdef01234567";
const PULL = { pull_request: { number: 7, head: { sha: SHA } } };
const RUN = {
  workflow_run: {
    name: "prove",
    event: "pull_request",
    conclusion: "failure",
    head_branch: "patch-1",
    head_sha: SHA,
    head_repository: { owner: { login: "someone" } },
    html_url: "https://github.com/example/shop/actions/runs/41",
  },
};

interface Comment {
  readonly databaseId: number;
  readonly body: string;
  readonly viewerDidAuthor: boolean;
}

/** GitHub with a pull request of these comments, in pages, and with these pulls open. */
const github =
  (pages: readonly (readonly Comment[])[], pulls: readonly object[] = []) =>
  ({ method, path, body }: Request) => {
    if (path === "/graphql") {
      const page = Number((body as { variables: { after: string | null } }).variables.after ?? 0);
      const pageInfo = { hasNextPage: page < pages.length - 1, endCursor: `${page + 1}` };
      return { body: { data: { repository: { pullRequest: { comments: { nodes: pages[page] ?? [], pageInfo } } } } } };
    }
    return { body: method === "GET" ? pulls : {} };
  };

const comment = async (
  event: object,
  answer: Parameters<typeof served>[0],
  report = "## prove: ✔ proved\n\n<details>x",
) => {
  const cwd = folder({ "report.md": report });
  let ran = { code: null as number | null, out: "", err: "" };
  const requests = await served(answer, async (url) => {
    ran = await runPart("comment.mjs", cwd, {
      GITHUB_API_URL: url,
      GITHUB_GRAPHQL_URL: `${url}/graphql`,
      GITHUB_EVENT_PATH: eventFile(cwd, event),
      GITHUB_REPOSITORY: "example/shop",
      GITHUB_RUN_ID: "42",
      GITHUB_WORKFLOW: "prove",
      GITHUB_JOB: "gate",
      TOKEN: "secret",
      REPORT: join(cwd, "report.md"),
      ABOUT: "infra\n--> x",
    });
  });
  return { ...ran, requests, last: requests.at(-1) };
};

const MARK = "<!-- eks-cross-account: prove gate infra x -->";
const BODY = `${MARK}\n## prove: ✔ proved\n\n<details>x\n\n[All of it](https://github.com/example/shop/actions/runs/42), of ${SHA}\n`;

test("the first run on a pull request makes a comment with the report and a link to the run", async () => {
  const { code, out, last, requests } = await comment(PULL, github([[]]));
  expect([code, out]).toEqual([0, "comment made on #7\n"]);
  expect(last).toEqual({
    method: "POST",
    path: "/repos/example/shop/issues/7/comments",
    body: { body: BODY },
    authorization: "Bearer secret",
  });
  expect(requests).toHaveLength(2);
});

test("a later run updates that comment, wherever it stands, and never one of somebody else", async () => {
  const theirs = { databaseId: 1, body: BODY, viewerDidAuthor: false };
  const others = { databaseId: 2, body: `> ${BODY}`, viewerDidAuthor: true };
  const ours = { databaseId: 3, body: `${MARK}\nold`, viewerDidAuthor: true };
  const { out, last } = await comment(PULL, github([[theirs, others], [ours]]));
  expect(out).toBe("comment updated on #7\n");
  expect(last).toMatchObject({ method: "PATCH", path: "/repos/example/shop/issues/comments/3", body: { body: BODY } });
});

test("of a report that is longer than a comment may be, what stands above its folds is shown", async () => {
  const { last } = await comment(
    PULL,
    github([[]]),
    `## prove: ✘ refuted\n\n| table |\n\n<details open>${"x".repeat(70_000)}`,
  );
  expect(last?.body).toEqual({ body: expect.stringContaining("## prove: ✘ refuted\n\n| table |\n\n[All of it]") });
  expect(JSON.stringify(last?.body).length).toBeLessThan(1000);
});

test.each([
  [
    "a token that may not comment",
    403,
    { message: "Resource not accessible by integration" },
    "403 Resource not accessible",
  ],
  ["an error in GraphQL", 200, { errors: [{ message: "no such\nfield" }] }, "no such field"],
  ["an answer that is no JSON", 502, Buffer.from("<html>"), "502"],
])("%s is a notice, and does not fail the job", async (_, status, body, message) => {
  const { code, out } = await comment(PULL, () => ({ status, body }));
  expect(code).toBe(0);
  expect(out).toMatch(/^::notice title=eks-cross-account::no comment on the pull request: /);
  expect(out).toContain(message);
  expect(out.trimEnd()).not.toContain("\n");
});

describe("for a pull request from a fork, after its run", () => {
  test("the comment says how the run ended and where its summary is, and nothing that the fork has written", async () => {
    const pulls = [
      { number: 8, head: { sha: "f".repeat(40) } },
      { number: 9, head: { sha: SHA } },
    ];
    const { out, requests, last } = await comment(RUN, github([[]], pulls));
    expect(out).toBe("comment made on #9\n");
    expect(requests[0]?.path).toBe("/repos/example/shop/pulls?state=open&head=someone%3Apatch-1");
    expect(last?.path).toBe("/repos/example/shop/issues/9/comments");
    expect(last?.body).toEqual({
      body: `${MARK}\n## prove: ✘ not proved\n\n[The summary of the run](https://github.com/example/shop/actions/runs/41), of ${SHA}\n`,
    });
  });

  test("there is no comment where no open pull request has the commit", async () => {
    const { code, out, requests } = await comment(RUN, github([[]], [{ number: 8, head: { sha: "f".repeat(40) } }]));
    expect([code, out, requests.length]).toEqual([0, "no open pull request has this commit\n", 1]);
  });
});

test("a run for no pull request comments nowhere", async () => {
  const { code, requests } = await comment({ ref: "refs/heads/main" }, github([[]]));
  expect([code, requests]).toEqual([0, []]);
});
