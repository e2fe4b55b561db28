// Documents that the build has found are known by their hash, and where only these are answered, no other is.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentId } from '../../infra/build/graphql-documents.ts';
import { createBff, smallShop as shop } from '../support/bff-web.ts';

const productPage = readFileSync('clients/graphql/storefront/product-page.graphql', 'utf8');

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
