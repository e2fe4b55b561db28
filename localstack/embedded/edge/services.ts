// The services behind the edge, each with its calls counted.
import type { Access, Functions, Log } from '../../cloud/cloud.ts';
import type { RawHandler, Service } from '../../cloud/protocol/edge-protocol.ts';
import type { EdgeServices } from './edge.ts';
import { type MeterParts, metered } from './metering.ts';

interface Parts extends Pick<MeterParts, 'messaging' | 'traffic' | 'usage'> {
  readonly access: Pick<Access, 'identity' | 'isRole'>;
  readonly functions: Pick<Functions, 'list'>;
  readonly faults: EdgeServices['faults'];
  readonly log: Log;
}

/** Of whom an access key is, as the map names it. */
function ownersOf({ access, functions }: Pick<Parts, 'access' | 'functions'>) {
  const names = new Map<string, string>();
  return (accessKeyId: string): string => {
    const known = names.get(accessKeyId);
    if (known !== undefined) return known;
    const arn = access.identity(accessKeyId);
    const owner = arn.slice(arn.lastIndexOf('/') + 1);
    const isFunction = functions.list().some(({ name }) => name === owner);
    const part = `${isFunction ? 'function' : 'container'}:${owner}`;
    names.set(accessKeyId, part);
    return part;
  };
}

interface Served {
  /** By the service name in the credential scope. */
  readonly api: Readonly<Record<string, Service>>;
  readonly s3: RawHandler;
  /** `/_tandem/*`: the embedded cloud's own routes. */
  readonly admin: RawHandler;
}

export function edgeServices({ api, s3, admin }: Served, parts: Parts): EdgeServices {
  const { access, faults, log } = parts;
  const meter = { ...parts, partOf: ownersOf(parts), isRole: access.isRole };
  const services = Object.entries(api).map(
    ([name, service]) => [name, metered(name, service, meter)] as const,
  );
  return { services: Object.fromEntries(services), s3, admin, faults, log };
}
