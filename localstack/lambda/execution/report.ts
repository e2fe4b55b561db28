// What an invocation answers, the line that Lambda writes at its end, and what it is billed as.
import type { InvokeResult, Log } from '../../cloud/cloud.ts';
import { traceOfHeader, tracesIn, type Usage } from '../../cloud/usage.ts';
import type { FunctionConfig } from '../config.ts';
import { answerError } from '../limits.ts';
import type { Event, Outcome } from './environment.ts';

export function report(config: FunctionConfig, result: InvokeResult): string {
  const { requestId, durationMs, initMs, maxMemoryMb } = result.report;
  const init = initMs === undefined ? '' : `\tInit Duration: ${initMs.toFixed(2)} ms`;
  return `REPORT RequestId: ${requestId}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${Math.ceil(durationMs)} ms\tMemory Size: ${config.memoryMb} MB\tMax Memory Used: ${maxMemoryMb} MB${init}`;
}

export type Bill = Pick<Usage, 'count'>;

export const logGroupOf = ({ name }: FunctionConfig): string => `/aws/lambda/${name}`;

/** Tells the end of each invocation; it is billed in the name of the traces that its event is part of. */
export const createReporter =
  (log: Log, bill: Bill) =>
  (config: FunctionConfig, result: InvokeResult, { payload, trace }: Event): void => {
    const { name, service, memoryMb } = config;
    const traces = trace === undefined ? tracesIn(payload) : traceOfHeader(trace);
    const seconds = Math.ceil(result.report.durationMs) / 1000;
    bill.count(traces, 'invocations', name);
    bill.count(traces, 'gigabyte-seconds', name, (seconds * memoryMb) / 1024);
    log.line(service, report(config, result), logGroupOf(config));
  };

export function resultOf(requestId: string, outcome: Outcome): InvokeResult {
  const { payload, durationMs, initMs, maxMemoryMb } = outcome;
  const tooLong = answerError(payload);
  const failed = outcome.failed || tooLong !== undefined;
  return {
    payload: tooLong ?? payload,
    ...(failed && { functionError: 'Unhandled' as const }),
    ...(outcome.isLost && { isLost: true as const }),
    report: { requestId, durationMs, ...(initMs !== undefined && { initMs }), maxMemoryMb },
  };
}
