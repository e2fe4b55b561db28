// The page of the API shows every operation and runs nothing it was given.
import { expect, it } from 'vitest';
import { renderPage } from '../../functions/docs/page.ts';
import { openApiDocument } from '../../infra/build/openapi.ts';

it('shows every operation of the document, in the order of its paths', () => {
  const document = openApiDocument() as Parameters<typeof renderPage>[0];
  const page = renderPage(document);
  const operations = Object.values(document.paths).flatMap((methods) => Object.keys(methods));
  expect(page.match(/<details /g)?.length).toBe(operations.length);
  expect(page.indexOf('/auth/login')).toBeLessThan(page.indexOf('/auth/refresh'));
});

it('shows text as text', () => {
  const operation = {
    operationId: 'x',
    summary: '<script>alert(1)</script>',
    tags: ['x'],
    security: [],
    parameters: [{ name: '"><img src=x>', in: 'query', required: true }],
    responses: {},
  };
  const page = renderPage({
    info: { title: 'T', version: '1', description: 'D' },
    paths: { '/<b>': { get: operation } },
  });
  expect(page).not.toMatch(/<script|<img|<b>/);
});
