// What is asked of AWS's own services: by administrators, and by a role that may not come in.
import { CreatePodIdentityAssociationCommand } from "@aws-sdk/client-eks";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, type Credentials } from "@aws-sdk/client-sts";
import type { Answer, FactId } from "./facts";
import type { AccountKey } from "./options";
import { type Context, isClear, policy, refusal, refusedWith, settled, type Trial } from "./trial";

/** Makes a role that is destroyed with the run; its ARN. */
export async function makeRole(
  { place, journal, run }: Context,
  account: AccountKey,
  suffix: string,
  trust: object,
): Promise<string> {
  const name = `${run.name}-${suffix}`;
  journal.begin({ kind: "role", account, name });
  const { Role } = await place.clients[account].iam.send(
    new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: policy(trust) }),
  );
  return Role?.Arn ?? "";
}

export const missingPrincipal: Trial = {
  shows: "a trust that names a missing role",
  async ask(context) {
    const { run } = context;
    const missing = `arn:aws:iam::${run.accounts["account-a"].id}:role/${run.name}-missing`;
    const trust = { Principal: { AWS: missing }, Action: "sts:AssumeRole" };
    const said = await refusedWith(makeRole(context, "account-b", "trusts-missing", trust));
    return [
      refusal(
        "principal-must-exist",
        said !== undefined,
        said ?? "",
        /^MalformedPolicyDocument.*Invalid principal in policy/,
      ),
    ];
  },
};

export const associations: Trial = {
  shows: "associations that EKS refuses",
  async ask(context) {
    const { namespace, serviceAccount, primaryRole, role } = context.articles.podIdentity;
    const second = await associated(context, { namespace, serviceAccount, roleArn: primaryRole });
    const foreign = await associated(context, { namespace, serviceAccount: "foreign", roleArn: role });
    return [
      refusal("association-once", second !== undefined, second ?? "", /^ResourceInUseException/),
      refusal("association-role-own-account", foreign !== undefined, foreign ?? "", /cross-account/i),
    ];
  },
};

/** Makes an association that is destroyed with the run, unless it is another's; what it was refused with. */
export async function associated(
  { place, journal, run }: Context,
  association: { readonly namespace: string; readonly serviceAccount: string; roleArn: string; targetRoleArn?: string },
): Promise<string | undefined> {
  const { namespace, serviceAccount } = association;
  if (serviceAccount !== "reader") journal.begin({ kind: "association", namespace, serviceAccount });
  const request = new CreatePodIdentityAssociationCommand({ clusterName: run.cluster, ...association });
  return refusedWith(place.clients["account-a"].eks.send(request));
}

/** A role of account A that may assume both articles' roles by its own policy, and is let in by neither. */
export const directRole: Trial = {
  shows: "a role of account-a that asks for the roles itself",
  async ask(context) {
    const { place, articles, run } = context;
    const targets = { "target-trusts-one-role": articles.podIdentity.role, "web-identity-only": articles.irsa.role };
    const { id } = run.accounts["account-a"];
    const own = await makeRole(context, "account-a", "direct", {
      Principal: { AWS: `arn:aws:iam::${id}:root` },
      Action: "sts:AssumeRole",
    });
    await place.clients["account-a"].iam.send(
      new PutRolePolicyCommand({
        RoleName: `${run.name}-direct`,
        PolicyName: "direct",
        PolicyDocument: policy({ Action: ["sts:AssumeRole", "sts:TagSession"], Resource: Object.values(targets) }),
      }),
    );
    const ask = async (): Promise<readonly Answer[]> => {
      let credentials: Credentials | undefined;
      const said = await refusedWith(
        place.clients["account-a"].sts.send(assume(own)).then(({ Credentials: given }) => {
          credentials = given;
        }),
      );
      return Promise.all(
        Object.entries(targets).map(async ([fact, target]): Promise<Answer> => {
          if (!credentials) return { fact: fact as FactId, is: "unclear", said: `${own}: ${said}` };
          const answer = await refusedWith(place.clientsOf(keysOf(credentials)).sts.send(assume(target)));
          const words = /^AccessDenied.* is not authorized to perform: sts:AssumeRole on resource/;
          return refusal(fact as FactId, answer !== undefined, answer ?? "", words);
        }),
      );
    };
    return settled(context, ask, isClear);
  },
};

const assume = (RoleArn: string) => new AssumeRoleCommand({ RoleArn, RoleSessionName: "live" });

const keysOf = ({ AccessKeyId = "", SecretAccessKey = "", SessionToken = "" }: Credentials) => ({
  accessKeyId: AccessKeyId,
  secretAccessKey: SecretAccessKey,
  sessionToken: SessionToken,
});
