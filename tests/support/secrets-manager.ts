// As much of Secrets Manager as a rotation sees: one secret with its versions and stages.
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';

interface Version {
  text: string | undefined;
  stages: string[];
}

export const rotationSteps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

export const createSecretsManager = (initial: string) => {
  const versions = new Map<string, Version>([['v0', { text: initial, stages: ['AWSCURRENT'] }]]);
  const withStage = (stage: string) =>
    [...versions].find(([, { stages }]) => stages.includes(stage))?.[0] ?? '';
  const read = ({ VersionId, VersionStage }: Partial<GetSecretValueCommand['input']>) => {
    const stage = VersionStage ?? (VersionId === undefined ? 'AWSCURRENT' : undefined);
    const version = versions.get(VersionId ?? withStage(stage ?? ''));
    const hasStage = stage === undefined || version?.stages.includes(stage);
    if (version?.text === undefined || !hasStage) {
      throw new ResourceNotFoundException({ message: 'no value', $metadata: {} });
    }
    return { SecretString: version.text };
  };
  const put = ({ ClientRequestToken = '', SecretString }: PutSecretValueCommand['input']) => {
    versions.set(ClientRequestToken, { text: SecretString, stages: ['AWSPENDING'] });
  };
  const move = (input: UpdateSecretVersionStageCommand['input']) => {
    const { VersionStage = '', MoveToVersionId = '', RemoveFromVersionId = '' } = input;
    const from = versions.get(RemoveFromVersionId);
    if (from) from.stages = from.stages.filter((stage) => stage !== VersionStage);
    versions.get(MoveToVersionId)?.stages.push(VersionStage);
  };
  const send = async (command: unknown): Promise<unknown> => {
    if (command instanceof GetSecretValueCommand) return read(command.input);
    if (command instanceof PutSecretValueCommand) return put(command.input);
    if (command instanceof UpdateSecretVersionStageCommand) return move(command.input);
    if (command instanceof DescribeSecretCommand) {
      const stages = [...versions].map(([id, version]) => [id, version.stages]);
      return { VersionIdsToStages: Object.fromEntries(stages) };
    }
    throw new Error('an unexpected call');
  };
  return {
    client: { send } as unknown as SecretsManagerClient,
    current: () => read({}).SecretString,
  };
};
