// A partner's token by the name of the API that it comes by.
import { describe, expect, it } from 'vitest';
import { mayComeBy } from '../../functions/auth/oauth/partner-name.ts';

const partners = 'partners.example.com';
const user = { kind: 'user', clientId: 'tandem' } as const;
const partner = { kind: 'client', clientId: 'cli_1' } as const;
const ours = { kind: 'client', clientId: 'service-orders' } as const;

describe('where partners have a name of their own', () => {
  it.each([
    ['a partner by that name', partners, partner, true],
    ['a partner by the public name', 'api.example.com', partner, false],
    ['a partner by a name that only begins with it', `${partners}.example.net`, partner, false],
    ['a partner by no name', undefined, partner, false],
    ['a person by any name', 'api.example.com', user, true],
    ['a service of ours by any name', 'api.example.com', ours, true],
    [
      'a client that is called nearly like one of ours',
      'api.example.com',
      { ...ours, clientId: 'service-orders2' },
      false,
    ],
  ])('%s', (_who, name, identity, passes) => {
    expect(mayComeBy(name, identity, partners)).toBe(passes);
  });
});

describe('where they have none', () => {
  it('everybody may come', () => {
    expect([user, partner, ours].map((each) => mayComeBy('x', each, undefined))).toEqual([
      true,
      true,
      true,
    ]);
  });
});
