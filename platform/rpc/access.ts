// Who may call which method: asked before the message is read.
import type { HandlerContext } from '@connectrpc/connect';
import { serviceWith } from '../../events/http/route.ts';
import { admitCaller } from '../http/caller.ts';
import type { HttpServices } from '../http/services.ts';
import { callIdOf, type LogCall } from './call-log.ts';
import { toConnectError } from './codes.ts';
import { scopeOf } from './service.ts';

interface Access {
  /** Health and reflection are not: no less than the open paths and the repository tell. */
  readonly isOurs: (method: HandlerContext['method']) => boolean;
  readonly services: Pick<HttpServices, 'verify' | 'clock'>;
  readonly logCall: LogCall;
}

/** Throws a ConnectError. */
export const createGate = ({ isOurs, services: { verify, clock }, logCall }: Access) => {
  const admit = async ({ method, requestHeader }: HandlerContext): Promise<void> => {
    if (!isOurs(method)) return;
    const authorization = requestHeader.get('authorization');
    const headers = { authorization: authorization === null ? [] : [authorization] };
    await admitCaller(serviceWith(scopeOf(method)), { headers }, { verify });
  };

  return async (context: HandlerContext): Promise<void> => {
    try {
      await admit(context);
    } catch (thrown) {
      const requestId = callIdOf(context.requestHeader);
      const error = toConnectError(thrown, requestId);
      logCall({ method: context.method, requestId, started: clock.now() }, error);
      throw error;
    }
  };
};
