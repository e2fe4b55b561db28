// What reads secrets: values, versions and lists.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html

import { AwsError } from '../cloud/protocol/edge-protocol.ts';
import { pageOf } from '../cloud/protocol/paging.ts';
import { checkKept } from './deletion.ts';
import { type Filter, passes } from './filters.ts';
import type { Secret, SecretStore, SecretVersion } from './secrets.ts';

export interface ReadRequest {
  readonly SecretId?: string;
  readonly VersionId?: string;
  readonly VersionStage?: string;
  readonly IncludeDeprecated?: boolean;
  readonly SecretIdList?: string[];
  readonly IncludePlannedDeletion?: boolean;
  readonly SortOrder?: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
  readonly Filters?: readonly Filter[];
}

const mostSecrets = 20;
const mostListed = 100;
const versionIdLength = { least: 32, most: 64 };
const seconds = (ms: number) => ms / 1000;

export function notFound(): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    "Secrets Manager can't find the specified secret.",
  );
}

function page<T>(
  all: readonly T[],
  { MaxResults, NextToken }: ReadRequest,
  keyOf: (one: T) => string,
  most = mostListed,
) {
  const asked = { size: MaxResults, token: NextToken };
  const { items, next } = pageOf(all, asked, {
    most,
    keyOf,
    sizeError: 'InvalidParameterException',
    tokenError: 'InvalidNextTokenException',
  });
  return { items, ...(next !== undefined && { NextToken: next }) };
}

function checkVersionId({ VersionId: id }: ReadRequest): void {
  const { least, most } = versionIdLength;
  if (id === undefined || (id.length >= least && id.length <= most)) return;
  throw new AwsError(
    'InvalidParameterException',
    `VersionId must have a length between ${least} and ${most}.`,
  );
}

function versionOf(secret: Secret, request: ReadRequest): SecretVersion {
  const { VersionId, VersionStage } = request;
  checkVersionId(request);
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
  checkKept(secret);
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
    ...(secret.description !== undefined && { Description: secret.description }),
    ...(secret.tags && { Tags: secret.tags }),
    ...(secret.deletionAt !== undefined && { DeletedDate: seconds(secret.deletionAt) }),
  };
}

const staged = ({ versions }: Secret) => versions.filter(({ stages }) => stages.length > 0);

export const describeSecret = (_: ReadRequest, secret: Secret) => ({
  ...summary(secret),
  VersionIdsToStages: Object.fromEntries(staged(secret).map(({ id, stages }) => [id, stages])),
});

export function listSecretVersionIds(request: ReadRequest, secret: Secret) {
  const versions = request.IncludeDeprecated ? secret.versions : staged(secret);
  const { items, ...next } = page(versions, request, ({ id }) => id);
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...next,
    Versions: items.map(({ id, stages, createdAt }) => ({
      VersionId: id,
      VersionStages: stages,
      CreatedDate: seconds(createdAt),
    })),
  };
}

export function listSecrets(request: ReadRequest, secrets: SecretStore) {
  const { Filters, IncludePlannedDeletion, SortOrder = 'asc' } = request;
  if (SortOrder !== 'asc' && SortOrder !== 'desc') {
    throw new AwsError('InvalidParameterException', 'SortOrder is asc or desc.');
  }
  const found = secrets
    .list()
    .filter(({ deletionAt }) => IncludePlannedDeletion || deletionAt === undefined)
    .filter((secret) => passes(secret, Filters));
  const ordered = SortOrder === 'asc' ? found : found.toReversed();
  const { items, ...next } = page(ordered, request, ({ arn }) => arn);
  return { SecretList: items.map(summary), ...next };
}

/** A secret that cannot be read is an error of its own, not of the call. */
export function batchGetSecretValue(
  request: ReadRequest,
  secrets: SecretStore,
  check: (arn: string) => void,
) {
  const { SecretIdList, Filters } = request;
  if ((SecretIdList === undefined) === (Filters === undefined)) {
    throw new AwsError(
      'InvalidParameterException',
      'Either SecretIdList or Filters must be provided, but not both.',
    );
  }
  if (SecretIdList && (SecretIdList.length === 0 || SecretIdList.length > mostSecrets)) {
    throw new AwsError(
      'InvalidParameterException',
      `SecretIdList has 1 to ${mostSecrets} secrets.`,
    );
  }
  const filtered = secrets.list().filter((secret) => passes(secret, Filters));
  const all = SecretIdList ?? filtered.map(({ arn }) => arn);
  const { items: ids, ...next } = page(all, request, (id) => id, mostSecrets);
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
  return { SecretValues, Errors, ...next };
}
