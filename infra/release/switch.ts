// Has another region work for a stage: the one stops first, then the other begins.
import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateDescribeStacks,
  type Stack,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { fence, unfence } from './fence.ts';

export interface Switch {
  readonly stage: string;
  readonly from: string;
  readonly to: string;
  /** The region that has worked cannot be asked: it is locked out in place of stopped. */
  readonly isLost: boolean;
  readonly say: (text: string) => void;
  /** Between two looks at a stack that is being updated. */
  readonly pauseMs?: number;
}

const parameterOf = (stage: string): string => `/tandem/${stage}/config/active-region`;

/** They look at which region works. */
const following = async (client: CloudFormationClient, stage: string): Promise<Stack[]> => {
  const stacks: Stack[] = [];
  for await (const page of paginateDescribeStacks({ client }, {})) {
    for (const stack of page.Stacks ?? []) {
      const isOurs = stack.StackName?.startsWith(`Tandem-${stage}-`);
      const follows = stack.Parameters?.some((each) => each.ParameterValue === parameterOf(stage));
      if (isOurs && follows) stacks.push(stack);
    }
  }
  return stacks;
};

/** Named again, so that their values are read anew; false where nothing changes. */
const update = async (client: CloudFormationClient, stack: Stack): Promise<boolean> => {
  try {
    await client.send(
      new UpdateStackCommand({
        StackName: stack.StackName,
        UsePreviousTemplate: true,
        Parameters: stack.Parameters?.map(({ ParameterKey, ParameterValue }) => ({
          ParameterKey,
          ParameterValue,
        })),
        Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
      }),
    );
    return true;
  } catch (error) {
    if (/No updates are to be performed/.test((error as Error).message)) return false;
    throw error;
  }
};

const settle = async (
  client: CloudFormationClient,
  StackName: string | undefined,
  pauseMs: number,
): Promise<void> => {
  for (;;) {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    const status = String(Stacks?.[0]?.StackStatus);
    if (status === 'UPDATE_COMPLETE') return;
    if (!/^UPDATE_(COMPLETE_CLEANUP_)?IN_PROGRESS$/.test(status)) {
      throw new Error(`${StackName} is ${status}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
};

const isApi = ({ StackName = '' }: Stack): boolean => StackName.endsWith('-Api');

/** Nobody is served before all else works, nor after it rests. */
const tell = async (region: string, { stage, to, say, pauseMs = 5_000 }: Switch): Promise<void> => {
  const client = new CloudFormationClient({ region });
  await new SSMClient({ region }).send(
    new PutParameterCommand({
      Name: parameterOf(stage),
      Value: to,
      Type: 'String',
      Overwrite: true,
    }),
  );
  const stacks = await following(client, stage);
  if (stacks.length === 0) throw new Error(`no stack of ${stage} in ${region} has two regions`);
  const rest = stacks.filter((stack) => !isApi(stack));
  const doors = stacks.filter(isApi);
  for (const group of region === to ? [rest, doors] : [doors, rest]) {
    await Promise.all(
      group.map(async (stack) => {
        const changes = await update(client, stack);
        if (changes) await settle(client, stack.StackName, pauseMs);
        say(`${region} ${stack.StackName} ${changes ? 'follows' : 'is as it was'}`);
      }),
    );
  }
};

export const switchRegion = async (change: Switch): Promise<void> => {
  const { stage, from, to, isLost, say } = change;
  if (isLost) {
    say(`${await fence(stage, from)} roles may do nothing in ${from} any more`);
  } else {
    await tell(from, change);
  }
  await unfence(stage, to);
  await tell(to, change);
  if (!isLost) await unfence(stage, from);
};
