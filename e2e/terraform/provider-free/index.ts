/**
 * Real Terraform over synthesized stacks and modules, without any provider or the network:
 *
 *     const skip = withoutTerraform();
 *     test("…", { skip }, async () => {
 *       const folder = new TerraformFolder();      // a temporary one; environment for Terraform as an argument
 *       await writeProviderFree("cdktf.out/stacks/account-b", join(folder.path, "account-b"));
 *       folder.must("init", [], "account-b");
 *       folder.must("apply", ["-auto-approve"], "account-b");
 *       folder.changes([], "account-b");           // [] where a plan has nothing to do
 *       folder.dispose();
 *     });
 *
 * `aws_iam_role.x` is `terraform_data.aws_iam_role-x` in it, `data.aws_eks_cluster.x` is
 * `terraform_data.data-aws_eks_cluster-x`. Backends, remote states, variables, outputs, modules, `moved`, `import` and
 * `removed` are Terraform's own.
 */
export type { World } from "./computed";
export { writeProviderFree } from "./folder";
export { type Files, providerFreeModule } from "./module";
export { type Change, type Ended, TerraformFolder, withoutTerraform } from "./run";
