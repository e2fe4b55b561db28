// What goes to the terminal: colours where there are any, a spinner where lines can be redrawn.

type Style = 'plain' | 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'magenta' | 'blue';

const codes: Record<Exclude<Style, 'plain'>, [number, number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
};

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const frameMs = 80;
const tellMs = 4_000;

export interface Terminal {
  readonly interactive: boolean;
  /** Columns of the terminal; infinite where lines go elsewhere. */
  readonly columns: number;
  style(style: Style, text: string): string;
  line(text?: string): void;
  error(text: string): void;
  /** Shows that something is being done; answers a function that clears it. */
  spin(text: string): () => void;
}

export interface TerminalOptions {
  readonly stdout?: NodeJS.WriteStream;
  readonly stderr?: NodeJS.WriteStream;
  readonly environment?: NodeJS.ProcessEnv;
}

/** https://no-color.org: set and not empty means no colours. */
export function createTerminal({
  stdout = process.stdout,
  stderr = process.stderr,
  environment = process.env,
}: TerminalOptions = {}): Terminal {
  const interactive = stdout.isTTY === true && environment.TERM !== 'dumb';
  const coloured = interactive && !environment.NO_COLOR;
  return {
    interactive,
    get columns() {
      return interactive ? (stdout.columns ?? 80) : Number.POSITIVE_INFINITY;
    },
    style(style, text) {
      if (!coloured || style === 'plain') return text;
      const [on, off] = codes[style];
      return `\u001b[${on}m${text}\u001b[${off}m`;
    },
    line: (text = '') => void stdout.write(`${text}\n`),
    error: (text) => void stderr.write(`${text}\n`),
    spin(text) {
      if (!interactive) return tellNowAndThen(text, stderr);
      let frame = 0;
      const draw = () => {
        stdout.write(`\r\u001b[2K ${frames[frame % frames.length]} ${text}`);
        frame += 1;
      };
      draw();
      const timer = setInterval(draw, frameMs);
      return () => {
        clearInterval(timer);
        stdout.write('\r\u001b[2K');
      };
    },
  };
}

/** Where no line can be redrawn, a line from time to time, beside the output. */
function tellNowAndThen(text: string, stderr: NodeJS.WriteStream): () => void {
  const startedAt = performance.now();
  const tell = () => {
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    stderr.write(` ${text} … ${seconds} s\n`);
  };
  const timer = setInterval(tell, tellMs).unref();
  return () => clearInterval(timer);
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** What terminals draw over two columns: https://www.unicode.org/reports/tr11/ (without what is ambiguous). */
const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += wide.test(segment) ? 2 : 1;
  return width;
}

/** At most so many columns; what was longer ends in `…`. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    if (widthOf(kept + segment) > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Rows as columns of equal width; the last column is not padded, and no row is wider than the terminal. */
export function table(
  rows: readonly (readonly string[])[],
  columns = Number.POSITIVE_INFINITY,
): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, widthOf(cell));
    }
  }
  const padded = (cell: string, index: number) =>
    cell + ' '.repeat((widths[index] ?? 0) - widthOf(cell));
  return rows.map((row) =>
    cut(
      row
        .map((cell, index) => (index === row.length - 1 ? cell : padded(cell, index)))
        .join('  ')
        .trimEnd(),
      columns,
    ),
  );
}
