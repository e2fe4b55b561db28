// An issuer that answers as a test says, and a service that wants tokens of it.
import { expect } from 'vitest';
import { createLog } from '../../platform/telemetry/log.ts';
import { createClientToken } from '../../platform/tokens/client-token.ts';
import { testClock } from './clock.ts';

const url = 'https://issuer/v1/oauth/token';

export type TokenAnswer = (init: RequestInit) => Promise<Response> | Response;

export const says =
  (body: unknown, status = 200): TokenAnswer =>
  () =>
    Response.json(body, { status });

export const good = (access_token: string, changes: object = {}) =>
  says({ access_token, token_type: 'Bearer', expires_in: 600, ...changes });

export const unknownClient = says({ error: 'invalid_client' }, 401);

export const down: TokenAnswer = () => {
  throw new Error('connection refused');
};

export const startTokens = (...answers: readonly TokenAnswer[]) => {
  const clock = testClock();
  const lines: string[] = [];
  const issuer = { asked: [] as RequestInit[], answers: [...answers] };
  const secret = { read: 0, text: JSON.stringify({ clientId: 'service-a', clientSecret: 's1' }) };
  const withToken = createClientToken({
    url,
    clock,
    log: createLog(
      { SERVICE: 'test', SERVICE_VERSION: 'test', LOG_LEVEL: 'debug' },
      { write: (line: string) => void lines.push(line) },
    ),
    readSecret: async () => {
      secret.read += 1;
      if (secret.text === 'down') throw new Error('the secret cannot be read');
      return secret.text;
    },
    fetch: async (asked, init) => {
      expect(asked).toBe(url);
      const answer = issuer.answers[Math.min(issuer.asked.length, issuer.answers.length - 1)];
      issuer.asked.push(init);
      if (answer === undefined) throw new Error('nobody answers');
      return answer(init);
    },
  });
  const token = () => withToken(async (value) => value);
  return { clock, lines, issuer, secret, withToken, token };
};
