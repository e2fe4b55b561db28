// Operations of the API asked for by the SDK, and the answers as they came, refusals among them.
import { type Client, createClient } from '../../clients/typescript/client.ts';
import { isProblem } from '../../clients/typescript/problem.ts';
import type { Answer, Call } from './shop.ts';

export interface Question extends Call {
  readonly params?: Readonly<Record<string, string>>;
  /** With its question mark. */
  readonly query?: string;
}

/** The SDK types each path; a suite that goes through all of them names them by their contracts. */
type Ask = (method: string, path: string, init: object) => Promise<unknown>;

/** Text and bytes are sent as they are. */
const encode = (body: unknown): unknown =>
  typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);

/** One try: what is refused is what is looked at. */
export const sendBySdk = async (
  baseUrl: string,
  { method, path }: { readonly method: string; readonly path: string },
  { params = {}, query = '', token, body, headers = {}, signal }: Question,
): Promise<Response> => {
  let answer: Response | undefined;
  const client: Client = createClient({
    baseUrl,
    attempts: 1,
    fetch: async (request) => {
      const response = await fetch(request);
      answer = response.clone();
      return response;
    },
  });
  const ask = client.api.request as unknown as Ask;
  const asked = ask(method.toLowerCase(), path, {
    params: { path: params },
    querySerializer: () => query.slice(1),
    parseAs: 'stream',
    redirect: 'manual',
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body, bodySerializer: encode }),
    ...(signal && { signal }),
  });
  await asked.catch((error: unknown) => {
    if (!isProblem(error)) throw error;
  });
  if (answer === undefined) throw new Error(`${method} ${path} was not sent`);
  return answer;
};

export const answerOf = async <Body>(response: Response): Promise<Answer<Body>> => {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text !== '' ? JSON.parse(text) : undefined,
    text,
  };
};
