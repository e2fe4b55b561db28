// Auth: accounts, tokens, signing keys, and the authorizer of the gateway. Functions and a table.
import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { serviceClients } from '../../../events/clients.ts';
import { ServiceFunction } from '../../constructs/compute/service-function.ts';
import { ServiceTable } from '../../constructs/data/service-table.ts';
import { DeadLetterQueue } from '../../constructs/messaging/dead-letter-queue.ts';
import { rotateEvery30Days } from '../../constructs/secrets/rotation-schedule.ts';
import { serviceClient } from '../../constructs/secrets/service-client.ts';
import { serviceSecret } from '../../constructs/secrets/service-secret.ts';
import { httpEnvironment, tokenEnvironment } from '../../environment.ts';
import type { StageConfig } from '../../stages.ts';
import { TandemStack } from '../../tandem-stack.ts';

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
    const environment = {
      ...httpEnvironment(this, stage),
      TABLE_NAME: table.name,
      SIGNING_KEYS_SECRET_ARN: signingKeys.secretArn,
      CURSOR_SECRET_ARN: cursorSecret.secretArn,
    };
    const answers = [
      new ServiceFunction(this, 'Handler', {
        stage,
        service,
        entry: 'handler',
        startedBy: 'request',
        environment,
      }),
      new ServiceFunction(this, 'Hashing', {
        stage,
        service,
        entry: 'hashing',
        startedBy: 'login',
        // A whole CPU: a login is one Argon2id.
        memorySize: 1769,
        environment,
      }),
    ];
    for (const each of answers) {
      table.grantStore(each);
      signingKeys.grantRead(each);
      cursorSecret.grantRead(each);
    }

    const authorizer = new ServiceFunction(this, 'Authorizer', {
      stage,
      service,
      entry: 'authorizer',
      startedBy: 'request',
      timeout: Duration.seconds(5),
      environment: {
        ...tokenEnvironment(this, stage),
        TABLE_NAME: table.name,
        PARTNER_DOMAIN: stage.partnerDomain?.name ?? '',
      },
    });
    table.grantRead(authorizer);

    const onFailure = new DeadLetterQueue(this, 'DeadLetters', { stage, service }).queue;
    const rotate = new ServiceFunction(this, 'Rotate', {
      stage,
      service,
      entry: 'rotate',
      startedBy: 'schedule',
      onFailure,
    });
    rotateEvery30Days(this, signingKeys, rotate);

    const rotateClient = new ServiceFunction(this, 'RotateClient', {
      stage,
      service,
      entry: 'rotate-client',
      startedBy: 'schedule',
      environment: { TABLE_NAME: table.name },
      onFailure,
    });
    const partitions = serviceClients.map(({ clientId }) => `CLIENT#${clientId}`);
    table.grantPartitions(rotateClient, partitions);
    for (const client of serviceClients) serviceClient(this, stage, client, rotateClient);
  }
}
