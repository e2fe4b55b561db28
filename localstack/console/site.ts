// The console on the public port: its files below /console, and the embedded cloud's own routes for its pages.

import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { RawHandler } from '../cloud/protocol/edge-protocol.ts';
import { refusalOf } from '../cloud/protocol/visitors.ts';

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Nothing from elsewhere. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A mail brings its own style and runs nothing; its links open outside the frame it is shown in. */
const mailPolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "frame-ancestors 'self'",
  'sandbox allow-popups allow-popups-to-escape-sandbox',
].join('; ');

const forever = 'public, max-age=31536000, immutable';

const headers = {
  'cache-control': 'no-store',
  'content-security-policy': pagePolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

export interface Site {
  /** Is this target of the public port the console's? */
  serves(target: string): boolean;
  readonly handle: RawHandler;
  /** Ends streams, which would not end by themselves. */
  close(): void;
}

export interface SiteSources {
  /** Where the build has put the console. */
  readonly directory: string;
  /** Answers `/_tandem/*`, once it is there. */
  readonly admin: () => RawHandler | undefined;
  /** HTML of a mail. */
  readonly mail: (id: string) => string | undefined;
}

export function consoleSite(sources: SiteSources): Site {
  const open = new Set<ServerResponse>();
  return {
    close() {
      for (const response of open) response.destroy();
    },
    serves: (target) => /^\/(console|_tandem)(?:[/?]|$)/.test(target),
    async handle(request, response) {
      open.add(response);
      response.once('close', () => open.delete(response));
      const refused = refusalOf(request);
      if (refused !== undefined) {
        answer(response, 403, 'application/json', JSON.stringify({ error: refused }));
        return;
      }
      if (request.url?.startsWith('/_tandem')) await local(sources, request, response);
      else await serveFile(sources, request, response);
    },
  };
}

async function local(
  { admin }: SiteSources,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const routes = admin();
  if (routes) await routes(request, response);
  else answer(response, 503, 'application/json', '{"error":"it is not there yet"}');
}

async function serveFile(
  { directory, mail }: SiteSources,
  { method, url = '/' }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    answer(response, 405, 'text/plain', 'GET and HEAD');
    return;
  }
  const [path = ''] = url.split('?', 1);
  const [, asset, extension = ''] = /^\/console\/assets\/([\w-]+\.(\w+))$/.exec(path) ?? [];
  const [, letter] = /^\/console\/mails\/([\w.-]+)$/.exec(path) ?? [];
  const read = (file: string) => readFile(join(directory, file)).catch(() => undefined);
  if (letter !== undefined) {
    const html = mail(letter);
    response.setHeader('content-security-policy', mailPolicy);
    found(response, method, html && `<base target="_blank">${html}`, types.html);
  } else if (path.startsWith('/console/assets')) {
    const isNamedByContent = /-[A-Z0-9]{8}\./.test(asset ?? '');
    if (isNamedByContent) response.setHeader('cache-control', forever);
    found(response, method, asset && (await read(`assets/${asset}`)), types[extension]);
  } else {
    found(response, method, await read('index.html'), types.html);
  }
}

function found(
  response: ServerResponse,
  method: string,
  body: string | Buffer | undefined,
  type: string | undefined,
): void {
  if (type === undefined || body === undefined || body === '') {
    response.removeHeader('cache-control');
    answer(response, 404, 'text/plain', 'There is no such file; npm run build makes the console.');
    return;
  }
  answer(response, 200, type, method === 'HEAD' ? '' : body);
}

function answer(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!response.hasHeader(name)) response.setHeader(name, value);
  }
  response.writeHead(status, { 'content-type': type });
  response.end(body);
}
