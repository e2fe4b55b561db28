// ClientRequestToken of TransactWriteItems, kept here: dynoxide slows down with each token it has to remember.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
import { hash } from 'node:crypto';
import { AwsError, type AwsResponse } from '../../cloud/protocol/edge-protocol.ts';

export interface RequestTokens {
  /** Runs the call once per token: a repetition within ten minutes gets the first one's answer. */
  once(body: Buffer, call: (body: Buffer) => Promise<AwsResponse>): Promise<AwsResponse>;
}

interface Entry {
  readonly digest: string;
  readonly until: number;
  readonly answer: Promise<AwsResponse>;
}

const member = Buffer.from('"ClientRequestToken":"');
const [comma, quote] = [','.charCodeAt(0), '"'.charCodeAt(0)];
const validMs = 600_000;
const mostTokens = 50_000;
const longestToken = 36;

/** The token and the body without it; a value of that name inside an item is an object, not a text. */
export function splitToken(body: Buffer): { token: string; rest: Buffer } | undefined {
  const start = body.indexOf(member);
  if (start < 0) return undefined;
  const end = body.indexOf(quote, start + member.length);
  const token = body.toString('latin1', start + member.length, end);
  const afterComma = body[start - 1] === comma;
  const beforeComma = !afterComma && body[end + 1] === comma;
  const head = body.subarray(0, afterComma ? start - 1 : start);
  const tail = body.subarray(beforeComma ? end + 2 : end + 1);
  return { token, rest: Buffer.concat([head, tail]) };
}

export function createRequestTokens(now: () => number = Date.now): RequestTokens {
  const entries = new Map<string, Entry>();

  function forgetOld(): void {
    for (const [token, { until }] of entries) {
      if (until > now() && entries.size < mostTokens) return;
      entries.delete(token);
    }
  }

  return {
    async once(body, call) {
      const split = splitToken(body);
      if (!split) return await call(body);
      const { token, rest } = split;
      if (token.length < 1 || token.length > longestToken) {
        throw new AwsError(
          'ValidationException',
          `1 validation error detected: Value '${token}' at 'clientRequestToken' failed to satisfy constraint: Member must have length between 1 and ${longestToken}`,
        );
      }
      const digest = hash('sha1', rest);
      const known = entries.get(token);
      if (known && known.until > now()) {
        if (known.digest === digest) return await known.answer;
        throw new AwsError(
          'IdempotentParameterMismatchException',
          'The request uses the same client token as a previous, but non-identical request.',
        );
      }
      forgetOld();
      const answer = call(rest);
      entries.set(token, { digest, until: now() + validMs, answer });
      const forget = () => entries.delete(token);
      // Only a success is remembered: what failed may be tried again with the same token.
      answer.then(({ status }) => status !== 200 && forget(), forget);
      return await answer;
    },
  };
}
