import { explainedProof } from "../../src/proof/prove";
import { A, allow, B, BUCKET, document, type Json, PRIMARY, TARGET } from "../support/documents";
import { BY_ARN, goingOn } from "../support/second-roles";
import { chainOf, hopIn, intruderIn, intrudersIn, podWorld, proofOf, stackIn, withWorld } from "../support/world";

type Resources = Readonly<Record<string, Json>>;

const KEY = `arn:aws:kms:us-east-1:${B}:key/1234`;
const ANYBODY = document({ Effect: "Deny", Principal: "*", Action: "*", Resource: "*" });

const of = (resources: Resources): Json => resources;
const inB = (type: string, one: Json, name = "one"): { readonly b: Json } => ({ b: of({ [type]: { [name]: one } }) });

/** The verdicts of the grants, whether one of the near roles gets in, and why a grant is unknown. */
async function about(world: Parameters<typeof podWorld>[0]) {
  const chain = chainOf(await proofOf(podWorld(world)));
  const { code, message } = chain.hops.find(({ id, verdict }) => id === "grant" && verdict !== "allowed") ?? {};
  return { grant: hopIn(chain, "grant"), others: intruderIn(chain, "other-role"), code, message, chain };
}

const LET_IN = { grant: "allowed", others: "unknown", code: undefined };
const EITHER = { grant: "unknown", others: "unknown", code: "type-not-read" };
const NOTHING = { grant: "allowed", others: "denied", code: undefined };

describe("of a bucket of the chain", () => {
  const bucket = "${aws_s3_bucket.data.id}";

  test.each<[string, string, Json, object]>([
    ["an access point lets others in", "aws_s3_access_point", { bucket, name: "ap" }, LET_IN],
    ["a public access control list lets others in", "aws_s3_bucket_acl", { bucket, acl: "public-read" }, LET_IN],
    ["a private access control list changes nothing", "aws_s3_bucket_acl", { bucket, acl: "private" }, NOTHING],
    [
      "ownership that only apply decides is not known",
      "aws_s3_bucket_ownership_controls",
      { bucket, rule: { object_ownership: "${var.bucket}" } },
      EITHER,
    ],
    [
      "ownership of whoever writes an object is assumed to let nobody else in",
      "aws_s3_bucket_ownership_controls",
      { bucket, rule: { object_ownership: "ObjectWriter" } },
      NOTHING,
    ],
    [
      "ownership that leaves them off changes nothing",
      "aws_s3_bucket_ownership_controls",
      { bucket, rule: { object_ownership: "BucketOwnerEnforced" } },
      NOTHING,
    ],
    ["an object with a key of its own is not known", "aws_s3_object", { bucket, key: "k", kms_key_id: KEY }, EITHER],
    ["an object without anything of its own changes nothing", "aws_s3_object", { bucket, key: "k" }, NOTHING],
    ["a type of another provider with the same work is not known", "awscc_s3_bucket_policy", { bucket }, EITHER],
    ["a type that no list has is not known by its name", "aws_s3_new_share", { bucket_name: bucket }, EITHER],
    ["a type that no list has and whose name says nothing changes nothing", "aws_s3_new_thing", { bucket }, NOTHING],
    ["versions change nothing", "aws_s3_bucket_versioning", { bucket }, NOTHING],
    [
      "an access point of another bucket changes nothing",
      "aws_s3_access_point",
      { bucket: "other", name: "ap" },
      NOTHING,
    ],
    [
      "an access point of a bucket that is not known may be this one's",
      "aws_s3_access_point",
      { bucket: "${var.bucket}", name: "ap" },
      LET_IN,
    ],
    [
      "a policy of an access point that is not in the world may be one of its own",
      "aws_s3control_access_point_policy",
      { access_point_arn: `arn:aws:s3:us-east-1:${B}:accesspoint/ap` },
      LET_IN,
    ],
  ])("%s", async (_, type, one, stated) => {
    const world = podWorld(inB(type, one));
    const stack = { ...world["account-b"], variable: { bucket: {} } };
    const chain = chainOf(await proofOf({ ...world, "account-b": stack }));
    const { code } = chain.hops.find(({ id, verdict }) => id === "grant" && verdict !== "allowed") ?? {};
    expect({ grant: hopIn(chain, "grant"), others: intruderIn(chain, "other-role"), code }).toEqual(stated);
  });

  test("what writers of objects may do with them is an assumption, by its resource's address", async () => {
    const controls = { bucket, rule: { object_ownership: "BucketOwnerPreferred" } };
    const { chain } = await about(inB("aws_s3_bucket_ownership_controls", controls));
    expect(chain.verdict).toBe("conditional");
    const [assumption] = chain.assumptions.filter(({ id }) => id === "not-modelled");
    expect(assumption?.subject).toBe("account-b/aws_s3_bucket_ownership_controls.one");
    expect(assumption?.for).toEqual(expect.arrayContaining(["grant", "other-role", "other-account", "anonymous"]));
  });

  test("beside an access control list that lets others in, they are let in", async () => {
    const { others } = await about({
      b: of({
        aws_s3_bucket_ownership_controls: { one: { bucket, rule: { object_ownership: "ObjectWriter" } } },
        aws_s3_bucket_acl: { one: { bucket, acl: "public-read" } },
      }),
    });
    expect(others).toBe("unknown");
  });

  test("the answer names the type, the resource and the stack", async () => {
    const { message, chain } = await about(inB("aws_s3_object", { bucket, key: "k", kms_key_id: KEY }));
    expect(message).toContain("aws_s3_object.one of stack account-b");
    expect(chain.hops.find(({ code }) => code === "type-not-read")?.location?.pointer).toContain("aws_s3_object");
    const through = chain.intruders.find(({ id }) => id === "anonymous")?.through ?? [];
    expect(through.map((one) => one.document)).toEqual(["aws_s3_object.one of stack account-b"]);
  });

  test("an account of its own that the world does not show is no other's", async () => {
    const elsewhere = stackIn(A, { aws_s3_access_point: { one: { bucket: "${var.bucket}", name: "ap" } } });
    const found = await about({ stacks: { more: { ...elsewhere, variable: { bucket: {} } } } });
    expect(found).toMatchObject(NOTHING);
  });

  test("a grant denied for want of a policy is unknown where something unread could give it", async () => {
    const { chain } = await about({
      grant: allow("s3:GetObject", "arn:aws:s3:::far/*"),
      stacks: {
        "account-c": stackIn("333333333333", {
          aws_s3_bucket: { far: { bucket: "far" } },
          aws_s3_object: { one: { bucket: "far", key: "k", acl: "public-read" } },
        }),
      },
    });
    expect(hopIn(chain, "grant")).toBe("unknown");
  });
});

describe("of what is granted and not in the world", () => {
  const STREAM = `arn:aws:kinesis:us-east-1:${B}:stream/st`;
  const put = { grant: allow("kinesis:PutRecord", STREAM) };
  const policyOf = (arn: string) => inB("aws_kinesis_resource_policy", { resource_arn: arn, policy: ANYBODY });

  test("a policy of the stream is not known", async () => {
    expect(await about({ ...put, ...policyOf(STREAM) })).toMatchObject(EITHER);
  });

  test("a policy of another stream changes nothing", async () => {
    expect(await about({ ...put, ...policyOf(`${STREAM}-2`) })).toMatchObject(NOTHING);
  });

  test("a pattern stands for all that it matches", async () => {
    const grant = allow("kinesis:PutRecord", STREAM.replace(/st$/, "*"));
    expect(await about({ grant, ...policyOf(STREAM) })).toMatchObject(EITHER);
  });

  test("a permission of a function lets others in", async () => {
    const grant = allow("lambda:InvokeFunction", `arn:aws:lambda:us-east-1:${B}:function:f`);
    const permission = { function_name: "f", principal: "*", action: "lambda:InvokeFunction" };
    expect(await about({ grant, ...inB("aws_lambda_permission", permission) })).toMatchObject(LET_IN);
  });

  test.each<[string, Json, string, string]>([
    [
      "aws_cloudwatch_event_bus_policy",
      { event_bus_name: "b" },
      "events:PutEvents",
      "events:us-east-1:ACCOUNT:event-bus/b",
    ],
    ["aws_cloudwatch_event_bus_policy", {}, "events:PutEvents", "events:us-east-1:ACCOUNT:event-bus/default"],
    ["aws_ses_identity_policy", { identity: "x.org" }, "ses:SendEmail", "ses:us-east-1:ACCOUNT:identity/x.org"],
    [
      "aws_sesv2_email_identity_policy",
      { email_identity: "x.org" },
      "ses:SendEmail",
      "ses:us-east-1:ACCOUNT:identity/*",
    ],
    [
      "aws_codeartifact_repository_permissions_policy",
      { domain: "d", repository: "r" },
      "codeartifact:ReadFromRepository",
      "codeartifact:us-east-1:ACCOUNT:repository/d/r",
    ],
    [
      "aws_glacier_vault",
      { name: "v", access_policy: ANYBODY },
      "glacier:UploadArchive",
      "glacier:us-east-1:ACCOUNT:vaults/v",
    ],
    [
      "aws_api_gateway_rest_api_policy",
      { rest_api_id: "a1" },
      "execute-api:Invoke",
      "execute-api:us-east-1:ACCOUNT:a1/*",
    ],
    ["aws_api_gateway_rest_api", { policy: ANYBODY }, "execute-api:Invoke", "execute-api:us-east-1:ACCOUNT:*/*/GET/x"],
    ["aws_prometheus_resource_policy", { workspace_id: "w" }, "aps:RemoteWrite", "aps:us-east-1:ACCOUNT:workspace/w"],
  ])("a policy that %s %o gives it is not known", async (type, one, action, arn) => {
    const grant = allow(action, `arn:aws:${arn.replace("ACCOUNT", B)}`);
    expect(await about({ grant, ...inB(type, one) })).toMatchObject(EITHER);
  });

  const QUEUE = `arn:aws:sqs:us-east-1:${B}:q`;
  const queued = async (url: string, resources: readonly string[] = [QUEUE]) => {
    const world = podWorld({
      grant: allow("sqs:SendMessage", resources),
      ...inB("aws_sqs_queue_policy", { queue_url: url, policy: ANYBODY }),
    });
    const more = { variable: { url: {} }, module: { m: { source: "./m" } } };
    const made = {
      resource: { aws_sqs_queue: { q: { name: "other" } } },
      output: { url: { value: "${aws_sqs_queue.q.url}" } },
    };
    const files = { ...world, "account-b": { ...world["account-b"], ...more }, "account-b/m": made };
    const chain = chainOf(await proofOf(files, {}));
    return { grant: hopIn(chain, "grant"), others: intruderIn(chain, "other-role") };
  };

  test("a policy that is read, of a queue that an input names, may be this one's", async () => {
    expect(await queued("${var.url}")).toEqual({ grant: "unknown", others: "unknown" });
    expect(await queued("${var.url}", ["*"])).toEqual({ grant: "unknown", others: "unknown" });
  });

  test("a policy of a queue that a module makes is that queue's", async () => {
    expect(await queued("${module.m.url}")).toEqual({ grant: "allowed", others: "denied" });
  });
});

describe("of a role of the chain", () => {
  const hopsWith = async (a: Json, b: Json = {}) =>
    Object.fromEntries(chainOf(await proofOf(podWorld({ a, b }))).hops.map(({ id, verdict }) => [id, verdict]));

  test("a type that no list has leaves its trust and its permissions open", async () => {
    const hops = await hopsWith(of({ aws_iam_new_boundary: { one: { role: "${aws_iam_role.primary.name}" } } }));
    expect(hops).toMatchObject({
      "primary-trust": "unknown",
      "primary-permission": "unknown",
      "target-trust": "allowed",
    });
  });

  test("a role of that name in another account is another role", async () => {
    const hops = await hopsWith({}, of({ aws_iam_new_boundary: { one: { role: "primary" } } }));
    expect(hops).toMatchObject({ "primary-trust": "allowed", "primary-permission": "allowed" });
  });

  test("an access entry of EKS changes nothing", async () => {
    const entry = { cluster_name: "clu", principal_arn: PRIMARY };
    expect(await hopsWith(of({ aws_eks_access_entry: { one: entry } }))).toMatchObject({ "primary-trust": "allowed" });
  });

  test("permissions of Lake Formation change what it gets of the data catalog, and nothing else", async () => {
    const permissions = inB("aws_lakeformation_permissions", { principal: TARGET, permissions: ["ALL"] });
    expect(await about(permissions)).toMatchObject(NOTHING);
    const catalog = allow("glue:GetTable", `arn:aws:glue:us-east-1:${B}:table/d/t`);
    expect((await about({ ...permissions, grant: catalog })).grant).toBe("unknown");
  });

  test("a count that is not known leaves open what it is allowed", async () => {
    const world = podWorld({ target: { count: "${var.some}" } });
    const stack = { ...world["account-b"], variable: { some: {} } };
    const chain = chainOf(await proofOf({ ...world, "account-b": stack }));
    expect([hopIn(chain, "target-trust"), hopIn(chain, "grant"), chain.access]).toEqual([
      "unknown",
      "unknown",
      "unknown",
    ]);
  });

  test("a cluster on Outposts leaves its association open", async () => {
    const outpost = { outpost_arns: ["arn"], control_plane_instance_type: "m5.large" };
    const hops = await hopsWith(of({ aws_eks_cluster: { clu: { name: "clu", outpost_config: outpost } } }));
    expect(hops).toMatchObject({ association: "unknown" });
  });
});

describe("of an account of the chain", () => {
  const assumedWith = async (b: Json, account = B) => {
    const world = podWorld();
    const more = stackIn(account, b);
    const { assumptions } = chainOf(await proofOf({ ...world, more }));
    return assumptions.filter(({ id }) => id === "not-modelled").map(({ subject }) => subject);
  };
  const glue = { aws_glue_resource_policy: { one: { policy: ANYBODY }, two: { policy: ANYBODY } } };

  test("a policy of the whole account is one assumption for its type", async () => {
    expect(await assumedWith(glue)).toEqual([`aws_glue_resource_policy@${B}`]);
  });

  test("one of an account that the chain has nothing to do with is none", async () => {
    expect(await assumedWith(glue, "333333333333")).toEqual([]);
  });

  test("an endpoint's policy is one where the chain uses its service", async () => {
    const endpoint = (service: string) => ({
      aws_vpc_endpoint: { one: { service_name: `com.amazonaws.us-east-1.${service}`, policy: ANYBODY } },
    });
    expect(await assumedWith(endpoint("s3"))).toEqual([`aws_vpc_endpoint@${B}`]);
    expect(await assumedWith(endpoint("sqs"))).toEqual([]);
  });

  test("a template is one where it names something of the chain", async () => {
    const stack = (text: string) => ({ aws_cloudformation_stack: { one: { name: "s", template_body: text } } });
    expect(await assumedWith(stack(JSON.stringify({ Bucket: "data-bucket" })))).toEqual([
      `aws_cloudformation_stack@${B}`,
    ]);
    expect(await assumedWith(stack("{}"))).toEqual([]);
  });

  test("accepting it leaves the chain as it was", async () => {
    const world = { ...podWorld(), more: stackIn(B, glue) };
    const assume = [{ id: "not-modelled" as const }, { id: "association-admins" as const }];
    expect(chainOf(await proofOf(world)).verdict).toBe("conditional");
    expect(chainOf(await proofOf(world, { assume })).verdict).toBe("proved");
  });
});

describe("a module that is not installed", () => {
  const calling = async (call: Json) => {
    const world = podWorld();
    const module = { m: { source: "example/thing/aws", ...call } };
    const chain = chainOf(await proofOf({ ...world, "account-b": { ...world["account-b"], module } }));
    return { chain, code: chain.hops.find(({ verdict }) => verdict === "unknown")?.code };
  };

  test("and is given a bucket of the chain may do anything with it", async () => {
    const { chain, code } = await calling({ bucket: "${aws_s3_bucket.data.id}" });
    expect([hopIn(chain, "grant"), intruderIn(chain, "other-role"), code]).toEqual([
      "unknown",
      "unknown",
      "module-given",
    ]);
    expect(chain.hops.find((hop) => hop.code === "module-given")?.fix).toContain("terraform init");
  });

  test("and is given a role of the chain may attach policies, and lets no other caller in", async () => {
    const { chain } = await calling({ role: "${aws_iam_role.target.name}" });
    expect([hopIn(chain, "grant"), hopIn(chain, "target-trust"), intruderIn(chain, "other-role")]).toEqual([
      "unknown",
      "allowed",
      "denied",
    ]);
  });

  test("and is given nothing of the chain changes nothing", async () => {
    const { chain } = await calling({ name: BUCKET });
    expect([hopIn(chain, "grant"), Object.values(intrudersIn(chain)).includes("unknown")]).toEqual(["allowed", false]);
  });
});

test("a hop that what is not read leaves open is explained by what is read all the same", async () => {
  const world = podWorld(inB("aws_iam_new_boundary", { role: "${aws_iam_role.target.name}" }));
  const asked = await withWorld(world, (read) => {
    const { proof, explainer } = explainedProof(read);
    const [chain] = proof.chains;
    const at = chain?.hops.findIndex(({ code }) => code === "type-not-read") ?? -1;
    return chain && explainer.derivation(chain, at).asked.map(({ action, resource }) => `${action} on ${resource}`);
  });
  expect(asked).toContain(`sts:AssumeRole on ${TARGET}`);
});

describe("a module that is not installed and is given a role that the pod assumes by itself", () => {
  const givenTo = (role: string) => {
    const world = goingOn({ targetTrust: BY_ARN });
    const module = { more: { source: "example/more/aws", role } };
    return { ...world, "account-b": { ...(world["account-b"] as Json), module } };
  };

  test("leaves open what the role may do, and not whether it is assumed", async () => {
    const chain = chainOf(await proofOf(givenTo("${aws_iam_role.target.name}")));
    expect(hopIn(chain, "grant", "sts:AssumeRole")).toBe("allowed");
    expect(hopIn(chain, "grant", "s3:GetObject")).toBe("unknown");
  });

  test("leaves open nothing where it is given another role", async () => {
    const chain = chainOf(await proofOf(givenTo("another")));
    expect(hopIn(chain, "grant", "s3:GetObject")).toBe("allowed");
  });
});
