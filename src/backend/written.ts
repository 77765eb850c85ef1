/** A backend as a root module has it. */
export interface WrittenBackend {
  /** `cloud` for a cloud block. */
  readonly type: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The backend that Terraform JSON configures; undefined where it has none. */
export function writtenBackend(root: unknown): WrittenBackend | undefined {
  const blocks = listed(root).flatMap((file) => listed(file.terraform));
  const [cloud] = blocks.flatMap((block) => listed(block.cloud));
  if (cloud) return { type: "cloud", settings: cloud };
  const [backend] = blocks.flatMap((block) => listed(block.backend)).flatMap((byType) => Object.entries(byType));
  return backend && { type: backend[0], settings: listed(backend[1])[0] ?? {} };
}

type Block = Readonly<Record<string, unknown>>;

/** The maps that a block of Terraform JSON is: one, or several in a list. */
const listed = (value: unknown): readonly Block[] =>
  (Array.isArray(value) ? value : [value]).filter((one): one is Block => typeof one === "object" && one !== null);

/** Types of backends that HCL configures, whose label may stand without quotes; what stands in comments of several lines counts, too. */
export const typesInHcl = (text: string): readonly string[] =>
  [...text.matchAll(/^\s*(?:backend\s+"?([\w-]+)"?\s*\{|(cloud)\s*\{)/gm)].map(
    ([, type, cloud]) => type ?? cloud ?? "",
  );

/** A state for people: `s3://bucket/key`, `organization/workspace`, or its backend. */
export function placeOf({ type, settings }: WrittenBackend): string {
  const { bucket, key, organization, hostname, workspaces } = settings;
  if (type === "s3" && typeof bucket === "string") return `s3://${bucket}/${key ?? ""}`;
  const [workspace] = listed(workspaces);
  if (type === "cloud" && typeof organization === "string")
    return [...(hostname ? [hostname] : []), organization, workspace?.name ?? ""].join("/");
  return `backend ${type}`;
}
