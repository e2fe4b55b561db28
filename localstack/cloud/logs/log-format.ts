// A line of a process as a person reads it: time, coloured prefix of fixed width, level, message, members.

const colours = ['cyan', 'green', 'yellow', 'magenta', 'blue'] as const;
const prefixWidth = 13;
/** Members that every line has; they say nothing new on a terminal. */
const usual = new Set(['time', 'timestamp', 'level', 'service', 'version', 'message', 'stage']);

/** The terminal that shows the lines. */
interface Styled {
  style(style: (typeof colours)[number] | 'dim' | 'plain' | 'red', text: string): string;
}

export type FormatLog = (source: string, text: string, at: Date) => string;

export function logFormat(terminal: Styled): FormatLog {
  const assigned = new Map<string, (typeof colours)[number]>();

  function prefix(source: string): string {
    let colour = assigned.get(source);
    if (!colour) {
      colour = colours[assigned.size % colours.length] ?? 'cyan';
      assigned.set(source, colour);
    }
    return terminal.style(colour, source.slice(0, prefixWidth).padEnd(prefixWidth));
  }

  return function format(source, text, at) {
    const time = terminal.style('dim', at.toISOString().slice(11, 23));
    return `${time} ${prefix(source)} ${readable(terminal, text)}`;
  };
}

function readable(terminal: Styled, text: string): string {
  const record = structured(text);
  if (!record) return terminal.style(text.startsWith('REPORT ') ? 'dim' : 'plain', shorten(text));
  if (record.route !== undefined && record.status !== undefined) return access(terminal, record);
  const { level, message, error, ...rest } = record;
  const members = Object.entries(rest)
    .filter(([name]) => !usual.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const said = typeof message === 'string' ? [message] : [];
  const cause = error === undefined ? [] : [terminal.style('red', causeOf(error))];
  return [levelOf(terminal, level), ...said, terminal.style('dim', members.join(' ')), ...cause]
    .filter((part) => part !== '')
    .join(' ');
}

/** A request: `POST /orders 201 12 ms`, then what helps to find it again. */
function access(terminal: Styled, record: Record<string, unknown>): string {
  const { method, route, path, status, latencyMs, durationMs, refusal, requestId } = record;
  const place = route === '-' ? (path ?? route) : route;
  const colour = Number(status) >= 500 ? 'red' : Number(status) >= 400 ? 'yellow' : 'plain';
  const said = `${method} ${place} ${terminal.style(colour, String(status))}`;
  const time = latencyMs ?? durationMs;
  const rest = [time === undefined ? '' : `${time} ms`, refusal === '-' ? '' : (refusal ?? '')];
  return `${said} ${terminal.style('dim', [...rest, requestId ?? ''].filter(Boolean).join(' '))}`;
}

/** The fields of a function's report that say something on a laptop. */
function shorten(text: string): string {
  const [, duration] = /\tDuration: ([\d.]+) ms/.exec(text) ?? [];
  if (!text.startsWith('REPORT ') || duration === undefined) return text;
  const init = /Init Duration: ([\d.]+) ms/.exec(text)?.[1];
  const memory = /Max Memory Used: (\d+) MB/.exec(text)?.[1];
  return `REPORT ${duration} ms${init ? `, start ${init} ms` : ''}, ${memory} MB`;
}

/** The object a structured log line holds, or undefined for plain text. */
export function structured(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function levelOf(terminal: Styled, level: unknown): string {
  const name = String(level ?? '').toLowerCase();
  if (name === 'error' || name === 'fatal') return terminal.style('red', name);
  if (name === 'warn') return terminal.style('yellow', name);
  return name === 'info' ? '' : terminal.style('dim', name);
}

function causeOf(error: unknown): string {
  const { name, type, message, stack } = (error ?? {}) as Record<string, string | undefined>;
  return stack ?? `${name ?? type ?? 'Error'}: ${message ?? JSON.stringify(error)}`;
}
