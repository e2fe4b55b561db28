// A measurement is a log line that CloudWatch makes a metric of, and that says which trace it was made in.
import { expect, it } from 'vitest';
import { measured } from '../../platform/telemetry/embedded-metrics.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { within } from '../../platform/telemetry/trace.ts';

it('names its metric, and has each of its dimensions and its value as a member', () => {
  const lines: string[] = [];
  const log = createLog(
    { STAGE: 'dev', SERVICE: 'orders', SERVICE_VERSION: '1', LOG_LEVEL: 'info' },
    { write: (line) => void lines.push(line) },
  );
  log.info(measured('SettleMilliseconds', 1250, 1_700_000_000_000), 'order settled');
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 'info',
    time: expect.any(String),
    stage: 'dev',
    service: 'orders',
    version: '1',
    message: 'order settled',
    SettleMilliseconds: 1250,
    _aws: {
      Timestamp: 1_700_000_000_000,
      CloudWatchMetrics: [
        {
          Namespace: 'Tandem',
          Dimensions: [['stage', 'service']],
          Metrics: [{ Name: 'SettleMilliseconds', Unit: 'Milliseconds' }],
        },
      ],
    },
  });
});

it('names the trace it was made in beside them, which is a property and no dimension', () => {
  const lines: string[] = [];
  const log = createLog(
    { STAGE: 'dev', SERVICE: 'orders', SERVICE_VERSION: '1', LOG_LEVEL: 'info' },
    { write: (line) => void lines.push(line) },
  );
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  within({ traceId, spanId: 'b7ad6b7169203331', isKept: true }, () =>
    log.info(measured('SettleMilliseconds', 1250), 'order settled'),
  );
  const { _aws, ...line } = JSON.parse(lines[0] ?? '');
  expect(line.traceId).toBe(traceId);
  expect(_aws.CloudWatchMetrics[0].Dimensions).toEqual([['stage', 'service']]);
});
