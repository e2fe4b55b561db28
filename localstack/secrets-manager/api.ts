// Secrets Manager behind the edge.

import { AwsError, denied, input, json, type Service } from '../cloud/protocol/edge-protocol.ts';
import type { AwsCloud } from '../embedded/aws-cloud.ts';
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
import type { Secret } from './secrets.ts';

type Request = ReadRequest & ChangeRequest;

/** Operations on one secret. */
const ofOne: Readonly<
  Record<string, (request: Request, secret: Secret, cloud: AwsCloud) => unknown>
> = {
  GetSecretValue: getSecretValue,
  DescribeSecret: describeSecret,
  ListSecretVersionIds: listSecretVersionIds,
  PutSecretValue: putSecretValue,
  UpdateSecretVersionStage: updateSecretVersionStage,
  RotateSecret: rotateSecret,
};

export function secretsManagerService(cloud: AwsCloud): Service {
  const { access, secrets } = cloud;

  function check(key: string, action: string, resource: string): void {
    const reason = access.check(key, `secretsmanager:${action}`, resource);
    if (reason !== undefined) throw denied('secretsmanager', reason);
  }

  /** Operations on the account's secrets. */
  const ofAll: Readonly<Record<string, (request: Request, key: string) => unknown>> = {
    ListSecrets: (request) => listSecrets(request, cloud),
    CreateSecret: (request) => createSecret(request, cloud),
    BatchGetSecretValue: (request, key) =>
      batchGetSecretValue(request, cloud, (arn) => check(key, 'GetSecretValue', arn)),
  };

  return async (request) => {
    const { action, accessKeyId } = request;
    const body = input<Request>(request);
    const general = ofAll[action];
    if (general) {
      check(accessKeyId, action, '*');
      return json(general(body, accessKeyId));
    }
    const operation = ofOne[action];
    if (!operation) {
      throw new AwsError(
        'UnknownOperationException',
        `secretsmanager ${action} is not part of the embedded cloud`,
      );
    }
    const secret = secrets.find(body.SecretId ?? '');
    check(accessKeyId, action, secret?.arn ?? body.SecretId ?? '*');
    if (!secret) throw notFound();
    return json(await operation(body, secret, cloud));
  };
}
