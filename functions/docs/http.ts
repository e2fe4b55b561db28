// The documents made from the contracts and a page of them, all fixed at build time.
import { asyncapi, docs, docsAsset, openapi } from '../../events/http/docs.ts';
import type { RouteContract } from '../../events/http/route.ts';
import { type Endpoint, endpoint } from '../../platform/http/endpoint.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { renderPage } from './page.ts';
import { pageScripts } from './scripts.ts';

/** The reference draws itself and asks this API only. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const minutes = { 'cache-control': 'public, max-age=300', 'content-security-policy': policy };

const fixed = (contract: RouteContract, contentType: string, body: string): Endpoint => {
  const headers = { ...minutes, 'content-type': contentType };
  return endpoint(contract, () => ({ status: 200, headers, body }));
};

/** @param bytesOf a file of the build by its name */
export const docsEndpoints = (bytesOf: (name: string) => Buffer): readonly Endpoint[] => {
  const file = (name: string): string => bytesOf(name).toString();
  const document = file('openapi.json');
  const scripts = pageScripts(bytesOf('scalar.js.gz'), bytesOf('docs.js'));
  return [
    fixed(openapi, 'application/json', document),
    fixed(asyncapi, 'application/json', file('asyncapi.json')),
    fixed(docs, 'text/html; charset=utf-8', renderPage(JSON.parse(document), scripts.names)),
    endpoint(docsAsset, ({ params: { name }, header }) => {
      const reply = scripts.reply(name, header('accept-encoding'));
      if (reply === undefined) throw new AppError('not-found');
      return { ...reply, headers: { ...minutes, ...reply.headers } };
    }),
  ];
};
