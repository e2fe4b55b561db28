// What is a service's own.

import type { Endpoint } from '../http/endpoint.ts';
import type { HttpServices } from '../http/services.ts';
import type { MessageHandler } from '../messaging/inbox.ts';
import type { RpcService } from '../rpc/service.ts';

export interface ServiceParts {
  readonly endpoints: readonly Endpoint[];
  readonly handlers: readonly MessageHandler[];
  /** What other services call by a protobuf contract. */
  readonly rpc?: readonly RpcService[];
  /** Records of what was answered; absent where the handlers know that themselves. */
  readonly replays?: HttpServices['replays'];
  /** Is there room behind this route, by the id of its contract? */
  readonly hasRoom?: (route: string) => boolean;
  /** The process has been told to stop, and is still asked: whoever listens is sent to another one. */
  readonly draining?: () => void;
  /** The process is about to stop: whoever waits is answered. */
  readonly beforeClose?: () => void;
  /** Called last. */
  readonly close?: () => Promise<void>;
}
