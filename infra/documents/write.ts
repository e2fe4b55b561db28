// The documents made from the contracts, as files.
import { mkdir, writeFile } from 'node:fs/promises';
import { asyncApiDocument } from './asyncapi.ts';
import { openApiDocument } from './openapi/document.ts';

/** By file name. */
export const documents: Readonly<Record<string, () => object>> = {
  'asyncapi.json': asyncApiDocument,
  'openapi.json': openApiDocument,
};

export const writeDocuments = async (directory: string): Promise<void> => {
  await mkdir(directory, { recursive: true });
  await Promise.all(
    Object.entries(documents).map(([name, make]) =>
      writeFile(`${directory}/${name}`, JSON.stringify(make())),
    ),
  );
};
