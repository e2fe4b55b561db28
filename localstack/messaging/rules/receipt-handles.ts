// Receipt handles: what is none, and those whose message has been deleted.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
import { AwsError, jsonType } from '../../cloud/protocol/edge-protocol.ts';
import type { RouterAnswer } from '../messaging.ts';

export interface HandleEntry {
  readonly Id?: string;
  readonly ReceiptHandle?: string;
}

export interface HandleRequest extends HandleEntry {
  readonly Entries?: readonly HandleEntry[];
}

interface Batched {
  readonly Successful?: readonly unknown[];
  readonly Failed?: readonly unknown[];
}

/** An entry of a batch that fails alone. */
interface Failed {
  readonly Id: string | undefined;
  readonly Code: string;
  readonly Message: string;
  readonly SenderFault: true;
}

const onHandles = /^(?:DeleteMessage|ChangeMessageVisibility)(?:Batch)?$/;
const nothing = { status: 200, contentType: jsonType, headers: {}, body: '{}' };
const mostRemembered = 20_000;
const shape = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

export function createHandles() {
  const deleted = new Set<string>();

  function faultOf(action: string, handle: string): AwsError | undefined {
    if (!shape.test(handle)) {
      return new AwsError(
        'ReceiptHandleIsInvalid',
        `The input receipt handle "${handle}" is not a valid receipt handle.`,
      );
    }
    if (!action.startsWith('ChangeMessageVisibility') || !deleted.has(handle)) return undefined;
    return new AwsError(
      'InvalidParameterValue',
      `Value ${handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    );
  }

  /** A handle that is none fails its entry, not the batch. */
  async function aroundBatch<R extends HandleRequest>(
    action: string,
    request: R,
    call: (request: R) => Promise<RouterAnswer>,
  ): Promise<RouterAnswer> {
    const failed: Failed[] = [];
    const good = (request.Entries ?? []).filter(({ Id, ReceiptHandle = '' }) => {
      const fault = faultOf(action, ReceiptHandle);
      if (fault) failed.push({ Id, Code: fault.code, Message: fault.message, SenderFault: true });
      return fault === undefined;
    });
    if (failed.length === 0) return await call(request);
    const answer = good.length === 0 ? nothing : await call({ ...request, Entries: good });
    if (answer.status !== 200) return answer;
    const { Successful = [], Failed = [] } = JSON.parse(answer.body) as Batched;
    return { ...answer, body: JSON.stringify({ Successful, Failed: [...Failed, ...failed] }) };
  }

  function remember(handles: readonly (string | undefined)[]): void {
    for (const handle of handles) if (handle) deleted.add(handle);
    for (const oldest of deleted) {
      if (deleted.size <= mostRemembered) return;
      deleted.delete(oldest);
    }
  }

  return {
    /** The call, without the handles that are none; throws where its only one is none. */
    async around<R extends HandleRequest>(
      action: string,
      request: R,
      call: (request: R) => Promise<RouterAnswer>,
    ): Promise<RouterAnswer> {
      if (!onHandles.test(action)) return await call(request);
      const { Entries, ReceiptHandle } = request;
      const fault = ReceiptHandle ? faultOf(action, ReceiptHandle) : undefined;
      if (fault) throw fault;
      const answer = Entries ? await aroundBatch(action, request, call) : await call(request);
      if (action.startsWith('Delete') && answer.status === 200) {
        remember((Entries ?? [request]).map((one) => one.ReceiptHandle));
      }
      return answer;
    },
  };
}
