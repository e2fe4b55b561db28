// What a look at the account says of one thing that a deployment needs.

export type Verdict = 'ok' | 'will fail' | 'cannot tell';

export interface Finding {
  readonly verdict: Verdict;
  /** What was looked at. */
  readonly what: string;
  readonly says: string;
}

export const finding = (what: string, holds: boolean, says: string): Finding => ({
  verdict: holds ? 'ok' : 'will fail',
  what,
  says,
});

export const unknown = (what: string, error: unknown): Finding => ({
  verdict: 'cannot tell',
  what,
  says: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
});

export type Check = () => Promise<readonly Finding[]>;

/** A question that is not answered, for want of a permission or of the service, is no reason to stop the others. */
export const run = async (checks: Readonly<Record<string, Check>>): Promise<readonly Finding[]> => {
  const answers = await Promise.all(
    Object.entries(checks).map(async ([what, check]) => {
      try {
        return await check();
      } catch (error) {
        return [unknown(what, error)];
      }
    }),
  );
  return answers.flat();
};
