// What the hook before the traffic reads from its environment.
import { awsConfig } from '../../platform/calls/signed-call.ts';
import { commonConfig, json, readConfig, text } from '../../platform/kernel/config.ts';

export interface Question {
  /** A `GET` without a token, below the stage of the API. */
  readonly path: string;
  readonly status: number;
}

export const readRolloutConfig = () =>
  readConfig({
    ...commonConfig,
    ...awsConfig,
    /** What the names of all functions begin with. */
    FUNCTION_PREFIX: text,
    /** Of functions behind the gateway, by what follows in their names. */
    QUESTIONS: json<Readonly<Record<string, readonly Question[]>>>(),
  });
