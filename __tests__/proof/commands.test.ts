import { A, allow, B, C, document, EKS_TRUST, ISSUER, type Json, READ_BUCKET, TARGET } from "../support/documents";
import { association, chainOf, hopIn, intruderIn, irsaWorld, podWorld, proofOf, stackIn } from "../support/world";

const running = (command: string, more: Json = {}): Json => ({
  null_resource: { run: { provisioner: [{ "local-exec": { command, ...more } }] } },
});

async function beside(b: Json, grant: readonly Json[] = READ_BUCKET) {
  const chain = chainOf(await proofOf(podWorld({ b, grant })));
  const assumed = chain.assumptions.filter(({ id }) => id === "not-modelled").map(({ subject }) => subject);
  return {
    trust: hopIn(chain, "target-trust"),
    grant: hopIn(chain, "grant"),
    others: intruderIn(chain, "other-account"),
    assumed,
  };
}

const NOTHING = { trust: "allowed", grant: "allowed", others: "denied", assumed: [] };
const ON_ROLE = { trust: "unknown", grant: "unknown", others: "unknown", assumed: [] };
const ON_BUCKET = { trust: "allowed", grant: "unknown", others: "unknown", assumed: [] };
const ASSUMED = { trust: "allowed", grant: "allowed", others: "denied", assumed: [`null_resource@${B}`] };

describe("a command of a provisioner is a second writer of what it names", () => {
  test.each<[string, string, Json, object]>([
    ["a role's policy", "aws iam put-role-policy --role-name target --policy-name x", {}, ON_ROLE],
    ["a role's trust", "aws iam update-assume-role-policy --role-name=target", {}, ON_ROLE],
    [
      "a role by reference",
      "aws iam attach-role-policy --role-name ${aws_iam_role.target.name} --policy-arn x",
      {},
      ON_ROLE,
    ],
    [
      "a role by a variable of its environment",
      'aws iam attach-role-policy --role-name "$ROLE"',
      { environment: { ROLE: "target" } },
      ON_ROLE,
    ],
    [
      "with other credentials, after another command, over two lines",
      "set -e; AWS_PAGER= /usr/bin/aws --profile b \\\n  iam put-role-policy --role-name target",
      {},
      ON_ROLE,
    ],
    ["in a substitution", "x=$(aws iam detach-role-policy --role-name 'target')", {}, ON_ROLE],
    ["in a text for another shell", `bash -ec "aws iam put-role-policy --role-name target"`, {}, ON_ROLE],
    ["in a quoted substitution", 'x="$(aws iam put-role-policy --role-name target)"', {}, ON_ROLE],
    [
      "as what takes the place of the shell",
      "{}",
      { interpreter: ["aws", "iam", "put-role-policy", "--role-name", "target", "--cli-input-json"] },
      ON_ROLE,
    ],
    [
      "as what takes the place of the shell behind another program",
      "{}",
      { interpreter: ["sudo", "/usr/bin/aws", "iam", "put-role-policy", "--role-name", "target", "--cli-input-json"] },
      ON_ROLE,
    ],
    [
      "behind a remark with an apostrophe",
      "# don't stop\naws iam put-role-policy --role-name target\necho 'done'",
      {},
      ON_ROLE,
    ],
    [
      "in a substitution within what is said",
      'echo "done: $(aws iam put-role-policy --role-name target)"',
      {},
      ON_ROLE,
    ],
    [
      "in an old substitution within what is said",
      'echo "done: `aws iam put-role-policy --role-name target`"',
      {},
      ON_ROLE,
    ],
    ["in a container", "docker run --rm amazon/aws-cli:2.15.0 iam put-role-policy --role-name target", {}, ON_ROLE],
    ["a bucket's policy", "aws s3api put-bucket-policy --bucket data-bucket --policy file://p.json", {}, ON_BUCKET],
    ["an object, by an option", "aws s3api put-object --bucket data-bucket --key k --acl public-read", {}, ON_BUCKET],
    ["an object that only a shell knows, by an option", "aws s3 cp x s3://$B/ --acl public-read", {}, ASSUMED],
    ["another role", "aws iam put-role-policy --role-name other", {}, NOTHING],
    ["another bucket", "aws s3api put-bucket-policy --bucket other", {}, NOTHING],
    ["a role that only a shell knows", "aws iam attach-role-policy --role-name $ROLE", {}, ASSUMED],
    ["a policy, whoever has it", "aws iam create-policy-version --policy-arn x --set-as-default", {}, ASSUMED],
    ["a template", "aws cloudformation deploy --stack-name s --template-file t.yaml", {}, ASSUMED],
    [
      "nothing: it reads",
      "aws iam get-role --role-name target; aws s3 cp x s3://data-bucket/; aws sts get-caller-identity",
      {},
      NOTHING,
    ],
    [
      "nothing: it configures kubectl",
      "aws eks update-kubeconfig --name clu && kubectl wait --for=condition=Ready pods",
      {},
      NOTHING,
    ],
    [
      "nothing: it says so only",
      "echo aws iam put-role-policy --role-name target # aws iam put-role-policy",
      {},
      NOTHING,
    ],
    ["nothing: it is no command of AWS", "./deploy.sh --role-name target", {}, NOTHING],
    [
      "nothing: it runs when the resource is removed",
      "aws iam delete-role-policy --role-name target",
      { when: "${destroy}" },
      NOTHING,
    ],
  ])("%s", async (_, command, more, stated) => {
    expect(await beside(running(command, more))).toEqual(stated);
  });

  test("a role whose name only apply knows, by the key of its instance", async () => {
    const { "account-b": b = {}, ...rest } = podWorld({ association: { target_role_arn: undefined } });
    const run = async (key: string, command: (key: string) => Parameters<typeof running>) => {
      const resource = {
        aws_iam_role: {
          r: { for_each: '${toset(["a b", "c"])}', name_prefix: "r", assume_role_policy: document(EKS_TRUST) },
        },
        aws_iam_role_policy: { p: { role: '${aws_iam_role.r["a b"].name}', policy: document(READ_BUCKET) } },
        aws_eks_pod_identity_association: {
          own: association({
            target_role_arn: undefined,
            role_arn: '${aws_iam_role.r["a b"].arn}',
            service_account: "own",
          }),
        },
        ...running(...command(key)),
      };
      return hopIn(
        chainOf(await proofOf({ ...rest, "account-b": { ...b, resource } }), "222222222222:us-east-1:clu/ns/own"),
        "grant",
      );
    };
    const name = (key: string) => `\${aws_iam_role.r["${key}"].name}`;
    const attach = (role: string) => `aws iam attach-role-policy --role-name ${role} --policy-arn x`;
    for (const command of [
      (key: string): [string] => [attach(name(key))],
      (key: string): [string, Json] => [attach("$ROLE"), { environment: { ROLE: name(key) } }],
    ])
      expect([await run("a b", command), await run("c", command)]).toEqual(["unknown", "allowed"]);
  });

  test("with credentials of another account than its stack's, too", async () => {
    const run = async (role: string) =>
      hopIn(
        chainOf(await proofOf(podWorld({ a: running(`aws --profile b iam put-role-policy --role-name ${role}`) }))),
        "grant",
      );
    expect(await run("target")).toBe("unknown");
    expect(await run("other")).toBe("allowed");
  });

  test("in whichever account, where it takes other credentials than Terraform's, or speaks to the organisation", async () => {
    const assumed = async (command: string, more: Json = {}) => {
      const tools = stackIn(C, running(command, more));
      const { assumptions } = chainOf(await proofOf(podWorld({ stacks: { tools } })));
      return assumptions.flatMap(({ id, subject }) => (id === "not-modelled" ? [subject] : []));
    };
    const both = [`null_resource@${A}`, `null_resource@${B}`];
    const open = "iam attach-role-policy --role-name $ROLE";
    expect(await assumed(`aws ${open}`)).toEqual([]);
    expect(await assumed(`aws --profile b ${open}`)).toEqual(both);
    expect(await assumed(`AWS_PROFILE=b aws ${open}`)).toEqual(both);
    expect(await assumed(`aws ${open}`, { environment: { AWS_PROFILE: "b" } })).toEqual(both);
    expect(await assumed("aws organizations attach-policy --policy-id p-1 --target-id r-1")).toEqual(both);
  });

  test("of a service that the chain does not use, nothing", async () => {
    const command = (service: string) => beside(running(`aws ${service} --queue-url $URL --bucket $B`));
    expect(await command("sqs set-queue-attributes")).toEqual(NOTHING);
    expect(await command("s3api put-bucket-policy")).toEqual(ASSUMED);
  });

  test("its key, in the lines of a remote command in a script's resource, or in a program whose output is read", async () => {
    const KEY = "${aws_kms_key.k.arn}";
    const grant = [...READ_BUCKET, allow("kms:Decrypt", KEY)];
    const put = "aws kms put-key-policy --policy-name default --policy file://p --key-id ${aws_kms_key.k.key_id}";
    const rule = [{ apply_server_side_encryption_by_default: [{ sse_algorithm: "aws:kms", kms_master_key_id: KEY }] }];
    const encrypted = {
      aws_kms_key: { k: {} },
      aws_s3_bucket_server_side_encryption_configuration: { e: { bucket: "data-bucket", rule } },
    };
    const remote = { terraform_data: { run: { provisioner: [{ "remote-exec": [{ inline: ["ls", put] }] }] } } };
    expect((await beside(encrypted, grant)).grant).toBe("allowed");
    expect((await beside({ ...encrypted, ...remote }, grant)).grant).toBe("unknown");
    const scripts = { shell_script: { s: { lifecycle_commands: [{ create: put, delete: "ls" }] } } };
    expect((await beside({ ...encrypted, ...scripts }, grant)).grant).toBe("unknown");
    const world = podWorld();
    const program = ["bash", "-c", "aws s3api put-bucket-policy --bucket data-bucket"];
    const account = { ...world["account-b"], data: { external: { e: { program } } } };
    expect(hopIn(chainOf(await proofOf({ ...world, "account-b": account })), "grant")).toBe("unknown");
  });
});

test("an association that a command makes is a chain, and may be one that another pod's is refused for", async () => {
  const make = (cluster: string) =>
    `aws eks create-pod-identity-association --cluster-name ${cluster} --namespace ns --service-account sa --role-arn r`;
  const withCommand = async (command: string) => {
    const proof = await proofOf(podWorld({ a: running(command) }));
    return [proof.chains.map(({ id }) => id), hopIn(chainOf(proof), "association")];
  };
  expect(await withCommand(make("clu"))).toEqual([["?/?/?", "clu/ns/sa"], "unknown"]);
  expect(await withCommand(make("another"))).toEqual([["?/?/?", "clu/ns/sa"], "allowed"]);
  expect(await withCommand("aws eks update-addon --cluster-name clu --addon-name vpc-cni")).toEqual([
    ["clu/ns/sa"],
    "allowed",
  ]);
});

describe("a command that makes objects of a cluster", () => {
  const CLUSTER = {
    aws_eks_cluster: { clu: { name: "clu", identity: [{ oidc: [{ issuer: `https://${ISSUER}` }] }] } },
  };
  const account = (annotations: Json) => ({
    kubernetes_service_account_v1: { sa: { metadata: [{ name: "sa", namespace: "ns", annotations }] } },
  });
  const ROLE = { "eks.amazonaws.com/role-arn": TARGET };
  const chainsBeside = async (command: string, annotations: Json = ROLE) => {
    const cluster = stackIn(A, { ...CLUSTER, ...account(annotations), ...running(command) });
    const { chains } = await proofOf(irsaWorld({ cluster }));
    return Object.fromEntries(chains.map((chain) => [chain.id, `${hopIn(chain, "service-account")} ${chain.verdict}`]));
  };
  const annotate = `kubectl annotate sa sa -n ns --overwrite eks.amazonaws.com/role-arn=${TARGET}`;

  test("may annotate a service account with another role, or with the one that it lacks", async () => {
    const unknown = { "?/?/?": "unknown unknown", "clu/ns/sa": "unknown unknown" };
    expect(await chainsBeside(annotate)).toEqual(unknown);
    expect(await chainsBeside(annotate, {})).toEqual(unknown);
    expect(await chainsBeside("eksctl create iamserviceaccount --name x --cluster clu")).toEqual(unknown);
    const text = `kubectl apply -f - <<EOF\nkind: ServiceAccount\nmetadata: { annotations: { eks.amazonaws.com/role-arn: x } }\nEOF`;
    expect(await chainsBeside(text)).toEqual(unknown);
  });

  test("of which the text shows nothing is an assumption, and what concerns no service account is none", async () => {
    expect(await chainsBeside("kubectl apply -f objects.yaml")).toEqual({ "clu/ns/sa": "allowed conditional" });
    expect(await chainsBeside("kubectl delete --force sa other -n ns")).toEqual({ "clu/ns/sa": "allowed conditional" });
    expect(await chainsBeside("helm upgrade --install app ./chart")).toEqual({ "clu/ns/sa": "allowed conditional" });
    expect(
      await chainsBeside(
        "kubectl create namespace n && kubectl patch storageclass gp2 -p x; helm repo add a b; kubectl get sa",
      ),
    ).toEqual({ "clu/ns/sa": "allowed proved" });
  });
});
