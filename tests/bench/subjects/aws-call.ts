// The same call as services make it.
import { PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { dynamoClient } from '../../../platform/calls/aws.ts';
import { asked, inputs } from '../aws-call.ts';
import { serveSlices } from '../slices.ts';

const client = dynamoClient();

const call = {
  PutItem: () => client.send(new PutItemCommand(inputs.PutItem())),
  TransactWriteItems: () => client.send(new TransactWriteItemsCommand(inputs.TransactWriteItems())),
};

serveSlices(async () => {
  await call[asked.operation]();
});
