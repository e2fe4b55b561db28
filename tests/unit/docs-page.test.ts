// The page of the API shows every operation and runs nothing it was given.
import { expect, it } from 'vitest';
import { api } from '../../events/http/api.ts';
import { renderPage } from '../../functions/docs/page.ts';
import { openApiDocument } from '../../infra/documents/openapi/document.ts';

it('shows every operation of the document, in the order of its paths', () => {
  const document = openApiDocument() as Parameters<typeof renderPage>[0];
  const page = renderPage(document, []);
  expect(page.match(/<details id/g)?.length).toBe(api.length);
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
  const document = {
    info: { title: 'T', summary: 'S', description: '<script>' },
    tags: [{ name: 'x', description: '<img>' }],
    paths: { '/<b>': { get: operation } },
  };
  const page = renderPage(document, []);
  expect(page).not.toMatch(/<script>|<img|<b>/);
});
