import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Sha256 } from "@aws-crypto/sha256-js";
import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Keys } from "../emulator";
import type { Aws, ClusterReference } from "./reference";

/** The agent of a cluster's nodes, as pods reach it. */
export interface Agent {
  /** What AWS_CONTAINER_CREDENTIALS_FULL_URI holds. */
  readonly url: string;
  /** Ends the server once all who started it have closed it. */
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** What EKS Auth answers: https://docs.aws.amazon.com/eks/latest/APIReference/API_auth_AssumeRoleForPodIdentity.html */
interface EksAuthAnswer {
  readonly assumedRoleUser: { readonly arn: string };
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
    /** Seconds since 1970. */
    readonly expiration: number;
  };
}

const started = new WeakMap<Aws, Map<string, { users: number; server: Promise<Server> }>>();

/**
 * The EKS Pod Identity agent: an HTTP server that hands the token it gets on to EKS Auth, signed with the session of
 * the node's role `CLUSTER-node`. One serves all pods of a cluster. Unlike AWS's it keeps no answers, so that a pod
 * sees changes at once: https://github.com/aws/eks-pod-identity-agent
 */
export async function startAgent(aws: Aws, cluster: ClusterReference, partition: string): Promise<Agent> {
  const agents = started.get(aws) ?? new Map();
  started.set(aws, agents);
  const key = `${cluster.account} ${cluster.region} ${cluster.name}`;
  const agent = agents.get(key) ?? { users: 0, server: listen(aws, cluster, partition) };
  agents.set(key, agent);
  agent.users += 1;
  const server = await agent.server;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/credentials`,
    async close() {
      agent.users -= 1;
      if (agent.users > 0) return;
      agents.delete(key);
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function listen(aws: Aws, cluster: ClusterReference, partition: string): Promise<Server> {
  const server = createServer(async (request, response) => {
    const { status, type, body } =
      request.url === "/v1/credentials"
        ? await credentials(aws, cluster, partition, request.headers.authorization ?? "").catch(unexpected)
        : plain(404, "404 page not found");
    response.writeHead(status, { "content-type": type }).end(body);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", () => resolve(server));
  });
}

async function credentials(aws: Aws, cluster: ClusterReference, partition: string, token: string): Promise<Answer> {
  if (token === "") return plain(400, "Service account token cannot be empty");
  const role = `arn:${partition}:iam::${cluster.account}:role/${cluster.name}-node`;
  const response = await assumeRoleForPodIdentity(
    aws,
    cluster,
    await aws.instanceSession(role, "i-0a1b2c3d4e5f60718"),
    token,
  );
  const text = await response.text();
  if (!response.ok) return plain(response.status, refusal(response, text));
  const { assumedRoleUser, credentials: given }: EksAuthAnswer = JSON.parse(text);
  const body = {
    AccessKeyId: given.accessKeyId,
    SecretAccessKey: given.secretAccessKey,
    Token: given.sessionToken,
    AccountId: assumedRoleUser.arn.split(":")[4],
    Expiration: new Date(given.expiration * 1000).toISOString(),
  };
  return { status: 200, type: "application/json", body: JSON.stringify(body) };
}

async function assumeRoleForPodIdentity(
  aws: Aws,
  { name, region }: ClusterReference,
  node: Keys,
  token: string,
): Promise<Response> {
  const url = new URL(`/clusters/${name}/assume-role-for-pod-identity`, aws.endpoint);
  const body = JSON.stringify({ token });
  const signer = new SignatureV4({ service: "eks-auth", region, credentials: node, sha256: Sha256 });
  const { headers } = await signer.sign(
    new HttpRequest({
      method: "POST",
      protocol: url.protocol,
      hostname: url.hostname,
      port: Number(url.port),
      path: url.pathname,
      headers: { host: url.host, "content-type": "application/json" },
      body,
    }),
  );
  return fetch(url, { method: "POST", headers, body });
}

/** As the agent words EKS Auth's errors: `[REQUEST ID]: (CODE): MESSAGE, fault: client` */
function refusal({ headers, status }: Response, text: string): string {
  const code = headers.get("x-amzn-errortype")?.split(":")[0] ?? "UnknownError";
  const id = headers.get("x-amzn-requestid") ?? "";
  return `[${id}]: (${code}): ${messageOf(text)}, fault: ${status < 500 ? "client" : "server"}`;
}

function messageOf(text: string): string {
  try {
    const { message, Message } = JSON.parse(text);
    return String(message ?? Message ?? text);
  } catch {
    return text;
  }
}

const plain = (status: number, body: string): Answer => ({
  status,
  type: "text/plain; charset=utf-8",
  body: `${body}\n`,
});

const unexpected = (error: unknown): Answer => plain(500, error instanceof Error ? error.message : String(error));
