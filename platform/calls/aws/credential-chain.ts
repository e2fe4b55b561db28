// Keys to sign with, wherever a process has them from: the SDK's chain, which asks a container's agent for new ones in time.
// The bundle of a function has only its environment in place of this file: infra/build/credentials-plugin.ts.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export const credentialChain = (): (() => Promise<Keys>) =>
  new DynamoDBClient({}).config.credentials;
