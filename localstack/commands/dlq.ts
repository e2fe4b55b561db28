// `npm run dlq`: what died in the dead-letter queues of the running system and why, sent back or thrown away.

import { SQSClient } from '@aws-sdk/client-sqs';
import { UsageError } from '../../platform/cli/flags.ts';
import { chosenCopy } from '../cli/chosen.ts';
import { awsUrl } from '../cli/client.ts';
import type { Command } from '../cli/command.ts';
import { actions, defaultRate } from './dlq/actions.ts';
import { list, queueNamed, readQueues } from './dlq/queues.ts';

export const dlq: Command = {
  name: 'dlq',
  summary: 'Lists, shows, sends back or throws away what is in the dead-letter queues',
  parameters: 'list|show|redrive|purge [<queue or service>]',
  flags: {
    id: { type: 'string', value: '<id>', help: 'only this message (envelope or queue id)' },
    type: { type: 'string', value: '<type>', help: 'only messages of this type' },
    subject: { type: 'string', value: '<id>', help: 'only messages about this order, user …' },
    limit: { type: 'string', value: '<n>', help: 'at most so many' },
    rate: { type: 'string', value: '<n>', help: `sent back in a second (${defaultRate})` },
    yes: { type: 'boolean', help: 'purge: throw away for good' },
    json: { type: 'boolean', help: 'as JSON' },
    port: { type: 'string', value: '<port>', help: 'API port of the copy, if there are several' },
  },
  notes: [
    'Sending back is safe: what was handled before is refused by the inbox.',
    'Example: npm run dlq -- redrive orders --type products.stock-reserved.v1',
  ],
  async run({ values, positionals }, terminal) {
    const [action = 'list', name, stray] = positionals;
    if (stray !== undefined) throw new UsageError(`what is ${stray}? one queue at a time`);
    const act = actions[action];
    if (!act && action !== 'list') {
      throw new UsageError(`there is no ${action}; use list, show, redrive or purge`);
    }
    if (action === 'list' && name !== undefined) {
      throw new UsageError(`list shows all queues; did you mean show ${name}?`);
    }
    const running = chosenCopy(values);
    const client = new SQSClient({
      endpoint: awsUrl(running),
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const queues = await readQueues(running);
    const target = { running, client, queues, values, terminal };
    if (act) await act(target, queueNamed(queues, name));
    else list(target);
    client.destroy();
    return 0;
  },
};
