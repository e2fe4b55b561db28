// Locks a region out that cannot be reached: when it comes back, what runs there still believes that it works for the stage.
import {
  DeleteRolePolicyCommand,
  IAMClient,
  NoSuchEntityException,
  PutRolePolicyCommand,
  paginateListRoles,
} from '@aws-sdk/client-iam';

const iam = new IAMClient();

/** Names of roles are those of all regions, and begin with the name of their stack. */
const rolesOf = async (stage: string): Promise<readonly string[]> => {
  const names: string[] = [];
  for await (const page of paginateListRoles({ client: iam }, {})) {
    names.push(...(page.Roles ?? []).map(({ RoleName = '' }) => RoleName));
  }
  return names.filter((name) => name.startsWith(`Tandem-${stage}-`));
};

const nameFor = (region: string): string => `fence-${region}`;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requestedregion */
const denyIn = (region: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Sid: 'Fence',
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { StringEquals: { 'aws:RequestedRegion': region } },
    },
  });

/** Answers how many roles may do nothing there any more. */
export const fence = async (stage: string, region: string): Promise<number> => {
  const roles = await rolesOf(stage);
  for (const RoleName of roles) {
    await iam.send(
      new PutRolePolicyCommand({
        RoleName,
        PolicyName: nameFor(region),
        PolicyDocument: denyIn(region),
      }),
    );
  }
  return roles.length;
};

export const unfence = async (stage: string, region: string): Promise<void> => {
  for (const RoleName of await rolesOf(stage)) {
    try {
      await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: nameFor(region) }));
    } catch (error) {
      if (!(error instanceof NoSuchEntityException)) throw error;
    }
  }
};
