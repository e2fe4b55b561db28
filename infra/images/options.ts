// What `npm run images` can be asked for.
import { FlagError, readFlags } from '../../platform/cli/flags.ts';

export interface ImageOptions {
  /** `local`, or an image; the one the Dockerfile names where undefined. */
  readonly base: string | undefined;
  readonly tag: string;
  /** Only the image in which SAM runs functions. */
  readonly runtime?: boolean;
}

export const usage = `Usage: npm run images [-- --base <image> --tag <tag> | --runtime]

Builds the images of the containers with a Docker engine; fails when one is larger than 15 MB above its base.
  --base <image>   base image, best with its digest: node:24.21.0-bookworm-slim@sha256:…
                   "local" makes one of this machine's Node and libraries (Linux)
                   (the one the Dockerfile names, or "local" where that cannot be had)
  --tag <tag>      images are called tandem/<service>:<tag> (local)
  --runtime        only an image in which the SAM CLI runs functions, of this machine's Node (Linux); prints its name
  --help           this text

Exit code: 0 built, 1 not built or too large, 2 wrong flags.`;

/** https://pkg.go.dev/github.com/distribution/reference */
const imageReference =
  /^[a-z0-9][a-z0-9._-]*(:\d{1,5})?(\/[a-z0-9][a-z0-9._-]*)*(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/i;

const matching = (value: string | undefined, flag: string, form: RegExp, wanted: string) => {
  if (value === undefined || form.test(value)) return value;
  throw new FlagError(`--${flag} must be ${wanted}, not ${JSON.stringify(value)}`);
};

/** A value of `--base`; throws FlagError. */
export const baseFlag = (value: string | undefined): string | undefined =>
  matching(value, 'base', imageReference, '"local" or the name of an image');

/** Undefined where the help is asked for; throws FlagError. */
export const readOptions = (args: readonly string[]): ImageOptions | undefined => {
  const text = { type: 'string' } as const;
  const { values } = readFlags({
    args: [...args],
    options: { base: text, tag: text, runtime: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) return undefined;
  return {
    base: baseFlag(values.base),
    tag: matching(values.tag, 'tag', /^\w[\w.-]{0,127}$/, 'a tag') ?? 'local',
    runtime: values.runtime === true,
  };
};
