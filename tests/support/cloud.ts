// Where the copy of the system is that this worker's tests share.
import { inject } from 'vitest';

const answer = await fetch(`${inject('clouds')}${process.env.VITEST_POOL_ID}`);
if (!answer.ok) throw new Error(await answer.text());
const where = (await answer.json()) as { apiUrl: string; awsUrl: string };

/** Public API including the stage, e.g. `http://localhost:3100/v1`. */
export const { apiUrl } = where;
/** AWS endpoint, e.g. `http://127.0.0.1:4666`. */
export const { awsUrl } = where;
