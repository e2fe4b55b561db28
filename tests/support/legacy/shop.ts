// A small shop as they were made twenty years ago: articles and purchases in their own shape, pages for errors, prices as text.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Article {
  readonly nr: string;
  readonly title: string;
  /** Cents. */
  price: number;
  readonly sorts: readonly { readonly code: string; readonly label: string }[];
}

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface LegacyShop {
  readonly url: string;
  readonly articles: Map<string, Article>;
  /** Purchases by their number. */
  readonly purchases: Map<string, { readonly customer: string; readonly sum: string }>;
  /** Everything it was asked, in this order. */
  readonly asked: Asked[];
  /** What it does in place of answering; undefined is healthy. */
  illness: 'silent' | 'failing' | undefined;
  stop(): Promise<void>;
}

const page = (response: ServerResponse, status: number, text: string): void => {
  response.writeHead(status, { 'content-type': 'text/html; charset=iso-8859-1' });
  response.end(Buffer.from(`<html><body><h1>${text}</h1></body></html>`, 'latin1'));
};

const json = (response: ServerResponse, value: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'set-cookie': 'PHPSESSID=1' });
  response.end(JSON.stringify(value));
};

const asText = (article: Article) => ({
  art_nr: article.nr,
  title: article.title,
  currency: 'EUR',
  sorts: article.sorts.map((sort) => ({ ...sort, price: (article.price / 100).toFixed(2) })),
  changed_by: 'warehouse',
});

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return body;
};

type Answer = (found: string, response: ServerResponse, asked: Asked) => void;

const routes = ({ articles, purchases }: Pick<LegacyShop, 'articles' | 'purchases'>) =>
  [
    [
      /^GET \/shop\/article\/([^/?]+)/,
      (nr, response) => {
        const article = articles.get(decodeURIComponent(nr));
        if (article) json(response, asText(article));
        else page(response, 404, 'Artikel nicht gefunden');
      },
    ],
    [
      /^POST \/shop\/orders/,
      (_, response, { body }) => {
        const number = `A-${purchases.size + 1}`;
        purchases.set(number, { customer: 'a customer', sum: String(body.length) });
        json(response, { number, state: 'received' }, 201);
      },
    ],
    [/^GET \/shop\/about/, (_, response) => page(response, 200, 'Über uns')],
    [/^GET \/shop\/echo/, (_, response, asked) => json(response, asked)],
    [
      /^GET \/shop\/moved\?to=(.+)/,
      (to, response) => {
        response.writeHead(302, { location: decodeURIComponent(to) });
        response.end();
      },
    ],
    [
      /^GET \/shop\/logo/,
      (_, response) => {
        response.writeHead(200, { 'content-type': 'image/png' });
        response.end(Buffer.from([137, 80, 78, 71]));
      },
    ],
  ] satisfies readonly (readonly [RegExp, Answer])[];

export const startLegacyShop = async (): Promise<LegacyShop> => {
  const asked: Asked[] = [];
  const kept = { articles: new Map<string, Article>(), purchases: new Map() };
  const answers: readonly (readonly [RegExp, Answer])[] = routes(kept);
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const one: Asked = { method, url, headers, body: await bodyOf(request) };
    asked.push(one);
    if (shop.illness === 'silent') return;
    if (shop.illness === 'failing') return page(response, 503, 'Fatal error in shop.php line 12');
    for (const [form, answer] of answers) {
      const [found, part = ''] = form.exec(`${method} ${url}`) ?? [];
      if (found !== undefined) return answer(part, response, one);
    }
    page(response, 404, 'Seite nicht gefunden');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const shop: LegacyShop = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/shop`,
    ...kept,
    asked,
    illness: undefined,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return shop;
};
