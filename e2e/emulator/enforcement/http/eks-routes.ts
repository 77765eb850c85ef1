import { type Route, type Routed, routeIn } from "./routes";

/** The operations of EKS and EKS Auth by method and path, as their API models have them. */
const ROUTES: readonly Route[] = [
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
export const routeOf = (method: string, path: string): Routed | undefined => routeIn(ROUTES, method, path);
