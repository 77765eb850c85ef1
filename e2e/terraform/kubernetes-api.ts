import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Refused } from "../loader/errors";
import type { Kubernetes, KubernetesObject } from "../loader/kubernetes";
import { type Operation, patched } from "./json-patch";
import { KINDS, served } from "./kubernetes-served";

/** What a request is about; `name` is absent where it is about all of a kind. */
interface Target {
  /** The cluster's ARN. */
  readonly cluster: string;
  readonly kind: string;
  readonly apiVersion: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

/** HTTP's codes for the API's reasons. */
const CODES: Readonly<Record<string, number>> = {
  Unauthorized: 401,
  NotFound: 404,
  MethodNotAllowed: 405,
  AlreadyExists: 409,
};

/**
 * The part of the Kubernetes API that Terraform's provider uses for what stacks hold: create, read, patch and delete,
 * for every cluster under a path of its own. Everything takes effect at once.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/
 */
export class ApiServers {
  private readonly server: Server;

  private constructor(private readonly kubernetes: Kubernetes) {
    this.server = createServer((request, response) => {
      void this.answer(request).then(({ code, body }) => {
        response.writeHead(code, { "content-type": "application/json" });
        response.end(JSON.stringify(body));
      });
    });
  }

  static async start(kubernetes: Kubernetes): Promise<ApiServers> {
    const servers = new ApiServers(kubernetes);
    await new Promise<void>((resolve) => servers.server.listen(0, "127.0.0.1", resolve));
    return servers;
  }

  /** The `host` of a cluster's API server. */
  address(clusterArn: string): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/clusters/${clusterArn}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage): Promise<{ readonly code: number; readonly body: object }> {
    try {
      const text = Buffer.concat(await request.toArray()).toString("utf8");
      const body = this.handle(request, text === "" ? {} : JSON.parse(text));
      return { code: request.method === "POST" ? 201 : 200, body };
    } catch (error) {
      const reason = error instanceof Refused ? error.code : "InternalError";
      const code = CODES[reason] ?? 500;
      const message = error instanceof Error ? error.message : `${error}`;
      return { code, body: { kind: "Status", apiVersion: "v1", status: "Failure", message, reason, code } };
    }
  }

  private handle({ method, url = "" }: IncomingMessage, body: unknown): object {
    // without secrets of service accounts, which servers before 1.24 make
    if (/^\/clusters\/[^/]+\/[^/]+\/version\b/.test(url)) return { major: "1", minor: "33", gitVersion: "v1.33.0" };
    const target = targetOf(url);
    const { cluster, kind, apiVersion, namespace, name } = target;
    if (method === "POST") {
      const { metadata, ...sent } = body as KubernetesObject;
      const object = { ...sent, kind, metadata: { ...metadata, ...(namespace ? { namespace } : {}) } };
      return served(this.kubernetes.create(cluster, object), apiVersion);
    }
    const found = name === undefined ? undefined : this.kubernetes.get(cluster, kind, namespace, name);
    if (!found) throw new Refused("NotFound", `${kind.toLowerCase()}s "${name}" not found`);
    switch (method) {
      case "GET":
        return served(found, apiVersion);
      case "PATCH":
        return served(this.kubernetes.replace(cluster, patched(found, body as readonly Operation[])), apiVersion);
      case "DELETE":
        this.kubernetes.remove(cluster, kind, namespace, found.metadata.name);
        return { kind: "Status", apiVersion: "v1", status: "Success" };
      default:
        throw new Refused("MethodNotAllowed", "the server does not allow this method on the requested resource");
    }
  }
}

/** @param url `/clusters/ARN/apis/apps/v1/namespaces/NAMESPACE/deployments/NAME`, or `…/api/v1/namespaces/NAME` */
function targetOf(url: string): Target {
  const [, cluster = "", path = ""] =
    /^\/clusters\/(arn:[^/]+\/[^/]+)\/(?:api|apis\/[\w.]+)\/v1\/([^?]*)/.exec(url) ?? [];
  const parts = path.split("/");
  const inNamespace = parts[0] === "namespaces" && parts.length > 2;
  const [plural = "", name] = inNamespace ? parts.slice(2) : parts;
  const type = KINDS.get(plural);
  if (!type) throw new Refused("NotFound", "the server could not find the requested resource");
  return { cluster, ...type, namespace: inNamespace ? parts[1] : undefined, name };
}
