// The subject of P14: the built function of auth answers logins, its table and its secret being elsewhere.
import { existsSync } from 'node:fs';
import { serveSlices } from '../slices.ts';

const bundle = new URL('../../../dist/functions/auth-hashing/index.mjs', import.meta.url);
if (!existsSync(bundle)) throw new Error('there is no build of auth: npm run build');
const { handler } = await import(bundle.href);

const event = {
  httpMethod: 'POST',
  resource: '/auth/login',
  path: '/auth/login',
  headers: { 'content-type': 'application/json' },
  requestContext: { identity: { sourceIp: '127.0.0.1' } },
  body: JSON.stringify({ email: 'demo@example.com', password: 'demo-password-please-change' }),
};

serveSlices(async () => {
  const { statusCode, body } = await handler(event, { awsRequestId: 'bench' });
  if (statusCode !== 200) throw new Error(`login answers ${statusCode} ${body}`);
});
