// How a TypeScript program calls an operation, by the client of clients/typescript.
import type { Example } from '../../../events/http/examples/examples.ts';
import { requestHeaders } from '../../../events/http/headers.ts';
import type { RouteContract } from '../../../events/http/route.ts';

const isName = (text: string): boolean => /^[A-Za-z_$][\w$]*$/.test(text);

/** A value as it is written in a program. */
const written = (value: unknown, indent = ''): string => {
  if (typeof value === 'string')
    return `'${value.replaceAll(/['\\]/g, '\\$&').replaceAll('\n', '\\n')}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  const deeper = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((item) => written(item, deeper))
    : Object.entries(value).map(
        ([name, item]) => `${isName(name) ? name : `'${name}'`}: ${written(item, deeper)}`,
      );
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const line = Array.isArray(value) ? `[${parts.join(', ')}]` : `{ ${parts.join(', ')} }`;
  if (line.length + indent.length <= 80 && !line.includes('\n'))
    return parts.length ? line : open + close;
  return `${open}\n${parts.map((part) => `${deeper}${part},\n`).join('')}${indent}${close}`;
};

const headersOf = ({ idempotent, requestHeaders: wanted = {} }: RouteContract) => ({
  ...(idempotent ? { 'Idempotency-Key': 'crypto.randomUUID()' } : {}),
  ...Object.fromEntries(
    Object.entries(wanted)
      .filter(([, need]) => need === 'required')
      .map(([name]) => {
        const { examples = [] } = requestHeaders[name as keyof typeof requestHeaders] as {
          examples?: readonly unknown[];
        };
        return [name, examples[0]];
      }),
  ),
});

/** Undefined where the client has no way: it speaks JSON. */
export const typescriptSample = (contract: RouteContract, example: Example): string | undefined => {
  const { method, path, accepts, rawBody, produces } = contract;
  if (accepts !== undefined || rawBody || produces !== undefined) return undefined;
  const params = {
    ...(example.params && { path: example.params }),
    ...(example.query && { query: example.query }),
    ...(Object.keys(headersOf(contract)).length > 0 && { header: headersOf(contract) }),
  };
  const init = {
    ...(Object.keys(params).length > 0 && { params }),
    ...('body' in example && { body: example.body }),
  };
  const rest = Object.keys(init).length > 0 ? `, ${written(init)}` : '';
  const call = `await tandem.api.${method}('${path}'${rest});`.replace(
    "'crypto.randomUUID()'",
    'crypto.randomUUID()',
  );
  return `const { data } = ${call}`;
};
