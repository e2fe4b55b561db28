// Documents made to cost much cost little: each is refused for what it is, before anything is asked.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentCodes } from '../../functions/bff-web/refusal.ts';
import { createBff, refusalOf, smallShop } from '../support/bff-web.ts';
import { cpuMs, leastCpuMs } from '../support/cpu.ts';
import { hostileDocuments } from '../support/hostile-documents.ts';

const seed = 20_260_131;
const { post, calls } = createBff();

/** So many times the CPU time of answering a page that people look at. */
const dearest = 10;
const productPage = readFileSync('clients/graphql/storefront/product-page.graphql', 'utf8');

describe('200 hostile documents', () => {
  it('are refused with the code of what is wrong, and nobody is asked for them', async () => {
    const faults: object[] = [];
    for (const { kind, body, code } of hostileDocuments(seed, 200)) {
      const answer = await post(body);
      const refused = refusalOf(answer);
      if (refused !== code || answer.status >= 500) {
        faults.push({ kind, wanted: code, refused, status: answer.status });
      }
    }
    expect(faults).toEqual([]);
    expect(calls).toEqual([]);
  });

  it('cost little to refuse', async () => {
    const shop = createBff({ respond: smallShop });
    const page = { query: productPage, variables: { id: 'a' } };
    // A function that has just started is as slow as its code is new.
    for (const { body } of hostileDocuments(1, 60)) await post(body);
    for (let round = 0; round < 20; round += 1) await shop.post(page);
    const pageMs = () => leastCpuMs(() => shop.post(page));
    const usual = await pageMs();
    // What else the machine does comes and goes: what is dear is dear each time, beside a page of the same moment.
    const atItsBest = async (body: unknown): Promise<number> => {
      let ofPages = Number.POSITIVE_INFINITY;
      for (let tries = 0; tries < 5 && ofPages > dearest; tries += 1) {
        const page = await pageMs();
        ofPages = Math.min(ofPages, (await leastCpuMs(() => post(body))) / page);
      }
      return ofPages;
    };
    const dear: object[] = [];
    for (const { kind, body } of hostileDocuments(seed, 200)) {
      if ((await cpuMs(() => post(body))) <= dearest * usual) continue;
      const ofPages = await atItsBest(body);
      if (ofPages > dearest) dear.push({ kind, ofPages });
    }
    expect(dear).toEqual([]);
  });
});

describe('where the schema may be asked for', () => {
  it('questions that go in circles are too deep', async () => {
    const { post: ask } = createBff({ introspection: true });
    const types = `${'type { fields { '.repeat(20)} name ${'} }'.repeat(20)}`;
    const answer = await ask({ query: `{ __schema { types { fields { ${types} } } } }` });
    expect(refusalOf(answer)).toBe('document-too-deep');
  });
});

describe('refusals', () => {
  it('are all in the page about GraphQL', () => {
    const page = readFileSync('docs/graphql.md', 'utf8');
    expect(documentCodes.filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
  });

  it('do not tell names of the schema where it may not be asked for', async () => {
    const { body } = await post({ query: '{ acount { id } }' });
    expect(body.errors?.map(({ message }) => message)).toEqual([
      'Cannot query field "acount" on type "Query".',
    ]);
  });

  it('name a few faults of many', async () => {
    const fields = Array.from({ length: 200 }, (_, index) => `nothing${index}`).join(' ');
    const { body } = await post({ query: `{ ${fields} }` });
    expect(body.errors?.length).toBeLessThanOrEqual(6);
  });

  it('are 400 for those who want to be told by the status, and 200 for all others', async () => {
    const query = '{ nothing }';
    const accept = 'application/graphql-response+json';
    const standard = await post({ query }, { accept });
    expect([standard.status, standard.headers['content-type']]).toEqual([400, accept]);
    for (const other of ['application/json', '*/*', 'text/html', 'image/png', '']) {
      const { status, headers } = await post({ query }, { accept: other });
      expect([status, headers['content-type']]).toEqual([200, 'application/json']);
    }
  });

  it('of what is no request of GraphQL are problems', async () => {
    const refused = async (body: unknown, headers = {}) => {
      const { status, body: told, headers: given } = await post(body, headers);
      return [status, told.code, given['content-type']];
    };
    const type = 'application/problem+json';
    expect(await refused('{ account { id } }', { 'content-type': 'application/graphql' })).toEqual([
      415,
      'unsupported-media-type',
      type,
    ]);
    expect(await refused('{"query":')).toEqual([400, 'malformed-json', type]);
    expect(await refused({ query: 7 })).toEqual([422, 'validation-failed', type]);
    expect(await refused({ surprise: 1 })).toEqual([422, 'unknown-member', type]);
    expect(await refused({ query: '{ account { id } }' }, { authorization: 'Bearer bad' })).toEqual(
      [401, 'unauthenticated', type],
    );
  });
});
