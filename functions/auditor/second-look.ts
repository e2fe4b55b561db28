// What one look finds broken may be a change on its way: only what a second look finds as well is told.
import { audit } from './domain/audit.ts';
import type { Breach } from './domain/snapshot.ts';
import type { Look } from './look.ts';
import { standing } from './report.ts';

export interface Audited {
  readonly breaches: readonly Breach[];
  readonly items: number;
  /** False where a table was too large for the last look: what was not seen is accused of nothing. */
  readonly complete: boolean;
}

/** `pause` lies between the looks; there is no second one where the first finds nothing. */
export const auditByTwoLooks = async (
  look: () => Promise<Look>,
  pause: () => Promise<unknown>,
): Promise<Audited> => {
  const first = await look();
  const found = first.complete ? audit(first.snapshot) : [];
  if (found.length === 0) return { breaches: [], items: first.items, complete: first.complete };
  await pause();
  const { snapshot, items, complete } = await look();
  return { breaches: complete ? standing(found, audit(snapshot)) : [], items, complete };
};
