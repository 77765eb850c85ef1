import { decoded } from "./request";

/** The operations of EKS and EKS Auth by method and path, as their API models have them. */
const ROUTES: readonly (readonly [method: string, path: string, operation: string])[] = [
  ["GET", "/clusters", "ListClusters"],
  ["POST", "/clusters", "CreateCluster"],
  ["GET", "/clusters/{name}", "DescribeCluster"],
  ["DELETE", "/clusters/{name}", "DeleteCluster"],
  ["POST", "/clusters/{clusterName}/assume-role-for-pod-identity", "AssumeRoleForPodIdentity"],
  ["GET", "/clusters/{clusterName}/addons", "ListAddons"],
  ["POST", "/clusters/{clusterName}/addons", "CreateAddon"],
  ["GET", "/clusters/{clusterName}/addons/{addonName}", "DescribeAddon"],
  ["DELETE", "/clusters/{clusterName}/addons/{addonName}", "DeleteAddon"],
  ["POST", "/clusters/{clusterName}/addons/{addonName}/update", "UpdateAddon"],
  ["GET", "/addons/supported-versions", "DescribeAddonVersions"],
  ["GET", "/clusters/{clusterName}/pod-identity-associations", "ListPodIdentityAssociations"],
  ["POST", "/clusters/{clusterName}/pod-identity-associations", "CreatePodIdentityAssociation"],
  ["GET", "/clusters/{clusterName}/pod-identity-associations/{associationId}", "DescribePodIdentityAssociation"],
  ["POST", "/clusters/{clusterName}/pod-identity-associations/{associationId}", "UpdatePodIdentityAssociation"],
  ["DELETE", "/clusters/{clusterName}/pod-identity-associations/{associationId}", "DeletePodIdentityAssociation"],
  ["GET", "/tags/{resourceArn}", "ListTagsForResource"],
  ["POST", "/tags/{resourceArn}", "TagResource"],
  ["DELETE", "/tags/{resourceArn}", "UntagResource"],
];

/** The operation of a request, and what its path names. */
export function routeOf(
  method: string,
  path: string,
): { readonly operation: string; readonly params: Readonly<Record<string, string>> } | undefined {
  const parts = path.replace(/\/$/, "").split("/").map(decoded);
  for (const [wanted, template, operation] of ROUTES) {
    const names = template.split("/");
    const rest = names.at(-1) === "{resourceArn}" ? [...parts.slice(0, 2), parts.slice(2).join("/")] : parts;
    if (wanted !== method || names.length !== rest.length) continue;
    if (!names.every((name, index) => name.startsWith("{") || name === rest[index])) continue;
    const named = names.flatMap((name, index) =>
      name.startsWith("{") ? [[name.slice(1, -1), rest[index] ?? ""]] : [],
    );
    return { operation, params: Object.fromEntries(named) };
  }
  return undefined;
}
