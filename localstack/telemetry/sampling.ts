// Which traces that begin at the gateway are kept, as X-Ray's reservoir does: https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html

/** https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#general-sdk-configuration */
export const isTraced = (): boolean => process.env.OTEL_SDK_DISABLED !== 'true';

/** `method` of the request that begins it. */
export type Keeps = (method: string) => boolean;

function createReservoir(perSecond: () => number, now: () => number): () => boolean {
  let second = 0;
  let taken = 0;
  return () => {
    const current = Math.floor(now() / 1000);
    if (current !== second) [second, taken] = [current, 0];
    taken += 1;
    return taken <= perSecond();
  };
}

/** A script that logs in and orders at once writes twice. */
const unwatched = { reads: 1, writes: 2 };
const watched = { reads: 5, writes: 5 };

const isRead = (method: string) => method === 'GET' || method === 'HEAD' || method === 'OPTIONS';

/** Every trace that a person makes is kept, of a load test few; what changes nothing takes no room from what does. */
export function createSampling(isWatched: () => boolean, now: () => number = Date.now): Keeps {
  const perSecond = () => (isWatched() ? watched : unwatched);
  const reads = createReservoir(() => perSecond().reads, now);
  const writes = createReservoir(() => perSecond().writes, now);
  return (method) => (isRead(method) ? reads() : writes());
}
