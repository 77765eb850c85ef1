import {
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  ListHostedZonesByNameCommand,
  UpdateHostedZoneCommentCommand,
} from "@aws-sdk/client-route-53";
import { type Given, type Kind, tagList } from "./kind";

interface Zone {
  readonly name: string;
  readonly comment: string;
  readonly tags: Readonly<Record<string, string>>;
}

const idOf = (id: string | undefined): string => id?.replace(/^\/hostedzone\//, "") ?? "";

const given = (partition: string, name: string, id: string | undefined): Given => ({
  id: idOf(id),
  zone_id: idOf(id),
  name,
  arn: `arn:${partition}:route53:::hostedzone/${idOf(id)}`,
});

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route53_zone: a public one. */
export const zone: Kind<Zone> = {
  read: (settings) => ({
    name: settings.text("name"),
    comment: settings.optional("comment") ?? "Managed by Terraform",
    tags: settings.map("tags"),
  }),
  replacedBy: ["name"],
  async create({ aws, partition }, { name, comment }) {
    const made = await aws.route53.send(
      new CreateHostedZoneCommand({
        Name: name,
        CallerReference: `terraform-${Date.now()}`,
        HostedZoneConfig: { Comment: comment },
      }),
    );
    return given(partition, name, made.HostedZone?.Id);
  },
  async find({ aws, partition }, { name }) {
    const { HostedZones = [] } = await aws.route53.send(new ListHostedZonesByNameCommand({ DNSName: name }));
    const found = HostedZones.find(({ Name }) => Name === name.replace(/\.?$/, "."));
    return found && given(partition, name, found.Id);
  },
  async settle({ aws }, { tags }, { zone_id: ResourceId }) {
    if (Object.keys(tags).length > 0)
      await aws.route53.send(
        new ChangeTagsForResourceCommand({ ResourceType: "hostedzone", ResourceId, AddTags: tagList(tags) }),
      );
  },
  async update({ aws }, { comment, tags }, was, { zone_id: ResourceId }) {
    await aws.route53.send(new UpdateHostedZoneCommentCommand({ Id: ResourceId, Comment: comment }));
    const old = Object.keys(was.tags).filter((key) => !(key in tags));
    if (old.length + Object.keys(tags).length === 0) return;
    await aws.route53.send(
      new ChangeTagsForResourceCommand({
        ResourceType: "hostedzone",
        ResourceId,
        ...(old.length > 0 ? { RemoveTagKeys: old } : {}),
        ...(Object.keys(tags).length > 0 ? { AddTags: tagList(tags) } : {}),
      }),
    );
  },
  async remove({ aws }, _, { zone_id: Id }) {
    await aws.route53.send(new DeleteHostedZoneCommand({ Id }));
  },
};
