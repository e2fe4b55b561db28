// Which resource a path finds.

import { describe, expect, test } from 'vitest';
import { buildRoutes, matchRoute } from '../../localstack/gateway/match.ts';
import type { ApiResource, RestApi } from '../../localstack/gateway/model.ts';

function apiOf(paths: readonly string[]): RestApi {
  const resources = new Map<string, ApiResource>();
  const add = (path: string): string => {
    if (resources.has(path)) return path;
    const end = path.lastIndexOf('/');
    const parentId = path === '/' ? undefined : add(path.slice(0, end) || '/');
    resources.set(path, { id: path, parentId, pathPart: path.slice(end + 1), methods: new Map() });
    return path;
  };
  add('/');
  for (const path of paths) {
    add(path);
    resources.get(path)?.methods.set('GET', {} as never);
  }
  return { id: 'api', rootId: '/', resources } as unknown as RestApi;
}

function find(paths: readonly string[], path: string) {
  const segments = path === '/' ? [] : path.slice(1).split('/');
  const match = matchRoute(buildRoutes(apiOf(paths)), {
    rawSegments: segments,
    segments: segments.map(decodeURIComponent),
  });
  return match && { path: match.resourcePath, parameters: match.parameters };
}

describe('a path finds the resource', () => {
  test('that has its fixed parts before one with a parameter', () => {
    expect(find(['/users/{id}', '/users/me'], '/users/me')).toEqual({
      path: '/users/me',
      parameters: {},
    });
  });

  test('with a parameter before the greedy one', () => {
    expect(find(['/{proxy+}', '/users/{id}'], '/users/7')).toEqual({
      path: '/users/{id}',
      parameters: { id: '7' },
    });
  });

  test('that is greedy, with the rest of the path as its value', () => {
    expect(find(['/files/{path+}'], '/files/a/b/c')).toEqual({
      path: '/files/{path+}',
      parameters: { path: 'a/b/c' },
    });
  });

  test('again from a fixed part that leads nowhere', () => {
    expect(find(['/users/me/sessions', '/users/{id}'], '/users/me')).toEqual({
      path: '/users/{id}',
      parameters: { id: 'me' },
    });
  });

  test('with its parameters as they were sent, its fixed parts decoded', () => {
    expect(find(['/users/{id}'], '/%75sers/a%2Fb')?.parameters).toEqual({ id: 'a%2Fb' });
    expect(find(['/files/{path+}'], '/files/a%20b/c%2Fd')?.parameters).toEqual({
      path: 'a%20b/c%2Fd',
    });
  });

  test('at the root', () => {
    expect(find(['/'], '/')).toEqual({ path: '/', parameters: {} });
  });

  test('not where no resource has methods', () => {
    expect(find(['/users/me/sessions'], '/users')).toBeUndefined();
    expect(find(['/users'], '/users/7')).toBeUndefined();
    expect(find(['/users/{id}'], '/users/')).toBeUndefined();
  });
});
