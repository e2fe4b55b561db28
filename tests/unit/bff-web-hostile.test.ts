// Documents made to cost much cost little: each is refused for what it is, before anything is asked.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentCodes } from '../../functions/bff-web/refusal.ts';
import { createBff, refusalOf } from '../support/bff-web.ts';
import { hostileDocuments } from '../support/hostile-documents.ts';

const seed = 20_260_131;
const { post, calls } = createBff();

/** CPU milliseconds of this thread. */
const cpuOf = async <T>(run: () => Promise<T>): Promise<{ answer: T; cpuMs: number }> => {
  const before = process.threadCpuUsage();
  const answer = await run();
  const { user, system } = process.threadCpuUsage(before);
  return { answer, cpuMs: (user + system) / 1000 };
};

const copied = {
  items: Array.from({ length: 400 }, (_, number) => ({ id: `item ${number}`, number })),
};

/** What a processor of its own does in 2 ms: those that share one count each other's waiting as CPU. */
const slowdown = async (): Promise<number> => {
  const { cpuMs } = await cpuOf(async () => {
    for (let times = 0; times < 40; times += 1) JSON.parse(JSON.stringify(copied));
  });
  return Math.max(1, cpuMs / 2);
};

/** At its best: a collection of garbage is not what a document costs. */
const leastCpuOf = async <T>(run: () => Promise<T>) => {
  let least = await cpuOf(run);
  for (let tries = 1; tries < 5 && least.cpuMs > 20; tries += 1) {
    const { answer, cpuMs } = await cpuOf(run);
    least = { answer, cpuMs: Math.min(least.cpuMs, cpuMs / (await slowdown())) };
  }
  return least;
};

describe('200 hostile documents', () => {
  it('are refused with the code of what is wrong, in 20 ms of CPU each, and nobody is asked for them', async () => {
    // A function that has just started is as slow as its code is new.
    for (const { body } of hostileDocuments(1, 60)) await post(body);
    const faults: object[] = [];
    for (const { kind, body, code } of hostileDocuments(seed, 200)) {
      const { answer, cpuMs } = await leastCpuOf(() => post(body));
      const refused = refusalOf(answer);
      if (refused !== code || answer.status >= 500 || cpuMs > 20) {
        faults.push({ kind, wanted: code, refused, status: answer.status, cpuMs });
      }
    }
    expect(faults).toEqual([]);
    expect(calls).toEqual([]);
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
