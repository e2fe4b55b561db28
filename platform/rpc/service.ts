// A service that others of ours call by its protobuf contract.
import type { DescMethod, DescService } from '@bufbuild/protobuf';
import { getOption } from '@bufbuild/protobuf';
import type { ConnectRouter, ServiceImpl } from '@connectrpc/connect';
import type { ServiceScope } from '../../events/http/route.ts';
import { scope } from '../../events/proto/tandem/access/v1/access_pb.js';

export interface RpcService {
  readonly service: DescService;
  readonly serve: (router: ConnectRouter) => void;
}

/** Throws where a method does not say who may call it. */
export const rpcService = <S extends DescService>(
  service: S,
  methods: ServiceImpl<S>,
): RpcService => {
  const open = service.methods.find((method) => getOption(method, scope) === '');
  if (open !== undefined) throw new Error(`${open} has no scope`);
  return { service, serve: (router) => router.service(service, methods) };
};

/** The scope that a caller needs. */
export const scopeOf = (method: DescMethod): ServiceScope =>
  getOption(method, scope) as ServiceScope;
