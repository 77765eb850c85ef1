import type { DocumentedRole } from "../review";
import { type CommandSource, policyArn } from "./commands";
import { shellWord } from "./shell";

/** Compares a list that a command prints with what must be in it, and what else may be; `*` for anything. */
export const HAS = `has() {
  what=$1 asked=$2 known=$3
  shift 3
  if ! found=$("$@"); then
    echo "$what: CANNOT BE READ"
    failed=1
    return 0
  fi
  found=$(echo $found | tr ' ' '\\n' | grep -vx None || true)
  wrong=
  for one in $asked; do
    case " $(echo $found) " in *" $one "*) ;; *) wrong="$wrong, $one is missing" ;; esac
  done
  if [ "$known" != '*' ]; then
    for one in $found; do
      case " $known " in *" $one "*) ;; *) wrong="$wrong, $one was not asked for" ;; esac
    done
  fi
  if [ -z "$wrong" ]; then echo "$what: as asked"; else echo "$what: NOT AS ASKED$wrong"; failed=1; fi
}`;

const has = (what: string, asked: readonly string[], known: readonly string[], command: string): string =>
  `has ${shellWord(what)} ${shellWord(asked.join(" "))} ${shellWord(known.join(" "))} ${command}`;

/**
 * Whether the roles of a step have its policies and, where a step makes them, no others than all steps together give them; their
 * permissions boundaries; whether S3 calls the policies of its buckets public; and the roles of associations.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export function verifyingAttachments(source: CommandSource, all: readonly CommandSource[]): readonly string[] {
  const { stack } = source;
  return [
    ...stack.roles.flatMap((role) => ofRole(role, source, all)),
    ...ofOtherRoles(source, all),
    ...stack.resourcePolicies.flatMap(({ type, subject }) =>
      type === "aws_s3_bucket_policy" && !subject.includes("${") ? ofBucket(subject) : [],
    ),
    ...stack.associations.map(({ cluster, namespace, serviceAccount, roleArn, targetRoleArn }) => {
      const roles = [roleArn, ...(targetRoleArn === undefined ? [] : [targetRoleArn])];
      const named = [cluster, namespace, serviceAccount].map(shellWord).join(" ");
      return has(`association of ${namespace}/${serviceAccount}`, roles, roles, `association ${named}`);
    }),
  ];
}

function ofRole(role: DocumentedRole, { existing }: CommandSource, all: readonly CommandSource[]): readonly string[] {
  const { name, address, boundary, attached } = role;
  const [policies, inline] = [true, false].map((managed) =>
    all.flatMap(({ account, stack }) =>
      stack.policies.flatMap((policy) =>
        policy.roles.includes(name) && policy.inline !== managed
          ? [managed ? policyArn(account, policy.path, policy.name) : policy.name]
          : [],
      ),
    ),
  );
  const known = (asked: readonly string[]) => (existing.has(address) ? ["*"] : asked);
  const [managed, own] = [[...(policies ?? []), ...attached], inline ?? []];
  const bounded = boundary === undefined ? [] : [boundary];
  const named = `--role-name ${shellWord(name)}`;
  const list = (operation: string, query: string) =>
    `aws iam ${operation} ${named} --query ${shellWord(query)} --output text`;
  return [
    has(
      `policies attached to ${name}`,
      managed,
      known(managed),
      list("list-attached-role-policies", "AttachedPolicies[].PolicyArn"),
    ),
    has(`inline policies of ${name}`, own, known(own), list("list-role-policies", "PolicyNames")),
    has(
      `permissions boundary of ${name}`,
      bounded,
      known(bounded),
      list("get-role", "Role.PermissionsBoundary.PermissionsBoundaryArn"),
    ),
  ];
}

/** Policies of roles that no step makes or changes. */
function ofOtherRoles({ account, stack }: CommandSource, all: readonly CommandSource[]): readonly string[] {
  const known = new Set(all.flatMap((one) => one.stack.roles.map(({ name }) => name)));
  return stack.policies.flatMap(({ name, path, roles, inline }) =>
    roles.flatMap((role) =>
      known.has(role) || inline
        ? []
        : [
            has(
              `policies attached to ${role}`,
              [policyArn(account, path, name)],
              ["*"],
              `aws iam list-attached-role-policies --role-name ${shellWord(role)} --query 'AttachedPolicies[].PolicyArn' --output text`,
            ),
          ],
    ),
  );
}

function ofBucket(bucket: string): readonly string[] {
  const of = `--bucket ${shellWord(bucket)}`;
  const status = `aws s3api get-bucket-policy-status ${of} --query PolicyStatus.IsPublic --output text`;
  return [
    has(`whether the policy of ${bucket} is public`, ["False"], ["False"], status),
    `echo ${shellWord(`public access block of ${bucket}:`)}`,
    `aws s3api get-public-access-block ${of} --query PublicAccessBlockConfiguration --output json || echo 'none of its own; that of the account holds'`,
  ];
}

/** Prints the id of the association of a cluster's service account, by its namespace and name; None where it has none. */
export const ASSOCIATION_ID = `aws eks list-pod-identity-associations --cluster-name "$1" --namespace "$2" --service-account "$3" --query 'associations[0].associationId' --output text`;

/** Prints the roles of the association that a service account has. */
export const ASSOCIATION = `association() {
  id=$(${ASSOCIATION_ID}) &&
    aws eks describe-pod-identity-association --cluster-name "$1" --association-id "$id" --query 'association.[roleArn, targetRoleArn]' --output text
}`;
