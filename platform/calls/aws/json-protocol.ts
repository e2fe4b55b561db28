// AWS JSON, which most services speak: the input of a command is the body, the answer its output.
// https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
import { randomUUID } from 'node:crypto';
import type { Protocol } from './protocol.ts';

const membersOf = (body: string): Record<string, unknown> => {
  try {
    return JSON.parse(body) ?? {};
  } catch {
    return {};
  }
};

export const jsonProtocol = (target: string, version: '1.0' | '1.1'): Protocol => ({
  headers: (operation) => ({
    'content-type': `application/x-amz-json-${version}`,
    'x-amz-target': `${target}.${operation}`,
  }),
  // A transaction whose answer was lost is known by its token: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
  body: (operation, input) =>
    JSON.stringify(
      operation === 'TransactWriteItems' ? { ClientRequestToken: randomUUID(), ...input } : input,
    ),
  output: (_operation, body) => JSON.parse(body || '{}'),
  failure: (body) => {
    const { Message = '', message = Message, ...members } = membersOf(body);
    const [code = ''] = String(members.__type ?? '')
      .split('#')
      .slice(-1);
    return { code, message: String(message), members };
  },
});
