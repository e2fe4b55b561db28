// The examples of the API's documents as requests.
import { expect } from 'vitest';
import { api } from '../../events/http/api.ts';
import { type Example, examples } from '../../events/http/examples/examples.ts';

export interface Real {
  readonly token?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Members in place of those of the example. */
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

const encoded = (id: string, body: unknown) => {
  const accepts = api.find((route) => route.id === id)?.accepts;
  return accepts === 'application/x-www-form-urlencoded'
    ? new URLSearchParams(body as Record<string, string>).toString()
    : body;
};

export const exampleOf = (id: string): Example => examples[id] ?? expect.fail(id);

/** What is sent: the example as it stands, with what is real in place of what is made up. */
export const requestBy = (id: string, real: Real) => {
  const { params, query, body } = exampleOf(id);
  const pairs = Object.entries({ ...query, ...real.query }).flatMap(([name, value]) =>
    [value].flat().map((each): [string, string] => [name, String(each)]),
  );
  const accepts = api.find((route) => route.id === id)?.accepts ?? 'application/json';
  const isObject = typeof body === 'object' && body !== null;
  return {
    ...(real.token === undefined ? {} : { token: real.token }),
    params: { ...params, ...real.params },
    query: `?${new URLSearchParams(pairs)}`,
    ...(body === undefined
      ? { headers: real.headers }
      : {
          headers: { 'content-type': accepts, ...real.headers },
          body: encoded(id, isObject ? { ...body, ...real.body } : body),
        }),
  };
};
