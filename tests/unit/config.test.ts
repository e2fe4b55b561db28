// A service that is not configured says what is missing, all of it, and does not start.
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  commonConfig,
  integer,
  invocationTrace,
  json,
  list,
  listenConfig,
  oneOf,
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

describe('a variable', () => {
  it.each([
    [text, 'a', 'a'],
    [textOr('info'), '', 'info'],
    [textOr('info'), undefined, 'info'],
    [textOr('info'), 'debug', 'debug'],
    [oneOf(['a', 'b']), undefined, 'a'],
    [oneOf(['a', 'b']), '', 'a'],
    [oneOf(['a', 'b']), 'a', 'a'],
    [oneOf(['a', 'b']), 'b', 'b'],
    [integer(7), undefined, 7],
    [integer(7), '', 7],
    [integer(0), undefined, 0],
    [integer(7), '0', 0],
    [integer(), '-5', -5],
    [url, 'https://shop/v1/', 'https://shop/v1'],
    [url, 'https://shop/v1', 'https://shop/v1'],
    [share(0.5), undefined, 0.5],
    [share(0.5), '', 0.5],
    [share(0.5), '0', 0],
    [share(0.5), '1', 1],
    [share(0.5), '0.25', 0.25],
    [optional(text), undefined, undefined],
    [optional(text), '', undefined],
    [optional(text), 'a', 'a'],
    [list, undefined, []],
    [list, '', []],
    [list, ' a ,, b', ['a', 'b']],
    [json(), '{"a":1}', { a: 1 }],
  ])('of kind %# that says %j is read', (read, said, is) => {
    expect(readConfig({ IT: read as typeof text }, { IT: said })).toEqual({ IT: is });
  });

  it.each([
    [text, undefined, 'IT is missing'],
    [oneOf(['a', 'b', 'c']), 'd', 'IT must be one of a, b, c'],
    [integer(), undefined, 'IT is missing'],
    [integer(), '', 'IT is missing'],
    [integer(7), '7.5', 'IT must be an integer, not "7.5"'],
    [url, '', 'IT is missing'],
    [share(1), '1.01', 'IT must be from 0 to 1, not "1.01"'],
    [share(1), '-0.01', 'IT must be from 0 to 1, not "-0.01"'],
    [json(), '{', 'IT must be JSON'],
    [json(), undefined, 'IT is missing'],
  ])('of kind %# that says %j is refused', (read, said, because) => {
    expect(() => readConfig({ IT: read as typeof text }, { IT: said })).toThrow(
      `configuration: ${because}`,
    );
  });

  it('that nobody sets has the value that holds everywhere', () => {
    expect(readConfig(listenConfig, {})).toEqual({ PORT: 8080, LISTEN_HOST: '0.0.0.0' });
    expect(readConfig(commonConfig, { STAGE: 'dev', SERVICE: 'orders' })).toEqual({
      STAGE: 'dev',
      SERVICE: 'orders',
      SERVICE_VERSION: 'dev',
      LOG_LEVEL: 'info',
    });
  });

  it('of the process is read where no other environment is given', () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv('IT', 'said');
    vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-0-0');
    expect(readConfig({ IT: text })).toEqual({ IT: 'said' });
    expect(invocationTrace()).toBe('Root=1-0-0');
  });
});
