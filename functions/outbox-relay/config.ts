// What the relay needs to know: which table belongs to whom, and where topics and queues are.
import { commonConfig, json, readConfig } from '../../platform/kernel/config.ts';

export interface Routes {
  /** Service by table name. */
  readonly tables: Readonly<Record<string, string>>;
  /** Topic ARN by service. */
  readonly topics: Readonly<Record<string, string>>;
  /** Inbox queue URL by service. */
  readonly queues: Readonly<Record<string, string>>;
}

export const readRelayConfig = () => readConfig({ ...commonConfig, ROUTES: json<Routes>() });

export type RelayConfig = ReturnType<typeof readRelayConfig>;
