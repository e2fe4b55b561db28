// Keeps an import: its progress, the parts still to do, and the refused lines of the parts done.

import type { ProductImport } from '../../events/http/imports.ts';
import { message } from '../../events/message.ts';
import { importPart } from '../../events/messages/products.ts';
import { type Clock, epochSeconds } from '../../platform/clock.ts';
import { paddedVersion } from '../../platform/data/records.ts';
import type { Table } from '../../platform/data/table.ts';
import type { CommitWork } from '../../platform/data/unit-of-work.ts';
import type { Causation } from '../../platform/messaging/outgoing.ts';
import type { ImportPart } from './domain/import-parts.ts';

export type RefusedLine = ProductImport['errors'][number];

export interface PartResult {
  readonly imported: number;
  readonly refused: readonly RefusedLine[];
}

export interface ImportStore {
  begin(id: string, parts: readonly ImportPart[], causation: Causation): Promise<void>;
  /** Undefined once the part is done. */
  part(id: string, number: number): Promise<ImportPart | undefined>;
  /** Throws AlreadyProcessed for a message that was handled before. */
  finish(
    id: string,
    number: number,
    result: PartResult,
    context: { readonly causation: Causation; readonly messageId: string },
  ): Promise<void>;
  read(id: string): Promise<ProductImport | undefined>;
}

const keptSeconds = 30 * 86_400;

const partitionOf = (id: string): string => `IMPORT#${id}`;
const stateKey = (id: string) => ({ pk: partitionOf(id), sk: 'STATE' });
const partKey = (id: string, number: number) => ({
  pk: partitionOf(id),
  sk: `PART#${paddedVersion(number)}`,
});
const resultKey = (id: string, number: number) => ({
  pk: partitionOf(id),
  sk: `RESULT#${paddedVersion(number)}`,
});

interface Progress {
  readonly total: number;
  readonly imported: number;
  readonly refused: number;
}

export const createImportStore = ({
  table,
  commit,
  clock,
}: {
  readonly table: Table;
  readonly commit: CommitWork;
  readonly clock: Clock;
}): ImportStore => ({
  begin: async (id, parts, causation) => {
    const expiresAt = epochSeconds(clock) + keptSeconds;
    const total = parts.reduce((all, lines) => all + lines.length, 0);
    await commit({
      pk: partitionOf(id),
      writes: [
        { put: { ...stateKey(id), total, imported: 0, refused: 0, expiresAt } },
        ...parts.map((lines, number) => ({ put: { ...partKey(id, number), lines, expiresAt } })),
      ],
      messages: parts.map((_, part) => message(importPart, id, { importId: id, part })),
      causation,
    });
  },

  part: async (id, number) => (await table.get<{ lines: ImportPart }>(partKey(id, number)))?.lines,

  finish: async (id, number, { imported, refused }, context) => {
    const expiresAt = epochSeconds(clock) + keptSeconds;
    await commit({
      pk: partitionOf(id),
      writes: [
        {
          update: stateKey(id),
          change: {
            expression: 'ADD imported :imported, refused :refused',
            values: { ':imported': imported, ':refused': refused.length },
          },
        },
        { remove: partKey(id, number) },
        ...(refused.length === 0
          ? []
          : [{ put: { ...resultKey(id, number), refused, expiresAt } }]),
      ],
      ...context,
    });
  },

  read: async (id) => {
    const progress = await table.get<Progress>(stateKey(id));
    if (progress === undefined) return undefined;
    const results = await table.query<{ refused: RefusedLine[] }>(partitionOf(id), {
      prefix: 'RESULT#',
    });
    const { total, imported, refused } = progress;
    return {
      id,
      status: imported + refused === total ? 'done' : 'running',
      total,
      imported,
      refused,
      errors: results.flatMap((result) => result.refused),
    };
  },
});
