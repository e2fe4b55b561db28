// Secrets Manager behind the edge.

import type { Access } from '../cloud/cloud.ts';
import { AwsError, denied, input, json, type Service } from '../cloud/protocol/edge-protocol.ts';
import {
  type ChangeRequest,
  createSecret,
  putSecretValue,
  rotateSecret,
  updateSecret,
  updateSecretVersionStage,
} from './changes.ts';
import { checkKept, type DeletionRequest, deleteSecret, restoreSecret } from './deletion.ts';
import {
  batchGetSecretValue,
  describeSecret,
  getSecretValue,
  listSecrets,
  listSecretVersionIds,
  notFound,
  type ReadRequest,
} from './reads.ts';
import type { Rotation } from './rotation.ts';
import type { Secret, SecretStore } from './secrets.ts';

type Request = ReadRequest & ChangeRequest & DeletionRequest;

export interface SecretsManagerNeeds {
  readonly access: Pick<Access, 'check'>;
  readonly secrets: SecretStore;
  readonly rotation: Rotation;
}

/** A secret that is on its way to be deleted takes part in these only. */
const ofDeleted = new Set([
  'DescribeSecret',
  'DeleteSecret',
  'RestoreSecret',
  'ListSecretVersionIds',
]);

/** Operations on one secret. */
const operationsOnOne = (
  secrets: SecretStore,
  rotation: Rotation,
): Readonly<Record<string, (request: Request, secret: Secret) => unknown>> => ({
  GetSecretValue: getSecretValue,
  DescribeSecret: describeSecret,
  ListSecretVersionIds: listSecretVersionIds,
  DeleteSecret: (request, secret) => deleteSecret(request, secret, secrets),
  RestoreSecret: (_, secret) => restoreSecret(secret, secrets),
  UpdateSecret: (request, secret) => updateSecret(request, secret, secrets),
  PutSecretValue: (request, secret) => putSecretValue(request, secret, secrets),
  UpdateSecretVersionStage: (request, secret) => updateSecretVersionStage(request, secret, secrets),
  RotateSecret: (request, secret) => rotateSecret(request, secret, rotation),
});

/** Who wants a secret gone for good is content with one that is not there. */
function missing(action: string, { SecretId = '', ForceDeleteWithoutRecovery }: Request) {
  if (SecretId === '') {
    throw new AwsError('InvalidParameterException', 'SecretId must have a length of at least 1.');
  }
  if (action !== 'DeleteSecret' || !ForceDeleteWithoutRecovery) throw notFound();
  return json({ Name: SecretId, DeletionDate: Date.now() / 1000 });
}

export function secretsManagerService({ access, secrets, rotation }: SecretsManagerNeeds): Service {
  const ofOne = operationsOnOne(secrets, rotation);

  function check(key: string, action: string, resource: string): void {
    const reason = access.check(key, `secretsmanager:${action}`, resource);
    if (reason !== undefined) throw denied('secretsmanager', reason);
  }

  /** Operations on the account's secrets. */
  const ofAll: Readonly<Record<string, (request: Request, key: string) => unknown>> = {
    ListSecrets: (request) => listSecrets(request, secrets),
    CreateSecret: (request) => createSecret(request, secrets),
    BatchGetSecretValue: (request, key) =>
      batchGetSecretValue(request, secrets, (arn) => check(key, 'GetSecretValue', arn)),
  };

  return async (request) => {
    const { action, accessKeyId } = request;
    const body = input<Request>(request);
    const general = Object.hasOwn(ofAll, action) ? ofAll[action] : undefined;
    if (general) {
      check(accessKeyId, action, '*');
      return json(general(body, accessKeyId));
    }
    const operation = Object.hasOwn(ofOne, action) ? ofOne[action] : undefined;
    if (!operation) {
      throw new AwsError(
        'UnknownOperationException',
        `secretsmanager ${action} is not part of the embedded cloud`,
      );
    }
    const secret = secrets.find(body.SecretId ?? '');
    check(accessKeyId, action, secret?.arn ?? body.SecretId ?? '*');
    if (!secret) return missing(action, body);
    if (!ofDeleted.has(action)) checkKept(secret);
    return json(await operation(body, secret));
  };
}
