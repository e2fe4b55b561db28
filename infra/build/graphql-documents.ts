// The documents that clients have registered, by the hash of their text: each file of clients/graphql is one.
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';

const folder = 'clients/graphql';

/** https://github.com/graphql/graphql-over-http/blob/main/spec/Appendix%20A%20--%20Persisted%20Documents.md */
export const documentId = (text: string): string =>
  `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** Texts by their ids. A file that is changed has a new id; clients of before want the old one, so it stays beside it. */
export const registeredDocuments = async (): Promise<Record<string, string>> => {
  const files = (await readdir(folder, { recursive: true })).filter((name) =>
    name.endsWith('.graphql'),
  );
  const texts = await Promise.all(
    files.sort().map((name) => readFile(`${folder}/${name}`, 'utf8')),
  );
  return Object.fromEntries(texts.map((text) => [documentId(text), text]));
};

export const writeGraphqlDocuments = async (path: string): Promise<void> =>
  writeFile(path, JSON.stringify(await registeredDocuments()));
