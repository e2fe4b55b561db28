// Many products from a file: sent in parts, each followed until it is worked through.
import { useQueryClient } from '@tanstack/preact-query';
import { useState } from 'preact/hooks';
import type { ProductImport } from '../../../events/http/products/imports.ts';
import { callApi } from '../data/calls.ts';
import { count } from '../parts/format.ts';
import { Table } from '../parts/table.tsx';
import { batchesOf, columns, linesOf } from './import-lines.ts';

type Refused = ProductImport['errors'][number];

interface Progress {
  readonly total: number;
  readonly done: number;
  readonly created: number;
  readonly updated: number;
  readonly refused: readonly Refused[];
}

const none: Omit<Progress, 'total'> = { done: 0, created: 0, updated: 0, refused: [] };

/** `before` is what came of the parts before this one. */
const withReport = (before: Progress, report: ProductImport): Progress => ({
  total: before.total,
  done: before.done + report.imported + report.refused,
  created: before.created + report.created,
  updated: before.updated + report.updated,
  refused: [
    ...before.refused,
    ...report.errors.map((error) => ({ ...error, line: error.line + before.done })),
  ],
});

const followed = async (
  lines: readonly string[],
  before: Progress,
  tell: (progress: Progress) => void,
): Promise<Progress> => {
  const headers = { 'content-type': 'application/x-ndjson' };
  const body = lines.join('\n');
  let report = await callApi<ProductImport>('POST', '/products/import?existing=update', {
    body,
    headers,
  });
  for (;;) {
    const now = withReport(before, report);
    tell(now);
    if (report.status === 'done') return now;
    await new Promise((resolve) => setTimeout(resolve, 300));
    report = await callApi('GET', `/products/imports/${report.id}`);
  }
};

const importFile = async (file: File, tell: (progress: Progress) => void): Promise<void> => {
  const lines = linesOf(await file.text());
  if (lines.length === 0) throw new Error('there is no product in the file');
  let progress: Progress = { ...none, total: lines.length };
  for (const batch of batchesOf(lines)) progress = await followed(batch, progress, tell);
};

const Reported = ({ progress }: { progress: Progress }) => {
  const { total, done, created, updated, refused } = progress;
  return (
    <>
      <p role="status">
        <progress value={done} max={total} aria-label="Worked through" /> {count(done)} of{' '}
        {count(total)}: {count(created)} new, {count(updated)} changed, {count(refused.length)}{' '}
        refused
      </p>
      {refused.length > 0 && (
        <Table
          caption="Refused"
          rows={refused.slice(0, 200)}
          columns={[
            { name: 'Product', cell: ({ line }) => line, class: 'number' },
            { name: 'Why', cell: ({ detail }) => detail, class: 'long' },
            {
              name: 'Where',
              cell: ({ errors }) =>
                errors.map(({ pointer, detail: what }) => `${pointer} ${what}`).join(' · '),
              class: 'long',
            },
          ]}
          keyOf={({ line }) => String(line)}
          empty=""
        />
      )}
    </>
  );
};

export const Import = () => {
  const queries = useQueryClient();
  const [progress, setProgress] = useState<Progress>();
  const [failed, setFailed] = useState('');
  const take = (file: File | undefined): void => {
    if (file === undefined) return;
    setProgress(undefined);
    setFailed('');
    importFile(file, setProgress)
      .catch((error: Error) => setFailed(error.message))
      .finally(() => queries.invalidateQueries());
  };
  return (
    <details class="raw">
      <summary>Import</summary>
      <section class="panel" aria-label="Import">
        <label class="field">
          <span>JSON lines, a JSON list, or a CSV with {columns.join(', ')}</span>
          <input
            type="file"
            accept=".csv,.json,.ndjson,.jsonl"
            onChange={({ currentTarget }) => {
              take(currentTarget.files?.[0]);
              currentTarget.value = '';
            }}
          />
        </label>
        {progress && <Reported progress={progress} />}
        {failed !== '' && (
          <p class="refused" role="alert">
            {failed}
          </p>
        )}
      </section>
    </details>
  );
};
