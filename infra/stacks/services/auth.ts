// Auth: accounts, tokens, signing keys, and the authorizer of the gateway. Functions and a table.
import { Duration } from 'aws-cdk-lib';
import { serviceClients } from '../../../events/clients.ts';
import { rotateEvery30Days } from '../../constructs/secrets/rotation-schedule.ts';
import { serviceClient } from '../../constructs/secrets/service-client.ts';
import { lookFrom, tokenEnvironment } from '../../environment.ts';
import { isSecond } from '../../regions.ts';
import { ServiceStack } from '../../service-stack.ts';
import type { StackArguments } from '../../tandem-stack.ts';

export class AuthStack extends ServiceStack {
  constructor(...stack: StackArguments) {
    super('Auth', 'auth', ...stack);
    const { stage } = this;
    const table = this.serviceTable();
    const signingKeys = this.secret('SigningKeys', {
      name: 'signing-keys',
      description: 'Private keys of access tokens; the rotation function fills it',
      generate: { secretStringTemplate: '{}', generateStringKey: 'placeholder' },
    });
    const cursorSecret = this.secret('CursorSecret', {
      name: 'cursor-secret',
      description: 'Authenticates the paging cursors of auth',
    });
    const environment = {
      ...this.httpEnvironment(),
      TABLE_NAME: table.name,
      SIGNING_KEYS_SECRET_ARN: signingKeys.secretArn,
      CURSOR_SECRET_ARN: cursorSecret.secretArn,
    };
    const answers = [
      this.serviceFunction('Handler', {
        entry: 'handler',
        startedBy: 'request',
        environment,
      }),
      this.serviceFunction('Hashing', {
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

    const authorizer = this.serviceFunction('Authorizer', {
      entry: 'authorizer',
      startedBy: 'request',
      timeout: Duration.seconds(5),
      environment: {
        ...tokenEnvironment(lookFrom(this, stage)),
        TABLE_NAME: table.name,
        PARTNER_DOMAIN: stage.partnerDomain?.name ?? '',
      },
    });
    table.grantRead(authorizer);

    const onFailure = this.deadLetterQueue();
    const rotate = this.serviceFunction('Rotate', {
      entry: 'rotate',
      startedBy: 'schedule',
      onFailure,
    });
    if (!isSecond(stage)) rotateEvery30Days(this, signingKeys, rotate);

    const rotateClient = this.serviceFunction('RotateClient', {
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
