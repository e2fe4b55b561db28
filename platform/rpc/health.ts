// What a balancer or a person asks a gRPC server before all else; open, as /health is.
import { Code, ConnectError, type ConnectRouter } from '@connectrpc/connect';
import {
  Health,
  HealthCheckResponse_ServingStatus as Status,
} from './proto/grpc/health/v1/health_pb.js';

/** For reflection. */
export const healthFile = Health.file;

/** `Watch` is left to Connect, which says that it is not there: a client then asks again by itself. */
export const serveRpcHealth = (
  router: ConnectRouter,
  names: readonly string[],
  isServing: () => boolean,
): void => {
  router.service(Health, {
    check: ({ service }) => {
      if (service !== '' && !names.includes(service)) {
        throw new ConnectError('no service has this name', Code.NotFound);
      }
      return { status: isServing() ? Status.SERVING : Status.NOT_SERVING };
    },
  });
};
