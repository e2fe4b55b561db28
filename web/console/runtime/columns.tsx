// What is shown of each function, and of each process.
import { Link } from 'wouter-preact';
import { callLocal } from '../data/calls.ts';
import { ActionButton } from '../parts/form.tsx';
import { count, duration, short } from '../parts/format.ts';
import { Age } from '../parts/show.tsx';
import type { Column } from '../parts/table.tsx';

export interface FunctionState {
  readonly name: string;
  readonly memoryMb: number;
  readonly maxMemoryMb: number;
  readonly running: number;
  readonly environments: readonly { readonly pid: number; readonly memoryMb: number | null }[];
  readonly invocations: number;
  readonly errors: number;
  readonly coldStarts: number;
  readonly throttles: number;
  readonly durationMs: number;
  readonly lastError: { readonly at: string; readonly text: string } | null;
}

export interface Process {
  readonly name: string;
  readonly kind: string;
  readonly pid: number;
  readonly port?: number;
  readonly memoryMb?: number | null;
  readonly startedAt?: string;
}

export const functions: readonly Column<FunctionState>[] = [
  {
    name: 'Function',
    cell: ({ name }) => <Link href={`/runtime?function=${name}`}>{short(name)}</Link>,
  },
  {
    name: 'Environments',
    cell: ({ environments, running }) => `${environments.length} (${running} busy)`,
    class: 'number',
  },
  { name: 'Invocations', cell: ({ invocations }) => count(invocations), class: 'number' },
  { name: 'Cold', cell: ({ coldStarts }) => count(coldStarts), class: 'number' },
  {
    name: 'Average',
    cell: ({ durationMs, invocations }) =>
      invocations === 0 ? '–' : duration(durationMs / invocations),
    class: 'number',
  },
  {
    name: 'Memory',
    cell: ({ maxMemoryMb, memoryMb }) => `${maxMemoryMb} of ${memoryMb} MB`,
    class: 'number',
  },
  {
    name: 'Errors',
    cell: ({ errors, throttles }) => (
      <span class={errors > 0 ? 'badge bad' : ''}>
        {count(errors)}
        {throttles > 0 && `, ${count(throttles)} throttled`}
      </span>
    ),
    class: 'number',
  },
  {
    name: 'Do',
    cell: ({ name }) => (
      <>
        <ActionButton act={() => callLocal('POST', `functions/${name}/reload`)}>
          Reload
        </ActionButton>
        <ActionButton act={() => callLocal('POST', `functions/${name}/kill`)}>Kill</ActionButton>
      </>
    ),
  },
];

export const processes: readonly Column<Process>[] = [
  { name: 'Process', cell: ({ name }) => short(name) },
  { name: 'Kind', cell: ({ kind }) => kind },
  { name: 'Process id', cell: ({ pid }) => pid, class: 'number' },
  { name: 'Port', cell: ({ port }) => port ?? '–', class: 'number' },
  {
    name: 'Memory',
    cell: ({ memoryMb }) => (typeof memoryMb === 'number' ? `${memoryMb} MB` : '–'),
    class: 'number',
  },
  { name: 'Started', cell: ({ startedAt }) => <Age time={startedAt} />, class: 'number' },
  {
    name: 'Do',
    cell: ({ name, kind, pid }) => (
      <>
        {kind === 'container' && (
          <ActionButton act={() => callLocal('POST', `containers/${name}/reload`)}>
            Reload
          </ActionButton>
        )}
        <ActionButton asks="Kill it?" act={() => callLocal('POST', `processes/${pid}/kill`)}>
          Kill
        </ActionButton>
      </>
    ),
  },
];
