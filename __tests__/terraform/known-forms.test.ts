import { readable } from "../../src/unknown/unknown-text";
import { at, readStack } from "./worlds";

const CLUSTER = "${aws_eks_cluster.c.identity[0].oidc[0].issuer}";
const ID = "<s/aws_eks_cluster.c.identity[0].oidc[0].issuer.id>";
const BARE = `oidc.eks.us-east-1.amazonaws.com/id/${ID}`;

/** What `text` is beside the cluster `c` of this form. */
async function textBeside(text: string, cluster: object = {}, region = "us-east-1"): Promise<string> {
  const world = await readStack({
    provider: { aws: [{ region, allowed_account_ids: ["111111111111"] }] },
    variable: { region: {} },
    locals: { issuer: CLUSTER, bare: '${replace(local.issuer, "https://", "")}' },
    resource: { aws_eks_cluster: { c: { name: "c", ...cluster } }, aws_test: { t: { text } } },
  });
  return readable(String(at(world, "aws_test.t").get("text")));
}

describe("of the issuer that EKS gives a cluster all but its id is known", () => {
  test.each([
    ["it is an URL of the cluster's region", "${local.issuer}", `https://${BARE}`],
    ["its scheme is taken off", "${local.bare}", BARE],
    ["its id is its fifth part", '${split("/", local.issuer)[4]}', ID],
    ["its id is its last part", '${element(split("/", local.bare), length(split("/", local.bare)) - 1)}', ID],
    ["an expression finds its id", '${regex("id/([A-F0-9]+)$", local.issuer)[0]}', ID],
    ["its host is taken off", '${trimprefix(local.bare, "oidc.eks.us-east-1.amazonaws.com/id/")}', ID],
    ["what it does not begin with stays", '${trimprefix(local.bare, "oidc.eks.eu-west-1.amazonaws.com/id/")}', BARE],
    [
      "its id stands in the provider's ARN",
      '${replace("arn:aws:iam::111111111111:oidc-provider/${local.bare}", "/^(.*provider/)/", "")}',
      BARE,
    ],
    ["an id of other characters is not found", '${length(regexall("id/[g-z]+$", local.issuer))}', "0"],
  ])("%s", async (_, text, expected) => expect(await textBeside(text)).toBe(expected));

  test("a part of its id is not known", async () =>
    expect(await textBeside('${substr(split("/", local.issuer)[4], 0, 4)}')).not.toBe(ID));

  test("China has a suffix of its own", async () =>
    expect(await textBeside("${local.bare}", {}, "cn-north-1")).toBe(`oidc.eks.cn-north-1.amazonaws.com.cn/id/${ID}`));

  test("of a region that is not known the id is found too", async () => {
    const region = "<s/the region>";
    expect(await textBeside("${local.bare}", {}, "${var.region}")).toBe(`oidc.eks.${region}.amazonaws.com/id/${ID}`);
    expect(await textBeside('${split("/", local.issuer)[4]}', {}, "${var.region}")).toBe(ID);
  });

  test("with IPv6 the host is not known either", async () =>
    expect(await textBeside("${local.bare}", { kubernetes_network_config: { ip_family: "ipv6" } })).toBe(
      "<s/aws_eks_cluster.c.identity[0].oidc[0].issuer>",
    ));
});

describe("a bucket's name that the provider makes has no slash, so that", () => {
  const textOf = async (text: string) => {
    const buckets = { aws_s3_bucket: { b: { bucket_prefix: "logs-" } } };
    const variable = { bucket: {} };
    const world = await readStack({ variable, resource: { ...buckets, aws_test: { t: { text } } } });
    return readable(String(at(world, "aws_test.t").get("text")));
  };
  const ARN = "arn:aws:s3:::logs-<s/aws_s3_bucket.b.bucket>";

  test.each([
    ["its ARN is what is before one", '${split("/", "${aws_s3_bucket.b.arn}/backup")[0]}', ARN],
    ["what is behind it is behind the ARN", '${split("/", "${aws_s3_bucket.b.arn}/backup")[1]}', "backup"],
    ["it is cut off its ARN", '${split(":::", aws_s3_bucket.b.arn)[1]}', "logs-<s/aws_s3_bucket.b.bucket>"],
  ])("%s", async (_, text, expected) => expect(await textOf(text)).toBe(expected));

  test.each(['${split("-", aws_s3_bucket.b.id)[1]}', '${split("/", "arn:aws:s3:::${var.bucket}/backup")[0]}'])(
    "another name, and a part of it, is not known: %s",
    async (text) => expect(await textOf(text)).not.toMatch(/^(logs|arn)/),
  );
});
