import {
  DeletePodIdentityAssociationCommand,
  type EKSClient,
  ListPodIdentityAssociationsCommand,
} from "@aws-sdk/client-eks";
import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  type IAMClient,
  ListRolePoliciesCommand,
  ListRolesCommand,
} from "@aws-sdk/client-iam";
import { HeadBucketCommand } from "@aws-sdk/client-s3";
import { type Journal, shown, type Thing } from "./journal";
import type { Run } from "./options";
import type { Place } from "./place";

/** Where things of a run are. */
interface Where {
  readonly run: Run;
  readonly place: Place;
  readonly journal: Journal;
}

/**
 * Destroys all that the journal has, the last begun first. It goes on after a failure; each is one line of the answer.
 */
export async function destroyAll(where: Where, say: (line: string) => void): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const thing of where.journal.left()) {
    try {
      await destroy(thing, where);
      where.journal.gone(thing);
      say(`  destroyed ${shown(thing)}`);
    } catch (error) {
      failures.push(`${shown(thing)}: ${(error as Error).message}`);
      say(`  NOT destroyed ${shown(thing)}: ${(error as Error).message}`);
    }
  }
  return failures;
}

async function destroy(thing: Thing, { run, place }: Where): Promise<void> {
  switch (thing.kind) {
    case "stack":
      return place.destroy(thing.name);
    case "role":
      return removeRole(place.clients[thing.account].iam, thing.name);
    case "association":
      return removeAssociation(place.clients["account-a"].eks, run.cluster, thing);
  }
}

async function removeRole(iam: IAMClient, RoleName: string): Promise<void> {
  const { PolicyNames = [] } = (await unlessMissing(iam.send(new ListRolePoliciesCommand({ RoleName })))) ?? {};
  for (const PolicyName of PolicyNames) await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  await unlessMissing(iam.send(new DeleteRoleCommand({ RoleName })));
}

async function removeAssociation(
  eks: EKSClient,
  clusterName: string,
  { namespace, serviceAccount }: { readonly namespace: string; readonly serviceAccount: string },
): Promise<void> {
  const { associations = [] } = await eks.send(
    new ListPodIdentityAssociationsCommand({ clusterName, namespace, serviceAccount }),
  );
  for (const { associationId } of associations)
    await unlessMissing(eks.send(new DeletePodIdentityAssociationCommand({ clusterName, associationId })));
}

/** What AWS still shows by the run's name, whatever the journal has: one line each. */
export async function remaining({ run, place }: Omit<Where, "journal">): Promise<readonly string[]> {
  const left: string[] = [];
  for (const account of ["account-a", "account-b"] as const) {
    let Marker: string | undefined;
    do {
      const page = await place.clients[account].iam.send(new ListRolesCommand({ Marker }));
      for (const { RoleName = "" } of page.Roles ?? [])
        if (RoleName.startsWith(`${run.name}-`)) left.push(`role ${RoleName} in ${account}`);
      Marker = page.IsTruncated ? page.Marker : undefined;
    } while (Marker);
  }
  for (const number of [1, 2]) {
    const namespace = `${run.name}-${number}`;
    const request = new ListPodIdentityAssociationsCommand({ clusterName: run.cluster, namespace });
    const { associations = [] } = await place.clients["account-a"].eks.send(request);
    for (const { serviceAccount } of associations) left.push(`association of ${namespace}/${serviceAccount}`);
  }
  const Bucket = `${run.name}-${run.accounts["account-b"].id}`;
  if (await unlessMissing(place.clients["account-b"].s3.send(new HeadBucketCommand({ Bucket }))))
    left.push(`bucket ${Bucket}`);
  return left;
}

const MISSING = ["NoSuchEntity", "NoSuchEntityException", "NotFound", "NoSuchBucket", "ResourceNotFoundException"];

/** undefined where what is asked for is not there. */
async function unlessMissing<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof Error && MISSING.includes(error.name)) return undefined;
    throw error;
  }
}
