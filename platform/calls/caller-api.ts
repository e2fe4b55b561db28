// The public API as the caller of one request asks it: with their own token and cart, for as long as the request has.
import {
  type ApiPolicies,
  type AskApi,
  createPublicApi,
  type PublicApiOptions,
  type SendToApi,
} from './public-api.ts';

/** What a function that stands before the API keeps for all its requests. */
export interface ApiAccess<Service extends string, Kind extends string> {
  readonly url: string;
  readonly policies: ApiPolicies<Service, Kind>;
  /** @default fetch */
  readonly send?: SendToApi;
}

export interface Caller {
  readonly requestId: string;
  readonly header: (name: string) => string | undefined;
}

/** They say who asks, and are handed on as they came. */
const credentials = ['authorization', 'x-cart-token', 'x-api-key'] as const;

const headersOf = ({ requestId, header }: Caller): PublicApiOptions<string, string>['headers'] => {
  const given = credentials.flatMap((name) => {
    const value = header(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { 'x-request-id': requestId, ...Object.fromEntries(given) };
};

export const callerApi = <Service extends string, Kind extends string>(
  caller: Caller,
  { url, policies, send }: ApiAccess<Service, Kind>,
  withinMs: number,
): AskApi<Service, Kind> =>
  createPublicApi({
    url,
    policies,
    headers: headersOf(caller),
    deadline: AbortSignal.timeout(withinMs),
    ...(send && { send }),
  });
