// Documents that the build has found are known by their hash, and where only these are answered, no other is.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { examples } from '../../events/http/examples/examples.ts';
import { documentId, registeredDocuments } from '../../infra/build/graphql-documents.ts';
import { createBff, problem, refusalOf, smallShop as shop } from '../support/bff-web.ts';

const text = (name: string) => readFileSync(`clients/graphql/storefront/${name}.graphql`, 'utf8');
const productPage = text('product-page');

describe('where only registered documents are answered', () => {
  const persisted = { documents: { [documentId(productPage)]: productPage }, only: true };
  const variables = { id: 'a' };

  it('one is known by its hash, as its own member or as clients of others send it, and by its text', async () => {
    const { post } = createBff({ respond: shop, persisted });
    const sha256Hash = documentId(productPage).slice('sha256:'.length);
    for (const named of [
      { documentId: documentId(productPage) },
      { extensions: { persistedQuery: { version: 1, sha256Hash } } },
      { query: productPage },
    ]) {
      const { body } = await post({ ...named, variables });
      expect(body.data?.product).toMatchObject({ name: 'Mug a' });
    }
  });

  it('no other is', async () => {
    const { post, calls } = createBff({ respond: shop, persisted });
    const codeOf = async (body: object) => (await post(body)).body.errors?.[0]?.extensions.code;
    expect(await codeOf({ query: `${productPage} ` })).toBe('document-not-persisted');
    expect(await codeOf({ documentId: documentId('{ a }'), query: '{ a }' })).toBe(
      'document-unknown',
    );
    expect(await codeOf({ extensions: { persistedQuery: { sha256Hash: '__proto__' } } })).toBe(
      'document-unknown',
    );
    expect(await codeOf({})).toBe('document-malformed');
    expect(calls).toEqual([]);
  });
});

const documents = await registeredDocuments();

describe('by GET', () => {
  const persisted = { documents, only: true };
  const bff = (respond = shop) => createBff({ respond, persisted });
  const page = { documentId: documentId(productPage), variables: '{"id":"a"}' };
  const tagged = { etag: expect.stringMatching(/^W\/"/), vary: 'Accept, Origin' };

  it('one that asks for nobody in particular is kept for a minute by everybody, and known by its tag', async () => {
    const { get, post } = bff();
    const { status, headers, body } = await get(page);
    expect([status, body]).toEqual([
      200,
      (await post({ query: productPage, variables: { id: 'a' } })).body,
    ]);
    expect(headers).toMatchObject({ ...tagged, 'cache-control': 'public, max-age=60' });
    const again = await get(page, { 'if-none-match': headers.etag ?? '' });
    expect([again.status, again.body, again.headers.etag]).toEqual([304, {}, headers.etag]);
    const accept = 'application/graphql-response+json';
    expect((await get(page, { accept })).headers['content-type']).toBe(accept);
  });

  it("one with anything of the caller's is kept by nobody else", async () => {
    const { get } = bff();
    const sha256Hash = documentId(text('home')).slice('sha256:'.length);
    const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash } });
    const { status, headers, body } = await get({ extensions });
    expect([status, body.errors]).toEqual([200, undefined]);
    expect(headers).toMatchObject({ ...tagged, 'cache-control': 'private, no-cache' });
  });

  it('one with a part that is missing is kept by nobody', async () => {
    const { get } = bff((call) =>
      call.target === '/categories' ? problem(503, 'overloaded') : shop(call),
    );
    const { status, headers, body } = await get(page, { 'if-none-match': '*' });
    expect([status, headers['cache-control'], headers.etag]).toEqual([200, 'no-store', undefined]);
    expect(body.errors).toHaveLength(1);
  });

  it('a command is not carried out', async () => {
    const { get, calls } = bff();
    const { status, headers, body } = await get({ documentId: documentId(text('checkout')) });
    expect([status, body.code, headers.allow]).toEqual([405, 'method-not-allowed', 'POST']);
    expect(calls).toEqual([]);
  });

  it.each([
    ['no document', {}, 'document-malformed'],
    ['one that nobody knows', { documentId: `sha256:${'0'.repeat(64)}` }, 'document-unknown'],
    ['a hash that is none', { documentId: 'sha256:__proto__' }, 'validation-failed'],
    ['a text', { query: productPage }, 'unknown-member'],
    ['an operation that is no name', { ...page, operationName: '' }, 'validation-failed'],
    ['no JSON', { ...page, variables: '{' }, 'malformed-json'],
    ['a list', { ...page, variables: '[]' }, 'validation-failed'],
    ['a variable twice', { ...page, variables: '{"id":"a","id":"b"}' }, 'duplicate-member'],
    ['a prototype', { ...page, extensions: '{"__proto__":{}}' }, 'forbidden-member'],
    ['a pit', { ...page, variables: `{"id":${'['.repeat(30)}${']'.repeat(30)}}` }, 'too-deep'],
    [
      'variables of 5 KB',
      { ...page, variables: `{"id":"${'a'.repeat(5_000)}"}` },
      'validation-failed',
    ],
    [
      'a hash that is a number',
      { extensions: '{"persistedQuery":{"sha256Hash":7}}' },
      'document-malformed',
    ],
    ['a query that is none', { extensions: '{"persistedQuery":null}' }, 'document-malformed'],
    ['a variable of another type', { ...page, variables: '{"id":{}}' }, 'variables-invalid'],
  ])('%s is refused', async (_, query, code) => {
    const { get, calls } = bff();
    const answer = await get(query as Record<string, string>);
    expect([refusalOf(answer), answer.headers['cache-control']]).toEqual([code, 'no-store']);
    expect(calls).toEqual([]);
  });

  it('the example of the documents is one of ours', () => {
    const { documentId: id } = examples['bff-web.read-registered']?.query ?? {};
    expect(documents[String(id)]).toBe(text('search'));
  });
});
