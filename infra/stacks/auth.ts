// Auth: accounts, tokens, signing keys, and the authorizer of the gateway. Functions and a table.
import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { rotateEvery30Days } from '../constructs/key-rotation.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { serviceSecret } from '../constructs/service-secret.ts';
import { ServiceTable } from '../constructs/service-table.ts';
import { httpEnvironment, tokenEnvironment } from '../environment.ts';
import type { StageConfig } from '../stages.ts';
import { TandemStack } from '../tandem-stack.ts';

const service = 'auth';

export class AuthStack extends TandemStack {
  constructor(scope: Construct, stage: StageConfig) {
    super(scope, 'Auth', stage);
    const table = new ServiceTable(this, 'Table', { stage, service });
    const signingKeys = serviceSecret(this, 'SigningKeys', {
      stage,
      service,
      name: 'signing-keys',
      description: 'Private keys of access tokens; the rotation function fills it',
      generate: { secretStringTemplate: '{}', generateStringKey: 'placeholder' },
    });
    const cursorSecret = serviceSecret(this, 'CursorSecret', {
      stage,
      service,
      name: 'cursor-secret',
      description: 'Authenticates the paging cursors of auth',
    });
    const handler = new ServiceFunction(this, 'Handler', {
      stage,
      service,
      entry: 'handler',
      startedBy: 'request',
      // A whole CPU: a login is one Argon2id.
      memorySize: 1769,
      environment: {
        ...httpEnvironment(this, stage),
        TABLE_NAME: table.name,
        SIGNING_KEYS_SECRET_ARN: signingKeys.secretArn,
        CURSOR_SECRET_ARN: cursorSecret.secretArn,
      },
    });
    table.grantStore(handler);
    signingKeys.grantRead(handler);
    cursorSecret.grantRead(handler);

    const authorizer = new ServiceFunction(this, 'Authorizer', {
      stage,
      service,
      entry: 'authorizer',
      startedBy: 'request',
      timeout: Duration.seconds(5),
      environment: { ...tokenEnvironment(this, stage), TABLE_NAME: table.name },
    });
    table.grantRead(authorizer);

    const rotate = new ServiceFunction(this, 'Rotate', {
      stage,
      service,
      entry: 'rotate',
      startedBy: 'schedule',
      onFailure: new DeadLetterQueue(this, 'DeadLetters', { stage, service }).queue,
    });
    rotateEvery30Days(this, signingKeys, rotate);
  }
}
