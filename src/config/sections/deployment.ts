import { z } from "zod";
import * as t from "../text-types";

const caller = z
  .strictObject({
    namespace: t.objectName.optional().describe("Pods of a namespace."),
    labels: z
      .record(t.podLabelKey, t.podLabel)
      .optional()
      .describe("Only pods with these labels; without a namespace, in the workload's own."),
    cidr: t.cidr.optional().describe("Addresses outside the cluster, such as a load balancer's subnet: 10.0.0.0/16."),
  })
  .describe("Pods by namespace or labels or both, or addresses by cidr.");

const jwt = z.strictObject({
  issuer: t.issuer.optional().describe("Issuer of the tokens, whose keys it publishes. Default: the cluster's."),
  audience: t.someText.describe("Audience that the token names, such as s3-api."),
  subjects: z
    .array(t.listed("jwt-subject"))
    .min(1, "too-few")
    .describe("Subjects of which it names one; * stands for any text, as in system:serviceaccount:web:*."),
});

/** A workload's Deployment. Its settings beside Kubernetes' own are environment variables of services/s3-api. */
export const deployment = z.strictObject({
  name: t.objectName.optional().describe("Name of the Deployment and the Service. Default: the workload's key."),
  image: t.image.describe(
    "The image, best by digest: a tag can be moved to another program. It must set a numeric user other than root.",
  ),
  replicas: z
    .int()
    .min(0)
    .max(1000)
    .default(2)
    .describe("Two and more are spread over zones and nodes, and evicted one at a time. Default: 2."),
  labels: z
    .record(t.podLabelKey, t.podLabel)
    .optional()
    .describe("Labels of its pods, by which it selects them. Default: app with its name."),
  port: t.port.default(8080).describe("Port it listens on. Default: 8080."),
  probePort: t.port
    .optional()
    .describe("Port of its probes and metrics, and PROBE_PORT; services/s3-api has 8081. Default: that of port."),
  env: z.record(t.envName, z.string()).optional().describe("Environment variables. No credentials: EKS provides them."),
  bucketEnv: z
    .record(t.envName, t.entryReference)
    .optional()
    .describe(
      "Variables that hold names of buckets, by key of the resource. Default: BUCKET_NAME, where there is one bucket.",
    ),
  serviceAccountName: t.serviceAccount.optional().describe("Default: the workload's; any other is refused."),
  liveness: t.httpPath
    .default("/healthz")
    .describe("Path of the liveness probe, and of the startup probe. Default: /healthz."),
  readiness: t.httpPath.default("/readyz").describe("Path of the readiness probe. Default: /readyz."),
  drainDelaySeconds: z
    .int()
    .min(0)
    .max(600)
    .default(3)
    .describe(
      "How long it goes on accepting requests after SIGTERM, until no load balancer sends any: DRAIN_DELAY_MS, and part of the grace period. Default: 3.",
    ),
  drainTimeoutSeconds: z
    .int()
    .min(0)
    .max(3600)
    .default(25)
    .describe(
      "How long requests may then take to end: DRAIN_TIMEOUT_MS, and part of the grace period, which is five seconds more than both. Default: 25.",
    ),
  cpu: t.quantity.default("100m").describe("CPU request. Default: 100m."),
  memory: t.quantity.default("384Mi").describe("Memory request and limit. Default: 384Mi."),
  service: z.boolean().default(false).describe("Whether to create a Service for it, on port 80. Default: false."),
  networkPolicy: z
    .boolean()
    .default(true)
    .describe(
      "Whether to create a NetworkPolicy, so that only callers reach its pods where the cluster enforces it. false: every pod that reaches it reads all that the role may. Default: true.",
    ),
  callers: z
    .array(caller)
    .min(1, "too-few")
    .optional()
    .describe("Who may call it. Default: the pods of its namespace."),
  scrapers: z
    .array(caller)
    .min(1, "too-few")
    .optional()
    .describe("Who may reach its probePort, for metrics; the kubelet's probes need no entry. Default: nobody."),
  keyPrefixes: z
    .array(t.listed("key-prefix"))
    .min(1, "too-few")
    .optional()
    .describe("The only beginnings of object keys that it serves: KEY_PREFIXES. Default: all keys."),
  jwt: jwt
    .optional()
    .describe(
      "Tokens that it requires of callers, such as service account tokens of the cluster: JWT_ISSUER, JWT_AUDIENCE, JWT_SUBJECT. Default: none.",
    ),
});
