// What flows between two parts of the map.

export interface MapEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'request' | 'message' | 'stream' | 'schedule' | 'call';
  /** Types of the messages that go this way. */
  readonly types: readonly string[];
  /** Since the start. */
  readonly count: number;
  readonly errors: number;
}

/** Without what was counted. */
export type Bare = Omit<MapEdge, 'count' | 'errors'>;

export const lastPart = (arn: string) => arn.slice(arn.lastIndexOf(':') + 1);
export const withoutAlias = (arn: string) => /:function:([^:]+)/.exec(arn)?.[1] ?? lastPart(arn);
