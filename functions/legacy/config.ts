// What the way to the legacy shop reads from its environment.
import {
  commonConfig,
  list,
  readConfig,
  text,
  textOr,
  tokenConfig,
  url,
} from '../../platform/kernel/config.ts';

export const readLegacyConfig = () =>
  readConfig({
    ...commonConfig,
    ...tokenConfig,
    CORS_ORIGINS: list,
    /** The only place of the legacy shop that is ever asked. */
    LEGACY_URL: url,
    /** Ids of the routes that it may answer. */
    LEGACY_ROUTES: list,
    /** `on`: it is sent the access token of the caller. */
    LEGACY_AUTHORIZATION: textOr('off'),
    /** Path of the parameters that say how each route is switched. */
    SWITCHES_PATH: text,
    /** This API, with its version. */
    API_URL: url,
    /** Secret that holds the API key of the paths by which this function reaches our services. */
    DIRECT_KEY_ARN: text,
  });
