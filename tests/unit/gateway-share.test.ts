// What one caller has under way at the gateway at once, and what becomes of the rest.
import { describe, expect, it } from 'vitest';
import { shareOfOne } from '../../localstack/gateway/admission/share.ts';
import { GatewayFault } from '../../localstack/gateway/answer.ts';
import type { Exchange } from '../../localstack/gateway/exchange.ts';

const from = (sourceIp: string, token?: string, authorizationType = 'CUSTOM') =>
  ({
    method: { authorizationType },
    request: { sourceIp, headers: token === undefined ? [] : [['Authorization', token]] },
  }) as unknown as Exchange;

const faultOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof GatewayFault) return error.type;
  }
  return 'none';
};

describe('the share of one caller', () => {
  it('is throttled beyond it, and has room again for each that is answered', () => {
    const take = shareOfOne(2);
    const crowd = from('192.0.2.1', 'Bearer crowd');
    const [first, second] = [take(crowd), take(crowd)];
    expect(faultOf(() => take(crowd))).toBe('THROTTLED');
    first();
    const third = take(crowd);
    expect(faultOf(() => take(crowd))).toBe('THROTTLED');
    second();
    third();
    expect([faultOf(() => take(crowd)), faultOf(() => take(crowd))]).toEqual(['none', 'none']);
  });

  it('is his who shows the token, and of those who show none the one of their address', () => {
    const take = shareOfOne(1);
    take(from('192.0.2.1', 'Bearer crowd'));
    take(from('192.0.2.2'));
    const answers = [
      from('192.0.2.9', 'Bearer crowd'),
      from('192.0.2.1', 'Bearer other'),
      from('192.0.2.1'),
      from('192.0.2.2'),
    ].map((exchange) => faultOf(() => take(exchange)));
    expect(answers).toEqual(['THROTTLED', 'none', 'none', 'THROTTLED']);
  });

  it('is that of his address where nobody looks at the token', () => {
    const take = shareOfOne(2);
    const answers = ['a', 'b', 'c'].map((token) =>
      faultOf(() => take(from('192.0.2.1', `Bearer ${token}`, 'NONE'))),
    );
    expect(answers).toEqual(['none', 'none', 'THROTTLED']);
    expect(faultOf(() => take(from('192.0.2.2', 'Bearer a', 'NONE')))).toBe('none');
  });
});
