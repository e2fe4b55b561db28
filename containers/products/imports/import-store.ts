// Keeps an import: its progress, the parts still to do, and the refused lines of the parts done.

import type { ProductImport } from '../../../events/http/products/imports.ts';
import { message } from '../../../events/message.ts';
import { importPart } from '../../../events/messages/products.ts';
import { paddedVersion } from '../../../platform/data/records.ts';
import type { Table } from '../../../platform/data/table.ts';
import type { CommitWork, Work } from '../../../platform/data/unit-of-work.ts';
import { type Clock, epochSeconds } from '../../../platform/kernel/clock.ts';
import type { ImportPart } from '../domain/import-parts.ts';

export type RefusedLine = ProductImport['errors'][number];

/** What becomes of a line whose SKUs there are. */
export type Existing = 'refuse' | 'update';

export interface StoredPart {
  readonly lines: ImportPart;
  readonly existing: Existing;
}

export interface PartResult {
  readonly created: number;
  readonly updated: number;
  readonly refused: readonly RefusedLine[];
}

export interface ImportStore {
  begin(given: {
    readonly id: string;
    readonly parts: readonly ImportPart[];
    readonly existing: Existing;
    readonly causation: Work['causation'];
  }): Promise<void>;
  /** Undefined once the part is done. */
  part(id: string, number: number): Promise<StoredPart | undefined>;
  /** Throws AlreadyProcessed for a message that was handled before. */
  finish(
    id: string,
    number: number,
    result: PartResult,
    context: Pick<Work, 'causation' | 'messageId'>,
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
  readonly created: number;
  readonly updated: number;
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
  begin: async ({ id, parts, existing, causation }) => {
    const expiresAt = epochSeconds(clock) + keptSeconds;
    const total = parts.reduce((all, lines) => all + lines.length, 0);
    await commit({
      pk: partitionOf(id),
      writes: [
        { put: { ...stateKey(id), total, created: 0, updated: 0, refused: 0, expiresAt } },
        ...parts.map((lines, number) => ({
          put: { ...partKey(id, number), lines, existing, expiresAt },
        })),
      ],
      messages: parts.map((_, part) => message(importPart, id, { importId: id, part })),
      causation,
    });
  },

  part: (id, number) => table.get<StoredPart>(partKey(id, number)),

  finish: async (id, number, { created, updated, refused }, context) => {
    const expiresAt = epochSeconds(clock) + keptSeconds;
    await commit({
      pk: partitionOf(id),
      writes: [
        {
          update: stateKey(id),
          change: {
            expression: 'ADD created :created, updated :updated, refused :refused',
            values: { ':created': created, ':updated': updated, ':refused': refused.length },
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
    const { total, created, updated, refused } = progress;
    const imported = created + updated;
    return {
      id,
      status: imported + refused === total ? 'done' : 'running',
      total,
      imported,
      created,
      updated,
      refused,
      errors: results.flatMap((result) => result.refused),
    };
  },
});
