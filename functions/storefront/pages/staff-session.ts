// The session of the staff pages: the refresh token in a cookie that goes to these routes alone, and that no script can read.
import { bodyOf } from '../../../clients/typescript/client.ts';
import { isProblem } from '../../../clients/typescript/problem.ts';
import { isToken, tokenIn } from '../session.ts';
import type { Schemas } from '../shop-api.ts';
import type { Cookie, Raw, Visit } from '../visit.ts';

const name = 'staff_refresh';
/** Whoever has not come back within a working day logs in anew. */
const keptSeconds = 12 * 3_600;

const cookie = (value: string): Cookie => ({
  name,
  value,
  maxAge: keptSeconds,
  path: '/staff/session',
  sameSite: 'Strict',
});

const json = (status: number, body: object, cookies: readonly Cookie[] = []): Raw => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
  cookies,
});

const noSession = json(401, { code: 'no-session' });

/** Undefined where there is none, or the API knows it no longer. */
const renewed = async (visit: Visit): Promise<Schemas['Tokens'] | undefined> => {
  const refreshToken = tokenIn(visit, name);
  if (refreshToken === undefined) return undefined;
  try {
    return await bodyOf(visit.apiAs(undefined).POST('/auth/refresh', { body: { refreshToken } }));
  } catch (error) {
    if (isProblem(error) && error.status === 401) return undefined;
    throw error;
  }
};

/** What the page has got from the login becomes a cookie. */
export const beginStaffSession = ({ form }: Visit): Raw => {
  const refreshToken = form.get('refreshToken') ?? '';
  if (!isToken(refreshToken)) return json(400, { code: 'invalid-request' });
  return json(200, {}, [cookie(refreshToken)]);
};

/** An access token of minutes; a refused cookie stays, since another tab may just have brought a better one. */
export const staffToken = async (visit: Visit): Promise<Raw> => {
  const tokens = await renewed(visit);
  if (tokens === undefined) return noSession;
  const { accessToken, refreshToken, expiresIn } = tokens;
  return json(200, { accessToken, expiresIn }, [cookie(refreshToken)]);
};

export const endStaffSession = async (visit: Visit): Promise<Raw> => {
  // Whoever wants to go goes, also when the session is over already.
  await renewed(visit)
    .then((tokens) => tokens && visit.apiAs(tokens.accessToken).POST('/auth/logout'))
    .catch((error: unknown) => visit.log.info({ error }, 'logout'));
  return json(200, {}, [cookie('')]);
};
