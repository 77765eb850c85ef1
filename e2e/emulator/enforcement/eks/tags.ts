import { AwsError } from "../../types";
import type { Asked, Handler } from "../enforcement";
import { type Associations, associationArn } from "./associations";
import type { Clusters } from "./clusters";

type Tags = Readonly<Record<string, string>>;

/** A cluster or association that has tags. */
interface Tagged {
  readonly tags: Tags;
  set(tags: Tags): void;
}

/** Tags of clusters and associations by their ARNs. */
export function tagHandlers(
  clusters: Clusters,
  associations: Associations,
  allow: (asked: Asked, arn: string) => Promise<unknown>,
): Readonly<Record<string, Handler>> {
  /** @throws AwsError NotFoundException */
  async function tagged(asked: Asked): Promise<Tagged> {
    const arn = String(asked.params.resourceArn);
    await allow(asked, asked.operation === "ListTagsForResource" ? clusterArnOf(arn) : arn);
    const [, , , region = "", account = ""] = arn.split(":");
    for (const cluster of clusters.in({ account, region })) {
      if (cluster.arn === arn) return { tags: cluster.tags, set: (tags) => clusters.setTags(cluster, tags) };
      const found = associations.of(cluster).find((each) => associationArn(each) === arn);
      if (found) return { tags: found.tags, set: (tags) => associations.setTags(found, tags) };
    }
    throw new AwsError("NotFoundException", `Resource was not found for ${arn}`, 404);
  }

  return {
    "eks:ListTagsForResource": async (asked) => ({ tags: (await tagged(asked)).tags }),
    "eks:TagResource": async (asked) => {
      const { tags, set } = await tagged(asked);
      set({ ...tags, ...(asked.params.tags as Tags) });
      return {};
    },
    "eks:UntagResource": async (asked) => {
      const { tags, set } = await tagged(asked);
      const gone = [asked.params.tagKeys ?? []].flat();
      set(Object.fromEntries(Object.entries(tags).filter(([key]) => !gone.includes(key))));
      return {};
    },
  };
}

/**
 * The ARN itself, or its cluster's where it is an association's: for those alone AWS lists no eks:ListTagsForResource.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html
 */
const clusterArnOf = (arn: string): string => arn.replace(/:podidentityassociation\/([^/]+)\/.*$/, ":cluster/$1");
