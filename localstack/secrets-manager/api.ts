// Secrets Manager behind the edge.

import type { Access } from '../cloud/cloud.ts';
import { AwsError, denied, input, json, type Service } from '../cloud/protocol/edge-protocol.ts';
import {
  type ChangeRequest,
  createSecret,
  putSecretValue,
  rotateSecret,
  updateSecretVersionStage,
} from './changes.ts';
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

type Request = ReadRequest & ChangeRequest;

export interface SecretsManagerNeeds {
  readonly access: Pick<Access, 'check'>;
  readonly secrets: SecretStore;
  readonly rotation: Rotation;
}

/** Operations on one secret. */
const operationsOnOne = (
  secrets: SecretStore,
  rotation: Rotation,
): Readonly<Record<string, (request: Request, secret: Secret) => unknown>> => ({
  GetSecretValue: getSecretValue,
  DescribeSecret: describeSecret,
  ListSecretVersionIds: listSecretVersionIds,
  PutSecretValue: (request, secret) => putSecretValue(request, secret, secrets),
  UpdateSecretVersionStage: (request, secret) => updateSecretVersionStage(request, secret, secrets),
  RotateSecret: (request, secret) => rotateSecret(request, secret, rotation),
});

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
    if (!secret) throw notFound();
    return json(await operation(body, secret));
  };
}
