// What AWS allows, of an account that never asked for more, in us-east-1, and where it says so.

interface Quota {
  readonly value: number;
  readonly source: string;
}

export const quotas = {
  /** Write units a second of one partition, which holds one key at least. */
  partitionUnits: {
    value: 1_000,
    source:
      'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html',
  },
  /** Write units a second of a new table on demand; later twice what it has had. */
  newTableUnits: {
    value: 4_000,
    source:
      'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html',
  },
  /** Write units a second of a table. */
  tableUnits: {
    value: 40_000,
    source:
      'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode-max-throughput.html',
  },
  /** Requests a second to all APIs of an account. */
  apiRequests: {
    value: 10_000,
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
  },
  /** Environments of all functions at once. */
  environments: {
    value: 1_000,
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
  },
  /** Times a second that Lambda looks at a shard of a stream. */
  streamPolls: {
    value: 4,
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html',
  },
  /** Messages a second to all topics. */
  publishes: { value: 30_000, source: 'https://docs.aws.amazon.com/general/latest/gr/sns.html' },
  /** Mails a second, as a first grant outside the sandbox often is; the account's own is what counts. */
  mails: {
    value: 14,
    source: 'https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas.html',
  },
  /** Kilobytes a second into a delivery stream. */
  archivedKilobytes: {
    value: 5 * 1_024,
    source: 'https://docs.aws.amazon.com/firehose/latest/dev/limits.html',
  },
} as const satisfies Readonly<Record<string, Quota>>;
