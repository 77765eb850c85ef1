import type { Problem } from "../../rules";
import { type DraftPlacement, holdersOf } from "../placement";
import { type CheckContext, checkReference, nameAtPath, problemIf, resourceCalled } from "./check-context";
import { resourceOf } from "./grants";
import { hasFloatingTag } from "./image";
import { checkProfileVariables } from "./targets";

/**
 * Variables that conflict with the credentials that EKS gives a pod: static keys, which SDKs prefer, and
 * those that EKS sets itself.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
const CREDENTIALS = [
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_PROFILE",
  "AWS_SHARED_CREDENTIALS_FILE",
  "AWS_ROLE_ARN",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
];

export function checkDeployment({ config, omitted }: CheckContext, placement: DraftPlacement): readonly Problem[] {
  const { key, workload } = placement;
  const { deployment } = workload;
  if (!deployment) return [];
  const path = ["workloads", key, "deployment"];
  const { serviceAccountName, image, labels, env = {}, bucketEnv = {} } = deployment;
  const granted = holdersOf(placement).flatMap(({ grants }) => grants.flatMap((grant) => resourceOf(grant) ?? []));
  const refused = workload.targets ? CREDENTIALS.filter((name) => name !== "AWS_PROFILE") : CREDENTIALS;
  const { BUCKET_NAME: named } = env;
  const names = granted.map((resource) => resourceCalled(config, resource)?.name?.text);
  const other = serviceAccountName !== undefined && serviceAccountName !== workload.serviceAccount;
  return [
    ...problemIf(other && workload.serviceAccount !== undefined, {
      rule: "deployment-service-account",
      path: [...path, "serviceAccountName"],
      found: `"${serviceAccountName}"`,
      expected: `"${workload.serviceAccount}", the workload's own`,
    }),
    ...problemIf(image !== undefined && hasFloatingTag(image), {
      rule: "image-floating",
      path: [...path, "image"],
      found: `${image}`,
    }),
    ...problemIf(labels !== undefined && Object.keys(labels).length === 0 && !omitted([...path, "labels"]), {
      rule: "too-few",
      path: [...path, "labels"],
      found: "an empty map",
    }),
    ...problemIf(named !== undefined && granted.length > 0 && !names.includes(named), {
      rule: "bucket-env-mismatch",
      path: [...path, "env", "BUCKET_NAME"],
      found: `"${named}"`,
    }),
    ...Object.entries({ env, bucketEnv }).flatMap(([map, variables]) =>
      Object.keys(variables).flatMap((name) =>
        problemIf(refused.includes(name.toUpperCase()), {
          rule: "env-credentials",
          path: [...path, map, name],
          at: "key",
          found: name,
        }),
      ),
    ),
    ...checkProfileVariables(placement, env, [...path, "env"]),
    ...Object.entries(bucketEnv).flatMap(([name, resource]) => {
      const at = [...path, "bucketEnv", name];
      const missing = checkReference(config, "resources", nameAtPath(resource, ...at));
      if (missing.length > 0 || resource === undefined) return missing;
      return [
        ...problemIf(!granted.includes(resource), {
          rule: "unknown-reference",
          path: at,
          found: `"${resource}"`,
          expected: "a resource that the workload is granted",
          fix: "Grant it to the workload, or remove the variable.",
        }),
        ...problemIf(env[name] !== undefined, {
          rule: "exactly-one",
          path: at,
          at: "key",
          found: `${name} in env and in bucketEnv`,
          expected: "one of env and bucketEnv",
        }),
      ];
    }),
  ];
}
