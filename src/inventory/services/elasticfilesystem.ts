import type { Service } from "./service";

/**
 * The policy that AWS gives a file system lets in whoever gets to a mount target. What its key is for needs no permission
 * of who mounts it.
 * @see https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
 */
export const ELASTIC_FILE_SYSTEM: Service = {
  service: "elasticfilesystem",
  type: "aws_efs_file_system",
  name: "id",
  ids: ["id", "arn"],
  policy: { type: "aws_efs_file_system_policy", by: "file_system_id" },
  arn: "file-system/",
  openByDefault: true,
};
