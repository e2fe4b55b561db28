// What reads secrets: values, versions and lists.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html

import { AwsError } from '../cloud/protocol/edge-protocol.ts';
import type { Secret, SecretStore, SecretVersion } from './secrets.ts';

export interface ReadRequest {
  readonly SecretId?: string;
  readonly VersionId?: string;
  readonly VersionStage?: string;
  readonly IncludeDeprecated?: boolean;
  readonly SecretIdList?: string[];
  readonly Filters?: { readonly Key?: string; readonly Values?: string[] }[];
}

const mostSecrets = 20;
const seconds = (ms: number) => ms / 1000;

export function notFound(): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    "Secrets Manager can't find the specified secret.",
  );
}

function versionOf(secret: Secret, { VersionId, VersionStage }: ReadRequest): SecretVersion {
  const stage = VersionStage ?? (VersionId === undefined ? 'AWSCURRENT' : undefined);
  const found = secret.versions.find((version) =>
    VersionId === undefined ? version.stages.includes(stage ?? '') : version.id === VersionId,
  );
  if (!found || (found.value === undefined && found.binary === undefined)) {
    throw new AwsError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for ${stage ? `staging label: ${stage}` : `VersionId: ${VersionId}`}`,
    );
  }
  if (stage !== undefined && !found.stages.includes(stage)) {
    throw new AwsError(
      'InvalidRequestException',
      'You provided a VersionStage that is not associated to the provided VersionId.',
    );
  }
  return found;
}

export function getSecretValue(request: ReadRequest, secret: Secret) {
  const { id, value, binary, stages, createdAt } = versionOf(secret, request);
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: id,
    ...(binary === undefined ? { SecretString: value } : { SecretBinary: binary }),
    VersionStages: stages,
    CreatedDate: seconds(createdAt),
  };
}

export function summary(secret: Secret) {
  return {
    ARN: secret.arn,
    Name: secret.name,
    RotationEnabled: secret.rotationLambdaArn !== undefined,
    ...(secret.rotationLambdaArn && { RotationLambdaARN: secret.rotationLambdaArn }),
    ...(secret.lastRotatedAt && { LastRotatedDate: seconds(secret.lastRotatedAt) }),
  };
}

const staged = ({ versions }: Secret) => versions.filter(({ stages }) => stages.length > 0);

export const describeSecret = (_: ReadRequest, secret: Secret) => ({
  ...summary(secret),
  VersionIdsToStages: Object.fromEntries(staged(secret).map(({ id, stages }) => [id, stages])),
});

export function listSecretVersionIds({ IncludeDeprecated }: ReadRequest, secret: Secret) {
  const versions = IncludeDeprecated ? secret.versions : staged(secret);
  return {
    ARN: secret.arn,
    Name: secret.name,
    Versions: versions.map(({ id, stages, createdAt }) => ({
      VersionId: id,
      VersionStages: stages,
      CreatedDate: seconds(createdAt),
    })),
  };
}

/** Values of a filter are prefixes; with `!` in front they exclude. */
function passes(secret: Secret, filters: ReadRequest['Filters'] = []): boolean {
  return filters.every(({ Key, Values = [] }) => {
    if (Key !== 'name' && Key !== 'all') {
      throw new AwsError(
        'InvalidParameterException',
        `the filter ${Key} is not part of the embedded cloud: name or all`,
      );
    }
    return Values.some((value) =>
      value.startsWith('!')
        ? !secret.name.startsWith(value.slice(1))
        : secret.name.startsWith(value),
    );
  });
}

export const listSecrets = ({ Filters }: ReadRequest, secrets: SecretStore) => ({
  SecretList: secrets
    .list()
    .filter((secret) => passes(secret, Filters))
    .map(summary),
});

/** A secret that cannot be read is an error of its own, not of the call. */
export function batchGetSecretValue(
  { SecretIdList, Filters }: ReadRequest,
  secrets: SecretStore,
  check: (arn: string) => void,
) {
  if ((SecretIdList === undefined) === (Filters === undefined)) {
    throw new AwsError(
      'InvalidParameterException',
      'Either SecretIdList or Filters must be provided, but not both.',
    );
  }
  const filtered = secrets.list().filter((secret) => passes(secret, Filters));
  const ids = SecretIdList ?? filtered.map(({ arn }) => arn);
  if (ids.length === 0 || ids.length > mostSecrets) {
    throw new AwsError(
      'InvalidParameterException',
      `SecretIdList has 1 to ${mostSecrets} secrets.`,
    );
  }
  const SecretValues: object[] = [];
  const Errors: object[] = [];
  for (const id of ids) {
    try {
      const secret = secrets.find(id);
      if (!secret) throw notFound();
      check(secret.arn);
      SecretValues.push(getSecretValue({}, secret));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Errors.push({ SecretId: id, ErrorCode: error.code, Message: error.message });
    }
  }
  return { SecretValues, Errors };
}
