import { allow, BUCKET, type Json } from "../../support/documents";
import { podWorld, proofOf } from "../../support/world";

const S3_READ = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
const POD = "clu/ns/sa";
const attach = (policy_arn: string): Json => ({
  aws_iam_role_policy_attachment: { of_aws: { role: "target", policy_arn } },
});
const withPolicy = (policy_arn: string) => podWorld({ b: attach(policy_arn) });

async function grantsOf(world: Readonly<Record<string, Json>>) {
  const { chains } = await proofOf(world);
  return (chains[0]?.hops ?? []).filter(({ id }) => id === "grant");
}
const verdictOf = async (world: Readonly<Record<string, Json>>, action: string) =>
  (await grantsOf(world)).find((hop) => hop.action === action)?.verdict;

describe("A policy that AWS manages", () => {
  test("grants what its text allows", async () => {
    expect(await verdictOf(withPolicy(S3_READ), "s3:List*")).toBe("allowed");
  });

  test.each([
    ["in managed_policy_arns", podWorld({ target: { managed_policy_arns: [S3_READ] } })],
    [
      "by an exclusive list",
      podWorld({
        b: { aws_iam_role_policy_attachments_exclusive: { e: { role_name: "target", policy_arns: [S3_READ] } } },
      }),
    ],
    [
      "by an attachment for several roles",
      podWorld({ b: { aws_iam_policy_attachment: { e: { name: "e", roles: ["target"], policy_arn: S3_READ } } } }),
    ],
    [
      "with the partition interpolated",
      podWorld({
        b: attach("arn:${data.aws_partition.current.partition}:iam::aws:policy/AmazonS3ReadOnlyAccess"),
        stacks: {},
      }),
    ],
  ])("grants it too where it is attached %s", async (_, world) => {
    const b = world["account-b"] as Json;
    const data = { data: { aws_partition: { current: {} } } };
    expect(await verdictOf({ ...world, "account-b": { ...b, ...data } }, "s3:List*")).toBe("allowed");
  });

  test("bounds a role as its permissions boundary", async () => {
    const world = podWorld({
      target: { permissions_boundary: S3_READ },
      grant: [allow("s3:GetObject", `${BUCKET}/*`), allow("s3:PutObject", `${BUCKET}/*`)],
    });
    expect(await verdictOf(world, "s3:GetObject")).toBe("allowed");
    expect(await verdictOf(world, "s3:PutObject")).toBe("denied");
  });

  test("is found below its path, whatever its length", async () => {
    expect(
      await verdictOf(withPolicy("arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"), "s3:ListAllMyBuckets"),
    ).toBe("allowed");
  });

  test("is no mistake of the world's where it names what AWS's list lacks or fits nothing", async () => {
    const grants = await grantsOf(withPolicy("arn:aws:iam::aws:policy/AWSLambda_ReadOnlyAccess"));
    expect(grants.length).toBeGreaterThan(5);
    expect(grants.filter(({ verdict }) => verdict === "denied")).toEqual([]);
  });

  test("denies nothing where its conditions are for others than the pod", async () => {
    const grants = await grantsOf(withPolicy("arn:aws:iam::aws:policy/AmazonFSxFullAccess"));
    expect(grants.length).toBeGreaterThan(20);
    expect(grants.filter(({ verdict }) => verdict === "denied")).toEqual([]);
  });

  test("has conditions on tags and on what is made that name what they rest on", async () => {
    const { chains } = await proofOf(withPolicy("arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy"));
    const [chain] = chains;
    expect(chain?.hops.filter(({ id, verdict }) => id === "grant" && verdict !== "allowed")).toEqual([]);
    expect(chain?.assumptions.map(({ id, subject }) => `${id} ${subject}`)).toEqual(
      expect.arrayContaining([
        "request-carries aws:RequestTag/ebs.csi.aws.com/cluster",
        "resource-not-read ec2:ResourceTag/ebs.csi.aws.com/cluster",
      ]),
    );
  });

  test.each([
    ["that is not carried", "arn:aws:iam::aws:policy/Unheard"],
    ["of another partition", "arn:aws-cn:iam::aws:policy/AmazonS3ReadOnlyAccess"],
  ])("leaves grants unknown %s, and is named", async (_, arn) => {
    const unknown = (await grantsOf(withPolicy(arn))).find(({ verdict }) => verdict === "unknown");
    expect(unknown?.message).toContain(arn);
  });

  test("is not one of another partition, though that has one of the name", async () => {
    const world = JSON.parse(
      JSON.stringify(withPolicy(S3_READ))
        .replaceAll("us-east-1", "cn-north-1")
        .replaceAll(/arn:aws:(?!iam::aws:)/g, "arn:aws-cn:"),
    );
    const unknown = (await grantsOf(world)).find(({ verdict }) => verdict === "unknown");
    expect(unknown?.message).toContain(`${S3_READ}, attached by aws_iam_role_policy_attachment.of_aws, is of another`);
    expect((await grantsOf(world)).map(({ action }) => action)).not.toContain("s3:List*");
  });
});

const cannot = (action: string, on: string) => ({
  expectations: [{ line: 1, pod: POD, verb: "cannot" as const, action, on }],
});

describe("What a pod cannot do", () => {
  const answer = async (world: Readonly<Record<string, Json>>, action: string) => {
    const { chains } = await proofOf(world, cannot(action, `${BUCKET}/x`));
    const [chain] = chains;
    const ids = chain?.assumptions.filter(({ id }) => id === "managed-policy-dated").map(({ subject }) => subject);
    return { met: chain?.expectations[0]?.verdict, access: chain?.access, others: chain?.others, ids };
  };

  test("is as of the date of AWS's text where that alone keeps it from it", async () => {
    expect(await answer(withPolicy(S3_READ), "s3:PutObject")).toMatchObject({
      met: "met",
      others: "conditional",
      ids: [S3_READ],
    });
  });

  test("is certain where its own boundary keeps it from it", async () => {
    const world = podWorld({
      b: {
        ...attach(S3_READ),
        aws_iam_policy: {
          b: {
            name: "b",
            policy: JSON.stringify({ Version: "2012-10-17", Statement: allow(["s3:Get*", "s3:List*"], "*") }),
          },
        },
      },
      target: { permissions_boundary: "${aws_iam_policy.b.arn}" },
    });
    expect(await answer(world, "s3:PutObject")).toMatchObject({ met: "met", ids: [] });
  });

  test("is certain without policies that AWS manages", async () => {
    expect(await answer(podWorld(), "s3:PutObject")).toMatchObject({ met: "met", ids: [] });
  });
});
