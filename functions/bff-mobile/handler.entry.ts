// The mobile BFF: a screen of an app in one small answer, made from the public API.
import { httpFunction } from '../../platform/service/http-function.ts';
import { mobilePolicies } from './api.ts';
import { readMobileConfig } from './config.ts';
import { mobileEndpoints } from './http.ts';

export const handler = httpFunction(readMobileConfig(), ({ config, log }) => ({
  endpoints: mobileEndpoints({ url: config.API_URL, policies: mobilePolicies(log) }),
}));
