import { type Document, listOf } from "../../../oracle/pair";
import { AwsError, type Caller } from "../../types";
import { bucketArn } from "../actions/s3-objects";
import type { Asked, IamHooks } from "../enforcement";
import type { Accounts } from "./accounts";
import type { Bindings } from "./bindings";
import { checkInlineSize, checkManagedSize, checkTrustSize } from "./policy-sizes";
import { isPublic } from "./public-policy";
import type { ResourcePolicies } from "./resource-policies";
import type { Boundaries } from "./save/boundaries";
import { checkPolicy, malformed } from "./save/policy";
import type { Principals } from "./save/principals";
import { savedIn } from "./save/resource";

/** Checks policies when they are saved, and notes what moto does not: ids behind principals, and when something changed. */
export function makeHooks(
  accounts: Accounts,
  bindings: Bindings,
  principals: Principals,
  resources: ResourcePolicies,
  boundaries: Boundaries,
): IamHooks {
  async function checkTrust(text: string): Promise<void> {
    const document = checkPolicy(text, "trust");
    checkTrustSize(text);
    const invalid = await principals.invalidIn(document, "trust");
    if (invalid) throw malformed(`Invalid principal in policy: "${invalid.type}":"${invalid.name}"`);
  }

  async function checkIam(asked: Asked, account: string): Promise<void> {
    const { operation, params } = asked;
    switch (operation) {
      case "CreateRole":
        return checkTrust(String(params.AssumeRolePolicyDocument));
      case "UpdateAssumeRolePolicy":
        return checkTrust(String(params.PolicyDocument));
      case "CreatePolicy":
      case "CreatePolicyVersion":
        checkPolicy(String(params.PolicyDocument), "identity");
        return checkManagedSize(String(params.PolicyDocument));
      case "PutRolePolicy": {
        const [text, role] = [String(params.PolicyDocument), String(params.RoleName)];
        checkPolicy(text, "identity");
        const inline = (await accounts.currentRoles(account)).get(role)?.inlineSizes ?? new Map<string, number>();
        const others = [...inline].reduce((sum, [name, size]) => (name === params.PolicyName ? sum : sum + size), 0);
        return checkInlineSize(text, others, role);
      }
    }
  }

  async function checkResource(asked: Asked, account: string): Promise<void> {
    const saved = savedIn(asked);
    if (!saved) return;
    const document = checkPolicy(saved.text, "resource", saved.refuse);
    if (await principals.invalidIn(document, "resource")) throw saved.refusePrincipal();
    if (asked.operation === "PutBucketPolicy") await checkBucketPolicy(asked, document, account);
  }

  async function checkBucketPolicy(asked: Asked, document: Document, account: string): Promise<void> {
    const arn = bucketArn(String(asked.params.Bucket), asked.region);
    const named = document.Statement.flatMap((each) => [...listOf(each.Resource), ...listOf(each.NotResource)]);
    if (!named.every((each) => each === arn || each.startsWith(`${arn}/`)))
      throw new AwsError("MalformedPolicy", "Policy has invalid resource");
    if (isPublic(document) && (await resources.publicAccessBlock(arn, account)).blockPublicPolicy)
      throw new AwsError(
        "AccessDenied",
        `User: ${callerArn(asked.caller)} is not authorized to perform: s3:PutBucketPolicy on resource: "${arn}" because public policies are blocked by the BlockPublicPolicy block public access setting.`,
        403,
      );
  }

  return {
    async before(asked) {
      if (asked.caller.kind === "anonymous") return;
      const { account } = asked.caller;
      if (asked.service !== "iam") return checkResource(asked, account);
      await checkIam(asked, account);
      await boundaries.check(asked, account);
      if (writes(asked.operation)) await accounts.beforeWrite(account, partOf(asked.operation));
    },

    async after(asked, answer) {
      if (asked.caller.kind === "anonymous") return;
      const { account } = asked.caller;
      const { operation, params, service } = asked;
      if (service !== "iam") {
        const saved = savedIn(asked);
        const arn = saved?.arn(answer);
        if (saved && arn) bindings.set(arn, await principals.idsIn(checkPolicy(saved.text, "resource")));
        return;
      }
      if (!writes(operation)) return;
      if (operation === "CreateRole" || operation === "UpdateAssumeRolePolicy") {
        const text = String(params.AssumeRolePolicyDocument ?? params.PolicyDocument);
        const ids = await principals.idsIn(checkPolicy(text, "trust"));
        bindings.setTrust(account, String(params.RoleName), ids);
      }
      await accounts.afterWrite(account, partOf(operation));
    },
  };
}

const writes = (operation: string): boolean => !/^(?:Get|List|Simulate|Generate)/.test(operation);

const partOf = (operation: string): "roles" | "providers" =>
  operation.includes("OpenIDConnectProvider") ? "providers" : "roles";

const callerArn = (caller: Caller): string =>
  caller.kind === "role" ? caller.sessionArn : caller.kind === "administrator" ? caller.arn : "anonymous";
