// A service that is not configured says what is missing, all of it, and does not start.
import { describe, expect, it } from 'vitest';
import { integer, list, readConfig, text, textOr, url } from '../../platform/config.ts';

const schema = {
  TABLE_NAME: text,
  PORT: integer(8080),
  ISSUER: url,
  LEVEL: textOr('info'),
  ORIGINS: list,
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
    });
  });

  it('names everything that is missing or wrong in one error', () => {
    const environment = { TABLE_NAME: '', PORT: '80a', ISSUER: 'nowhere' };
    expect(() => readConfig(schema, environment)).toThrow(
      'configuration: TABLE_NAME is missing; PORT must be an integer, not "80a"; ISSUER must be a URL, not "nowhere"',
    );
  });
});
