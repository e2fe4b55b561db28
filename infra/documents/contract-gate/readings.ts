// A released document beside the current one, as who sends and who is answered read them.
import type { Reading, Schema } from './schemas.ts';

export interface Released {
  readonly released: Schema;
  readonly current: Schema;
  /**
   * Day (ISO 8601), UTC.
   * @default none, on which nothing has had its time
   */
  readonly today?: string;
}

type Node = Readonly<Record<string, Schema>>;
export const node = (value: unknown): Node => (value ?? {}) as Node;
const schemasOf = (document: Schema): Schema => node(node(document).components).schemas ?? {};

/** What clients of the released document send, the current one takes. */
export const sent = ({ released, current }: Released): Reading => ({
  writerSchemas: schemasOf(released),
  readerSchemas: schemasOf(current),
  ignoresMembers: false,
  takesAnyValue: false,
});

/** What the current document answers, clients of the released one take; they were told that members and values are added. */
export const answered = ({ released, current }: Released): Reading => ({
  writerSchemas: schemasOf(current),
  readerSchemas: schemasOf(released),
  ignoresMembers: true,
  takesAnyValue: true,
});
