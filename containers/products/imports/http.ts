// Imports over HTTP: taken in at once, worked through in the background, reported line by line.
import { importProducts, readImport } from '../../../events/http/products/imports.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { isId, type NewId } from '../../../platform/kernel/ids.ts';
import { linesOf, partsOf } from '../domain/import-parts.ts';
import type { ImportStore } from './import-store.ts';

const decode = (body: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (cause) {
    throw new AppError('malformed-request', { detail: 'The body is not UTF-8.', cause });
  }
};

export const importEndpoints = ({
  imports,
  newId,
}: {
  readonly imports: ImportStore;
  readonly newId: NewId;
}): readonly Endpoint[] => {
  const readExisting = async (id: string) => {
    const report = isId('imp', id) ? await imports.read(id) : undefined;
    if (report === undefined) throw new AppError('not-found');
    return report;
  };

  return [
    endpoint(importProducts, async ({ rawBody, query: { existing = 'refuse' }, causation }) => {
      const id = newId('imp');
      const parts = partsOf(linesOf(decode(rawBody)));
      await imports.begin({ id, parts, existing, causation });
      return {
        status: 202,
        headers: { location: `/v1/products/imports/${id}` },
        body: await readExisting(id),
      };
    }),

    endpoint(readImport, async ({ params }) => ({
      status: 200,
      body: await readExisting(params.id),
    })),
  ];
};
