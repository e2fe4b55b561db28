// An independent OAuth library discovers the issuer, gets a token and validates it by the published keys.
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audience, issuer } from '../support/auth.ts';
import { type AuthDatabase, startAuthDatabase } from '../support/auth-database.ts';

let auth: AuthDatabase;
beforeAll(async () => {
  auth = await startAuthDatabase();
  auth.clock.advance(Date.now() - auth.clock.now());
});
afterAll(() => auth.stop());

/** The library speaks HTTP; the endpoints answer in this process. */
const inProcess = async (url: string, init?: RequestInit): Promise<Response> => {
  const path = url.slice(issuer.length);
  const headers = Object.fromEntries(new Headers(init?.headers));
  const form = Object.fromEntries(new URLSearchParams(String(init?.body ?? '')));
  const { status, text, ...answer } = await auth.call(`${init?.method ?? 'GET'} ${path}`, {
    headers,
    ...(init?.method === 'POST' ? { form } : {}),
  });
  return new Response(text === '' ? null : text, { status, headers: answer.headers });
};

const options = {
  [oauth.customFetch]: inProcess as never,
  [oauth.allowInsecureRequests]: true,
};
const client: oauth.Client = { client_id: 'demo-service' };
const secret = oauth.ClientSecretBasic('demo-service-secret-please-change');

const discover = async (): Promise<oauth.AuthorizationServer> => {
  const url = new URL(issuer);
  return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, options));
};

const tokenOf = async (server: oauth.AuthorizationServer, scope: string) => {
  const parameters = new URLSearchParams({ scope });
  const response = await oauth.clientCredentialsGrantRequest(
    server,
    client,
    secret,
    parameters,
    options,
  );
  return oauth.processClientCredentialsResponse(server, client, response);
};

describe('oauth4webapi', () => {
  it('discovers the issuer', async () => {
    const server = await discover();
    expect(server).toMatchObject({
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      token_endpoint: `${issuer}/oauth/token`,
    });
    const { body } = await auth.call('GET /.well-known/oauth-authorization-server');
    expect(server).toMatchObject(body);
  });

  it('gets a token by client credentials and validates it as RFC 9068 wants', async () => {
    const server = await discover();
    const { access_token, scope } = await tokenOf(server, 'orders:fulfil');
    expect(scope).toBe('orders:fulfil');
    const request = new Request('https://api.example/orders', {
      headers: { authorization: `Bearer ${access_token}` },
    });
    const claims = await oauth.validateJwtAccessToken(server, request, audience, options);
    expect(claims).toEqual({
      iss: issuer,
      aud: audience,
      sub: 'cli_demo-service',
      client_id: 'demo-service',
      iat: expect.any(Number),
      exp: claims.iat + 600,
      jti: expect.any(String),
      scope: 'orders:fulfil',
      roles: [],
    });
  });

  it('introspects and revokes it', async () => {
    const server = await discover();
    const { access_token } = await tokenOf(server, 'inventory:read');
    const introspect = async () =>
      oauth.processIntrospectionResponse(
        server,
        client,
        await oauth.introspectionRequest(server, client, secret, access_token, options),
      );
    expect(await introspect()).toMatchObject({ active: true, scope: 'inventory:read' });
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(server, client, secret, access_token, options),
    );
    expect(await introspect()).toEqual({ active: false });
  });

  it('understands a refusal', async () => {
    const server = await discover();
    await expect(tokenOf(server, 'everything')).rejects.toMatchObject({
      error: 'invalid_scope',
      status: 400,
    });
    const wrong = oauth.clientCredentialsGrantRequest(
      server,
      client,
      oauth.ClientSecretPost('wrong'),
      new URLSearchParams(),
      options,
    );
    await expect(
      oauth.processClientCredentialsResponse(server, client, await wrong),
    ).rejects.toMatchObject({ status: 401 });
  });

  it('carries a session on with the public client', async () => {
    const server = await discover();
    const { refreshToken } = await auth.login();
    const publicClient: oauth.Client = { client_id: 'tandem' };
    const response = await oauth.refreshTokenGrantRequest(
      server,
      publicClient,
      oauth.None(),
      refreshToken,
      options,
    );
    const refreshed = await oauth.processRefreshTokenResponse(server, publicClient, response);
    expect(refreshed.token_type).toBe('bearer');
  });
});
