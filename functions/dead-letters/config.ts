// Which dead-letter queues there are, and which queues share each of them.
import { commonConfig, json, list, readConfig, tokenConfig } from '../../platform/kernel/config.ts';

export interface QueuesOfService {
  readonly deadLetterUrl: string;
  /** URLs by the last part of the name; empty where nothing can go back. */
  readonly queues: Readonly<Record<string, string>>;
}

export const readDeadLettersConfig = () =>
  readConfig({
    ...commonConfig,
    ...tokenConfig,
    CORS_ORIGINS: list,
    /** By service. */
    DEAD_LETTERS: json<Readonly<Record<string, QueuesOfService>>>(),
  });
