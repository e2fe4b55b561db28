// Seeding: an idempotent list of steps after the start; what fails is shown and never stops the system.

export interface SeedContext {
  /** Public API with its stage, e.g. `http://localhost:3000/v1`. */
  readonly apiUrl: string;
  /** AWS endpoint. */
  readonly awsUrl: string;
  readonly stage: string;
}

export interface SeedStep {
  readonly name: string;
  /** Answers what there is now, e.g. `24 products`; does nothing that was done before. */
  run(context: SeedContext): Promise<string>;
}

export interface SeedResult {
  readonly name: string;
  readonly text: string;
  readonly failed: boolean;
  readonly durationMs: number;
}

// It takes a second; beside other load it took seven. Without its accounts nobody can log in.
const stepLimitMs = 60_000;

export async function seed(
  context: SeedContext,
  steps: readonly SeedStep[],
  onResult: (result: SeedResult) => void = () => undefined,
): Promise<SeedResult[]> {
  const results: SeedResult[] = [];
  for (const step of steps) {
    const startedAt = performance.now();
    const outcome = await within(step.run(context), stepLimitMs).then(
      (text) => ({ text, failed: false }),
      (error: unknown) => ({ text: (error as Error).message, failed: true }),
    );
    const result = { name: step.name, ...outcome, durationMs: performance.now() - startedAt };
    results.push(result);
    onResult(result);
  }
  return results;
}

async function within(work: Promise<string>, limitMs: number): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('took too long')), limitMs);
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
