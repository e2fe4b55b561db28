// What changes a secret: refused as a whole where Secrets Manager refuses it.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html
import { AwsError } from '../cloud/protocol/edge-protocol.ts';
import {
  type Given,
  givenValue,
  hasValue,
  invalid,
  sameValue,
  stagesOf,
  tokenOf,
  within,
} from './given.ts';
import type { Rotation } from './rotation.ts';
import type { Secret, SecretStore, SecretValue, SecretVersion, Tag } from './secrets.ts';

export interface ChangeRequest extends Given {
  readonly Name?: string;
  readonly Description?: string;
  readonly Tags?: readonly Tag[];
  readonly VersionStage?: string;
  readonly MoveToVersionId?: string;
  readonly RemoveFromVersionId?: string;
  readonly RotationLambdaARN?: string;
  readonly RotationRules?: unknown;
}

export function createSecret(request: ChangeRequest, secrets: SecretStore) {
  const { Name: name = '' } = request;
  within('Name', name.length, 1, 512);
  if (!/^[\w/+=.@-]+$/.test(name)) {
    throw new AwsError(
      'ValidationException',
      'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
    );
  }
  const value = givenValue(request);
  const id = tokenOf(request);
  const known = secrets.find(name);
  if (known) return createdBefore(known, id, value);
  const secret = secrets.create(name);
  describe(secret, request);
  if (value) secrets.put(secret, { id, value, stages: ['AWSCURRENT'] });
  secrets.save();
  return { ARN: secret.arn, Name: name, ...(value && { VersionId: id }) };
}

function describe(secret: Secret, { Description, Tags }: ChangeRequest): void {
  if (Description !== undefined) secret.description = Description;
  if (Tags !== undefined) secret.tags = Tags;
}

/** The same call once more is answered as the first one. */
function createdBefore(secret: Secret, id: string, value: SecretValue | undefined) {
  if (secret.deletionAt !== undefined) {
    throw new AwsError(
      'InvalidRequestException',
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  }
  const version = secret.versions.find((one) => one.id === id);
  if (version && value && sameValue(version, value)) {
    return { ARN: secret.arn, Name: secret.name, VersionId: id };
  }
  throw new AwsError(
    'ResourceExistsException',
    `The operation failed because the secret ${secret.name} already exists.`,
  );
}

/** A value makes a new current version; what is not given stays. */
export function updateSecret(request: ChangeRequest, secret: Secret, secrets: SecretStore) {
  const answer = givenValue(request)
    ? putSecretValue({ ...request, VersionStages: ['AWSCURRENT'] }, secret, secrets)
    : undefined;
  describe(secret, request);
  secrets.save();
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...(answer && { VersionId: answer.VersionId }),
  };
}

export function putSecretValue(request: ChangeRequest, secret: Secret, secrets: SecretStore) {
  const value = givenValue(request);
  if (!value) {
    throw new AwsError(
      'InvalidRequestException',
      'You must provide either SecretString or SecretBinary.',
    );
  }
  const id = tokenOf(request);
  const wanted = stagesOf(request);
  const isFirst = !secret.versions.some(hasValue);
  const stages = isFirst ? [...new Set([...wanted, 'AWSCURRENT'])] : wanted;
  const known = secret.versions.find((version) => version.id === id);
  const answer = { ARN: secret.arn, Name: secret.name, VersionId: id };
  if (known && hasValue(known)) {
    if (sameValue(known, value)) return { ...answer, VersionStages: known.stages };
    throw new AwsError(
      'ResourceExistsException',
      `You can't use the same ClientRequestToken for another value: version ${id} exists.`,
    );
  }
  secrets.put(secret, { id, value, stages });
  return { ...answer, VersionStages: stages };
}

function versionAt(secret: Secret, id: string): SecretVersion {
  const version = secret.versions.find((one) => one.id === id);
  if (version) return version;
  throw new AwsError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret version: ${id}.`,
  );
}

export function updateSecretVersionStage(
  request: ChangeRequest,
  secret: Secret,
  secrets: SecretStore,
) {
  const { VersionStage: stage = '', MoveToVersionId: to, RemoveFromVersionId: from } = request;
  within('VersionStage', stage.length, 1, 256);
  if (to === undefined && from === undefined) {
    throw invalid('You must specify MoveToVersionId, RemoveFromVersionId or both.');
  }
  const target = to === undefined ? undefined : versionAt(secret, to);
  const source = from === undefined ? undefined : versionAt(secret, from);
  const holder = secret.versions.find((version) => version.stages.includes(stage));
  if (source && source !== holder) {
    throw invalid(`The staging label ${stage} isn't attached to version ${from}.`);
  }
  if (holder && holder !== source && holder !== target) {
    throw invalid(
      `The parameter RemoveFromVersionId can't be empty or another version: staging label ${stage} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  }
  if (stage === 'AWSCURRENT' && !target) {
    throw invalid(
      "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
    );
  }
  if (target && !hasValue(target)) {
    throw new AwsError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for VersionId: ${target.id}.`,
    );
  }
  secrets.move(secret, stage, to);
  return { ARN: secret.arn, Name: secret.name };
}

export async function rotateSecret(request: ChangeRequest, secret: Secret, rotation: Rotation) {
  if (request.RotationRules !== undefined) {
    throw invalid('RotationRules come from the template in the embedded cloud.');
  }
  const version = tokenOf(request);
  const { RotationLambdaARN: functionArn = secret.rotationLambdaArn } = request;
  if (functionArn === undefined) {
    throw new AwsError('InvalidRequestException', 'No Lambda rotation function ARN is set.');
  }
  secret.rotationLambdaArn = functionArn;
  // AWS answers before the function has run; here a failure is told to the caller.
  const VersionId = await rotation.rotate(secret, version).catch((error: Error) => {
    throw new AwsError('InvalidRequestException', error.message);
  });
  return { ARN: secret.arn, Name: secret.name, VersionId };
}
