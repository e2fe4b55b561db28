// Refusals between our services: a code of gRPC, with the problem as its detail (https://grpc.io/docs/guides/status-codes/).
import { fromJson } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { ProblemSchema } from '../../events/proto/tandem/problem/v1/problem_pb.js';
import { problemReply, toAppError } from '../http/problem.ts';
import { AppError } from '../kernel/errors.ts';

/** By the status of a problem; what is not here was the caller's mistake. */
const codeOf: Readonly<Record<number, Code>> = {
  401: Code.Unauthenticated,
  403: Code.PermissionDenied,
  404: Code.NotFound,
  409: Code.FailedPrecondition,
  412: Code.FailedPrecondition,
  413: Code.ResourceExhausted,
  428: Code.FailedPrecondition,
  429: Code.ResourceExhausted,
  500: Code.Internal,
  503: Code.Unavailable,
  504: Code.DeadlineExceeded,
};

/** What Connect itself says (a deadline, a method that is not there) stays; all else is told as over HTTP. */
export const toConnectError = (error: unknown, requestId: string): ConnectError => {
  if (error instanceof ConnectError) return error;
  const refusal = toAppError(error);
  const { status, headers, body } = problemReply(refusal, requestId);
  const problem = fromJson(ProblemSchema, JSON.parse(body), { ignoreUnknownFields: true });
  const retryAfter = headers?.['retry-after'];
  return new ConnectError(
    problem.detail,
    codeOf[status] ?? Code.InvalidArgument,
    retryAfter === undefined ? {} : { 'retry-after': retryAfter },
    [{ desc: ProblemSchema, value: problem }],
    refusal,
  );
};

/** About this very call: another one may well succeed, and this one will not. */
const refusals = new Set([
  Code.InvalidArgument,
  Code.NotFound,
  Code.AlreadyExists,
  Code.PermissionDenied,
  Code.ResourceExhausted,
  Code.FailedPrecondition,
  Code.OutOfRange,
  Code.Unimplemented,
]);

/** For a policy: a refusal is an answer (`unauthenticated`, or `validation-failed` as over HTTP), all else a failure of who was asked. */
export const fromConnectError = (thrown: unknown, service: string): Error => {
  const { code, rawMessage } = ConnectError.from(thrown);
  const detail = `${service} answered ${Code[code]}: ${rawMessage}`;
  const cause = new Error(detail, { cause: thrown });
  if (code === Code.Unauthenticated) return new AppError('unauthenticated', { cause });
  if (refusals.has(code)) return new AppError('validation-failed', { detail, cause });
  return cause;
};
