// Archived facts into a queue, for a consumer that is new.
import type { SQSClientConfig } from '@aws-sdk/client-sqs';
import { UsageError } from '../../../platform/cli/flags.ts';
import { clientOptionsFor } from '../../../platform/cli/operator.ts';
import type { ArchivedFact } from '../../archive/read-facts.ts';
import type { Flags } from '../../cli/arguments.ts';
import { chosenCopy } from '../../cli/chosen.ts';
import { awsUrl } from '../../cli/client.ts';

/** Answers how many were sent. */
export async function send(
  values: Flags['values'],
  found: Iterable<ArchivedFact>,
): Promise<number> {
  const { endpoint, aws } = values;
  const there = endpoint ?? (aws === true ? undefined : awsUrl(chosenCopy()));
  const where = clientOptionsFor({ endpoint: there as string | undefined, aws: aws === true });
  const { SQSClient } = await import('@aws-sdk/client-sqs');
  const { replay } = await import('./replay.ts');
  const client = new SQSClient(where as SQSClientConfig);
  try {
    return await replay(client, String(values.to), found);
  } catch (error) {
    if ((error as Error).name !== 'QueueDoesNotExist') throw error;
    throw new UsageError(`there is no queue ${String(values.to)}`);
  } finally {
    client.destroy();
  }
}
