// Where access tokens come from: the session of a person, or an OAuth client. One renewal at a time, whoever asks.

import { problemOf } from './problem.ts';
import type { components } from './schema.ts';

export type Tokens = Pick<components['schemas']['Tokens'], 'accessToken' | 'refreshToken'>;

export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string;
}

export interface TokenSource {
  current(): Promise<string | undefined>;
  /** The next one in place of a token that was refused; undefined where there is none to be had. */
  renew(refused: string): Promise<string | undefined>;
}

type Send = (request: Request) => Promise<Response>;

const post = async (send: Send, url: string, init: RequestInit): Promise<unknown> => {
  const response = await send(new Request(url, { method: 'POST', ...init }));
  if (!response.ok) throw await problemOf(response);
  return response.json();
};

/** Whoever asks while one is under way waits for it. */
const oneAtATime = <T>(work: () => Promise<T>): (() => Promise<T>) => {
  let running: Promise<T> | undefined;
  return () => {
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  };
};

export interface Session extends TokenSource {
  set(tokens: Tokens | undefined): void;
}

/** `changed` is told of every rotation, so that the session can be kept. */
export const personSession = (
  send: Send,
  baseUrl: string,
  given: Tokens | undefined,
  changed: (tokens: Tokens | undefined) => void,
): Session => {
  let tokens = given;
  const set = (next: Tokens | undefined): void => {
    tokens = next;
    changed(next);
  };
  const refresh = oneAtATime(async () => {
    const { refreshToken } = tokens ?? {};
    const body = JSON.stringify({ refreshToken });
    const headers = { 'content-type': 'application/json' };
    try {
      set((await post(send, `${baseUrl}/auth/refresh`, { body, headers })) as Tokens);
    } catch (error) {
      // The session is over; anything else may pass.
      if ((error as { status?: number }).status === 401) set(undefined);
      throw error;
    }
    return tokens?.accessToken;
  });
  return {
    set,
    current: async () => tokens?.accessToken,
    renew: async (refused) => {
      if (tokens === undefined) return undefined;
      return tokens.accessToken === refused ? refresh() : tokens.accessToken;
    },
  };
};

export const clientTokens = (
  send: Send,
  baseUrl: string,
  { clientId, clientSecret, scope }: ClientCredentials,
): TokenSource => {
  let token: string | undefined;
  const fetchToken = oneAtATime(async () => {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      ...(scope === undefined ? {} : { scope }),
    });
    const headers = { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` };
    const answer = await post(send, `${baseUrl}/oauth/token`, { body, headers });
    token = (answer as { access_token: string }).access_token;
    return token;
  });
  return {
    current: async () => token ?? fetchToken(),
    renew: async (refused) => (token === refused ? fetchToken() : token),
  };
};
