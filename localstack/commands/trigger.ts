// `npm run trigger`: the sandbox provider sends a webhook again, well or badly behaved.

import { providerEventKinds } from '../../events/messages/webhooks.ts';
import { nearest, UsageError } from '../../platform/cli/flags.ts';
import { chosenCopy } from '../cli/chosen.ts';
import { ask } from '../cli/client.ts';
import type { Command } from '../cli/command.ts';

const modes = ['duplicate', 'late', 'reordered', 'bad-signature'] as const;

export const trigger: Command = {
  name: 'trigger',
  summary: 'Lets the sandbox payment provider send a webhook about an order again',
  parameters: '<event>',
  flags: {
    order: { type: 'string', value: '<id>', help: 'the order it is about' },
    duplicate: { type: 'boolean', help: 'three times at once' },
    late: { type: 'boolean', help: 'an event of an hour ago' },
    reordered: { type: 'boolean', help: 'before the event that came earlier' },
    'bad-signature': { type: 'boolean', help: 'signed with another secret' },
    port: { type: 'string', value: '<port>', help: 'API port of the copy, if there are several' },
  },
  notes: [
    `Events: ${providerEventKinds.join(', ')}`,
    'Example: npm run trigger -- authorization.succeeded --order ord_… --duplicate',
  ],
  async run({ values, positionals }, terminal) {
    const [event, stray] = positionals;
    const known = `\n  ${providerEventKinds.join('\n  ')}`;
    if (!event) throw new UsageError(`which event? one of${known}`);
    if (stray !== undefined) throw new UsageError(`what is ${stray}? one event, of one order`);
    if (!(providerEventKinds as readonly string[]).includes(event)) {
      const near = nearest(event, providerEventKinds);
      const hint = near ? `did you mean ${near}?` : 'there are';
      throw new UsageError(`there is no event ${event}; ${hint}${known}`);
    }
    if (!values.order) throw new UsageError('which order? --order <id>');
    const chosen = modes.filter((mode) => values[mode] === true);
    if (chosen.length > 1) throw new UsageError(`choose one of ${modes.join(', ')}`);
    const running = chosenCopy(values);
    try {
      const answer = await ask<unknown>(running, 'trigger', {
        method: 'POST',
        body: JSON.stringify({ event, order: values.order, mode: chosen[0] ?? 'normal' }),
      });
      terminal.line(JSON.stringify(answer, null, 2));
      return 0;
    } catch (error) {
      terminal.error((error as Error).message);
      return 1;
    }
  },
};
