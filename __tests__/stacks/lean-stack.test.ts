import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EksPodIdentityAssociation } from "@cdktf/provider-aws/lib/eks-pod-identity-association";
import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, Fn, LocalBackend, TerraformLocal, TerraformOutput, TerraformStack, Token, Tokenization } from "cdktf";
import { LeanStack } from "../../stacks/lean-stack";
import { SHIPPED, synth } from "../support/synth";

class Lean extends LeanStack {}

/** Every kind of value that a block can have: tokens in texts, lists, maps, keys and numbers, and texts that look like them. */
function fill(stack: TerraformStack): TerraformStack {
  new LocalBackend(stack, { path: "state/../x.tfstate" });
  new AwsProvider(stack, "aws", { region: "us-east-1", allowedAccountIds: ["111111111111"] });
  new AwsProvider(stack, "other", { alias: "other", region: "eu-west-1" });
  const role = new IamRole(stack, "role", {
    name: "role-1e5",
    assumeRolePolicy: JSON.stringify({ "$${aws:username}": "1e+5", Version: "2012-10-17" }),
    maxSessionDuration: 3600,
    tags: { plain: "$${literal}", "1e5": "-1.5e+289" },
  });
  role.addOverride("lifecycle.precondition", [{ condition: `\${can(${role.arn})}`, absent: undefined }]);
  const made = new EksPodIdentityAssociation(stack, "association", {
    clusterName: Fn.upper(role.name),
    namespace: `a-${role.name}-b`,
    serviceAccount: "app",
    roleArn: role.arn,
    tags: Token.asStringMap(role.tagsAll),
    dependsOn: [role],
  });
  new IamOpenidConnectProvider(stack, "provider", {
    url: "https://issuer",
    clientIdList: Token.asList(Fn.split(",", made.associationArn)),
    thumbprintList: [role.uniqueId, "b"],
  });
  new TerraformLocal(stack, "local", { [role.name]: [1, -5, 1.5, null, role.maxSessionDuration], empty: {}, none: [] });
  new TerraformOutput(stack, "out", { value: Fn.join("/", [role.arn, "x"]), description: "A name." });
  stack.addOverride("terraform.required_version", ">= 1.2");
  stack.addOverride("ephemeral.aws_eks_cluster_auth.c", { name: role.name, region: undefined });
  stack.addOverride("moved", [{ from: "a", to: role.fqn }]);
  stack.addOverride("resource.aws_iam_role.gone", undefined);
  stack.addOverride("terraform.backend", undefined);
  return stack;
}

it("comes to what cdktf makes of the same elements", () => {
  const [ours, theirs] = [fill(new Lean(new App(), "stack")), fill(new TerraformStack(new App(), "stack"))];
  theirs.prepareStack();
  expect(ours.toTerraform()).toEqual(theirs.toTerraform());
  expect(JSON.stringify(ours.toTerraform())).not.toContain("TfToken");
});

it("lets go of its elements and their tokens once its text is written", () => {
  const outdir = mkdtempSync(join(tmpdir(), "lean-"));
  try {
    const app = new App({ outdir });
    const stack = new Lean(app, "stack");
    fill(stack);
    const { arn } = new IamRole(stack, "last", { assumeRolePolicy: "{}" });
    expect(Tokenization.reverseString(arn).tokens).toHaveLength(1);
    stack.write(app);
    expect(readFileSync(join(outdir, "stacks/stack/cdk.tf.json"), "utf8")).toContain('"last"');
    expect(stack.node.children).toEqual([]);
    expect(() => Tokenization.reverseString(arn)).toThrow("Unrecognized Token Key");
  } finally {
    rmSync(outdir, { recursive: true });
  }
});

test("a token of another program in the process means what it meant, after synthesis", () => {
  const stack = new TerraformStack(new App(), "theirs");
  const role = new IamRole(stack, "role", { assumeRolePolicy: "{}" });
  const { arn } = role;
  synth(SHIPPED);
  expect(Tokenization.reverseString(arn).tokens).toHaveLength(1);
});
