// Rotation of a secret by its function, in the four steps of Secrets Manager.
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
import { randomUUID } from 'node:crypto';
import type { Functions, Log } from '../cloud/cloud.ts';
import type { Secret, SecretStore } from './secrets.ts';

export interface Rotation {
  rotate(secret: Secret, token?: string): Promise<string>;
}

const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

export function createRotation(functions: Functions, secrets: SecretStore, log: Log): Rotation {
  async function step(secret: Secret, functionArn: string, name: string, token: string) {
    const event = { Step: name, SecretId: secret.arn, ClientRequestToken: token };
    const result = await functions.invoke(functionArn, JSON.stringify(event));
    if (!result.functionError) return;
    const { errorMessage = result.payload } = JSON.parse(result.payload) as Record<string, string>;
    throw new Error(`rotation of ${secret.name} failed in ${name}: ${errorMessage}`);
  }

  async function run(secret: Secret, token: string): Promise<string> {
    const functionArn = secret.rotationLambdaArn;
    if (functionArn === undefined) throw new Error(`${secret.name} has no rotation function`);
    const principal = 'secretsmanager.amazonaws.com';
    if (!functions.permits(functionArn, principal, secret.arn)) {
      throw new Error(
        `AccessDenied: ${principal} may not invoke ${functionArn} for ${secret.name}: the function lacks an AWS::Lambda::Permission for it`,
      );
    }
    // An earlier rotation that broke off is taken up again with its version.
    const pending = secret.versions.find((version) => version.stages.includes('AWSPENDING'));
    const current = pending?.stages.includes('AWSCURRENT') ? undefined : pending;
    const version = current?.id ?? token;
    secrets.put(secret, { id: version, value: undefined, stages: ['AWSPENDING'] });
    for (const name of steps) await step(secret, functionArn, name, version);
    secret.lastRotatedAt = Date.now();
    secrets.save();
    log.line('secrets', `${secret.name} is rotated to version ${version}`);
    return version;
  }

  return { rotate: (secret, token = randomUUID()) => run(secret, token) };
}
