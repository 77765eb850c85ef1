import { lazy } from "../../collections/lazy";
import type { ServiceAccount, UnreadManifest, UnreadObjects } from "../inventory";
import type { ResourceIndex } from "../resource-index";
import { annotatingModules } from "../unread-modules";
import { accountElsewhere, notDescribed } from "./account";
import { addOnAccounts } from "./add-on";
import { annotationClashes } from "./annotation-clashes";
import { carriedAccounts } from "./carriers";
import { declaredAccounts } from "./declared";
import { releaseAccounts } from "./helm";
import { type Manifest, manifestAccounts } from "./manifests";

export interface ServiceAccounts {
  readonly serviceAccounts: readonly ServiceAccount[];
  /** Another one of the world that says something else of the same service account. */
  readonly annotationClash: (account: ServiceAccount) => ServiceAccount | undefined;
  /** What may hold annotated service accounts, and is not read. */
  readonly unreadObjects: readonly UnreadObjects[];
  readonly unreadManifests: readonly UnreadManifest[];
}

/** What commands make of service accounts, and of objects of clusters. */
interface Commanded {
  readonly serviceAccounts: readonly ServiceAccount[];
  readonly unreadManifests: readonly UnreadManifest[];
}

export function serviceAccountsOf(
  resources: ResourceIndex,
  read: () => readonly Manifest[],
  commands: Commanded,
): ServiceAccounts {
  const manifests = lazy(() => manifestAccounts(resources, read()));
  const releases = lazy(() => releaseAccounts(resources, manifests().objects));
  const accounts = lazy(() => [
    ...declaredAccounts(resources),
    ...resources.managed("aws_eks_addon", "awscc_eks_addon").flatMap((resource) => addOnAccounts(resources, resource)),
    ...manifests().accounts,
    ...releases().accounts,
    ...carriedAccounts(resources, manifests().objects),
    ...commands.serviceAccounts,
    ...annotatingModules(resources).map(({ resource, unknown }) =>
      accountElsewhere(resource, notDescribed(unknown), unknown),
    ),
  ]);
  return {
    annotationClash: annotationClashes(resources, accounts),
    get serviceAccounts() {
      return accounts();
    },
    get unreadObjects() {
      return [...manifests().unread, ...releases().unread, ...commands.unreadManifests];
    },
    get unreadManifests() {
      return [...manifests().unread, ...commands.unreadManifests];
    },
  };
}
