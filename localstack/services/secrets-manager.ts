// Secrets Manager behind the edge.
import { randomUUID } from 'node:crypto';
import type { AwsCloud } from '../aws-cloud.ts';
import { AwsError, denied, input, json, type Service } from '../edge-protocol.ts';
import type { Secret, SecretVersion } from '../secrets.ts';

interface Request {
  readonly SecretId?: string;
  readonly VersionId?: string;
  readonly VersionStage?: string;
  readonly VersionStages?: string[];
  readonly SecretString?: string;
  readonly ClientRequestToken?: string;
  readonly MoveToVersionId?: string;
  readonly RemoveFromVersionId?: string;
}

const seconds = (ms: number) => ms / 1000;

function versionOf(secret: Secret, request: Request): SecretVersion & { value: string } {
  const stage = request.VersionStage ?? (request.VersionId ? undefined : 'AWSCURRENT');
  const found = secret.versions.find(
    (version) =>
      (request.VersionId === undefined || version.id === request.VersionId) &&
      (stage === undefined || version.stages.includes(stage)),
  );
  if (found?.value === undefined) {
    throw new AwsError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for ${stage ? `staging label: ${stage}` : `VersionId: ${request.VersionId}`}`,
    );
  }
  return found as SecretVersion & { value: string };
}

const stagesOf = (secret: Secret) =>
  Object.fromEntries(
    secret.versions.filter(({ stages }) => stages.length > 0).map(({ id, stages }) => [id, stages]),
  );

function describe(secret: Secret) {
  return {
    ARN: secret.arn,
    Name: secret.name,
    RotationEnabled: secret.rotationLambdaArn !== undefined,
    ...(secret.rotationLambdaArn && { RotationLambdaARN: secret.rotationLambdaArn }),
    ...(secret.lastRotatedAt && { LastRotatedDate: seconds(secret.lastRotatedAt) }),
  };
}

type Answer = (request: Request, secret: Secret, cloud: AwsCloud) => unknown;

const operations: Readonly<Record<string, Answer>> = {
  GetSecretValue(request, secret) {
    const { id, value, stages, createdAt } = versionOf(secret, request);
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: id,
      SecretString: value,
      VersionStages: stages,
      CreatedDate: seconds(createdAt),
    };
  },
  PutSecretValue(request, secret, cloud) {
    const id = request.ClientRequestToken ?? randomUUID();
    const stages = request.VersionStages ?? ['AWSCURRENT'];
    const known = secret.versions.find((version) => version.id === id);
    if (known?.value !== undefined && known.value !== request.SecretString) {
      throw new AwsError('ResourceExistsException', `version ${id} has another value already`);
    }
    cloud.secrets.put(secret, id, request.SecretString, stages);
    return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages: stages };
  },
  DescribeSecret: (_, secret) => ({ ...describe(secret), VersionIdsToStages: stagesOf(secret) }),
  UpdateSecretVersionStage(request, secret, cloud) {
    const { VersionStage: stage = '', MoveToVersionId, RemoveFromVersionId } = request;
    const holder = secret.versions.find((version) => version.stages.includes(stage));
    if (holder && MoveToVersionId && holder.id !== RemoveFromVersionId) {
      throw new AwsError(
        'InvalidParameterException',
        `the staging label ${stage} is attached to version ${holder.id}: name it in RemoveFromVersionId`,
      );
    }
    cloud.secrets.move(secret, stage, MoveToVersionId);
    return { ARN: secret.arn, Name: secret.name };
  },
  async RotateSecret(request, secret, cloud) {
    if (secret.rotationLambdaArn === undefined) {
      throw new AwsError('InvalidRequestException', 'No Lambda rotation function ARN is set.');
    }
    const version = request.ClientRequestToken ?? randomUUID();
    // AWS answers before the function has run; here a failure is told to the caller.
    const VersionId = await cloud.rotation.rotate(secret, version).catch((error: Error) => {
      throw new AwsError('InvalidRequestException', error.message);
    });
    return { ARN: secret.arn, Name: secret.name, VersionId };
  },
};

export function secretsManagerService(cloud: AwsCloud): Service {
  const { access, secrets } = cloud;

  function check(key: string, action: string, resource: string): void {
    const reason = access.check(key, `secretsmanager:${action}`, resource);
    if (reason !== undefined) throw denied('secretsmanager', reason);
  }

  return async (request) => {
    const { action, accessKeyId } = request;
    if (action === 'ListSecrets') {
      check(accessKeyId, action, '*');
      return json({ SecretList: secrets.list().map(describe) });
    }
    const operation = operations[action];
    if (!operation) {
      throw new AwsError(
        'UnknownOperationException',
        `secretsmanager ${action} is not part of the embedded cloud`,
      );
    }
    const body = input<Request>(request);
    const secret = secrets.find(body.SecretId ?? '');
    check(accessKeyId, action, secret?.arn ?? body.SecretId ?? '*');
    if (!secret) {
      throw new AwsError(
        'ResourceNotFoundException',
        "Secrets Manager can't find the specified secret.",
      );
    }
    return json(await operation(body, secret, cloud));
  };
}
