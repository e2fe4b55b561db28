// The API as one page; with scripts the reference takes its place, without them it stands as it is: every operation with its authorisation, parameters, body and answers.

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security: readonly object[];
  readonly parameters: readonly { name: string; in: string; required: boolean }[];
  readonly requestBody?: { content: Readonly<Record<string, { schema: unknown }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

export interface Document {
  readonly info: { readonly title: string; readonly summary: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, object>>;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
const text = (value: string): string =>
  value.replaceAll(/[&<>"]/g, (sign) => escapes[sign] ?? sign);

const style = `
  body { color: #1c1e21; font: 15px/1.5 system-ui, sans-serif; margin: 0; }
  .plain { margin: 0 auto; max-width: 60rem; padding: 2rem 1rem; }
  .plain h1 { margin-bottom: 0; } .plain h2 { margin-top: 2.5rem; }
  .plain details { border: 1px solid #d8dce2; border-radius: 8px; margin: .5rem 0; padding: .5rem .9rem; }
  .plain summary { cursor: pointer; } .plain code, .plain pre { font: 13px/1.5 ui-monospace, monospace; }
  .plain pre { background: #f5f6f8; border-radius: 6px; overflow: auto; padding: .8rem; white-space: pre-wrap; }
  .plain .method { border-radius: 4px; color: #fff; display: inline-block; font: 700 12px ui-monospace, monospace; min-width: 3.8rem; padding: .15rem 0; text-align: center; }
  .plain .get { background: #1a6fb5; } .plain .post { background: #1e7d45; } .plain .put, .plain .patch { background: #9a5b00; } .plain .delete { background: #b3261e; }
  .plain .auth { color: #5b6470; display: block; font-size: 13px; margin-left: 5.2rem; }
  .with-reference > .plain { display: none; }
  .demo-login { background: #1e7d45; border: 0; border-radius: 8px; bottom: 1rem; color: #fff; cursor: pointer; font: 600 14px system-ui, sans-serif; padding: .7rem 1rem; position: fixed; right: 1rem; z-index: 10; }`;

const access = (security: readonly object[]): string => {
  const schemes = security.flatMap((scheme) => Object.entries(scheme));
  if (schemes.length === 0) return 'public';
  return schemes.map(([name, scopes]) => [name, ...scopes].join(' ')).join(', ');
};

const schemaBlock = (title: string, schema: unknown): string =>
  `<p>${text(title)}</p><pre>${text(JSON.stringify(schema, null, 2))}</pre>`;

const operationBlock = (path: string, method: string, operation: Operation): string => {
  const { operationId, summary, description, security, parameters, requestBody, responses } =
    operation;
  const names = parameters.map(
    (parameter) =>
      `<li><code>${text(parameter.name)}</code> (${text(parameter.in)}${parameter.required ? ', required' : ''})</li>`,
  );
  const bodies = Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) =>
    schemaBlock(type, schema),
  );
  return `<details id="${text(operationId)}"><summary><span class="method ${method}">${method.toUpperCase()}</span>
    <code>${text(path)}</code> ${text(summary)} <span class="auth">${text(access(security))}</span></summary>
    ${description === undefined ? '' : `<p>${text(description)}</p>`}${names.length > 0 ? `<ul>${names.join('')}</ul>` : ''}${bodies.join('')}
    <p>Answers: ${Object.keys(responses).map(text).join(', ')}</p></details>`;
};

const operationsOf = ({ paths }: Document) =>
  Object.entries(paths)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([, value]) => 'operationId' in value)
        .map(([method, operation]) => ({ path, method, operation: operation as Operation })),
    );

/** Chapters in the order of the document; schemas that are referred to are in the document itself. `scripts` are run in their order. */
export const renderPage = (document: Document, scripts: readonly string[]): string => {
  const { info, tags } = document;
  const byTag = Map.groupBy(operationsOf(document), ({ operation }) => operation.tags[0] ?? '');
  const sections = tags.map(({ name, description }) => {
    const operations = (byTag.get(name) ?? []).map(({ path, method, operation }) =>
      operationBlock(path, method, operation),
    );
    return `<h2>${text(name)}</h2><p>${text(description)}</p>${operations.join('')}`;
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${text(info.title)} API</title><link rel="icon" href="data:,"><style>${style}</style>
<main class="plain"><h1>${text(info.title)}</h1><p>${text(info.summary)} <a href="openapi.json">openapi.json</a> <a href="asyncapi.json">asyncapi.json</a></p>
<details><summary>Guides</summary><pre>${text(info.description)}</pre></details>${sections.join('')}</main>
${scripts.map((name) => `<script src="docs/${name}" defer></script>`).join('')}</html>`;
};
