// A service that is not configured says what is missing, all of it, and does not start.
import { describe, expect, it } from 'vitest';
import {
  integer,
  list,
  optional,
  readConfig,
  share,
  text,
  textOr,
  url,
} from '../../platform/kernel/config.ts';

const schema = {
  TABLE_NAME: text,
  PORT: integer(8080),
  ISSUER: url,
  LEVEL: textOr('info'),
  ORIGINS: list,
  SHARE: share(1),
  COLLECTOR: optional(url),
};

describe('readConfig', () => {
  it('reads what is there and fills in defaults', () => {
    const environment = {
      TABLE_NAME: 'orders',
      ISSUER: 'http://localhost:3000/v1/',
      ORIGINS: 'a, b,',
    };
    expect(readConfig(schema, environment)).toEqual({
      TABLE_NAME: 'orders',
      PORT: 8080,
      ISSUER: 'http://localhost:3000/v1',
      LEVEL: 'info',
      ORIGINS: ['a', 'b'],
      SHARE: 1,
      COLLECTOR: undefined,
    });
  });

  it('names everything that is missing or wrong in one error', () => {
    const environment = {
      TABLE_NAME: '',
      PORT: '80a',
      ISSUER: 'nowhere',
      SHARE: '5 %',
      COLLECTOR: 'nowhere',
    };
    expect(() => readConfig(schema, environment)).toThrow(
      'configuration: TABLE_NAME is missing; PORT must be an integer, not "80a"; ISSUER must be a URL, not "nowhere"; SHARE must be from 0 to 1, not "5 %"; COLLECTOR must be a URL, not "nowhere"',
    );
  });
});
